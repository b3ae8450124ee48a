"""Choosing an account or a lead in a form, by a few letters of its name."""

from django import forms
from django.core.exceptions import PermissionDenied
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.permissions import policy_registry

from leads.models import Account, Lead


class SearchByTyping(BaseFilterForm):
    q = forms.CharField(label="Search", required=False, max_length=200)

    def filter(self, objects):
        self.search_query = self.cleaned_data["q"].strip()
        self.is_searching = bool(self.search_query)
        return objects.answering_to(self.search_query)


class SeenByPermission:
    """Names and addresses only for those who may see them: Wagtail shows a chooser to all who may enter."""

    def dispatch(self, request, *args, **kwargs):
        policy = policy_registry.get_by_type(self.model_class)
        if not policy.user_has_any_permission(request.user, ["add", "change", "delete", "view"]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PermittedChoose(SeenByPermission, ChooseView):
    pass


class PermittedResults(SeenByPermission, ChooseResultsView):
    pass


class PermittedChosen(SeenByPermission, ChosenView):
    pass


class PermittedChooserViewSet(ChooserViewSet):
    choose_view_class = PermittedChoose
    choose_results_view_class = PermittedResults
    chosen_view_class = PermittedChosen

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(filter_form_class=SearchByTyping, **kwargs)


class AccountChooserViewSet(PermittedChooserViewSet):
    model = Account
    icon = "group"
    choose_one_text = "Choose an account"
    choose_another_text = "Choose another account"
    edit_item_text = "Edit this account"


class LeadChooserViewSet(PermittedChooserViewSet):
    model = Lead
    icon = "user"
    choose_one_text = "Choose a lead"
    choose_another_text = "Choose another lead"
    edit_item_text = "Edit this lead"


account_chooser = AccountChooserViewSet("account_chooser")
lead_chooser = LeadChooserViewSet("lead_chooser")
