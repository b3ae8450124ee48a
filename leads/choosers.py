"""Choosing an account or a lead in a form, by a few letters of its name."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.permissions import policy_registry

from leads.models import Account, Lead


class AccountSearch(BaseFilterForm):
    q = forms.CharField(label="Search", required=False, max_length=200)
    looks_in = ["name", "domain"]

    def filter(self, objects):
        """Every word must occur somewhere."""
        self.search_query = self.cleaned_data["q"].strip()
        self.is_searching = bool(self.search_query)
        for word in self.search_query.split():
            places = [Q((f"{field}__icontains", word)) for field in self.looks_in]
            objects = objects.filter(Q(*places, _connector=Q.OR))
        return objects


class LeadSearch(AccountSearch):
    looks_in = ["first_name", "last_name", "email", "account__name"]


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
    search_form: type[BaseFilterForm]

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(filter_form_class=self.search_form, **kwargs)


class AccountChooserViewSet(PermittedChooserViewSet):
    model = Account
    icon = "group"
    search_form = AccountSearch
    choose_one_text = "Choose an account"
    choose_another_text = "Choose another account"
    edit_item_text = "Edit this account"


class LeadChooserViewSet(PermittedChooserViewSet):
    model = Lead
    icon = "user"
    search_form = LeadSearch
    choose_one_text = "Choose a lead"
    choose_another_text = "Choose another lead"
    edit_item_text = "Edit this lead"
