"""All stages on one screen: which question each mostly answers, and what may be asked of its readers."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db import transaction
from django.forms import modelformset_factory
from django.urls import reverse_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from buying_stages.models import SELDOM, BuyingStage

COLUMNS = [
    "aspirational_share",
    "allows_gate",
    "call_to_action",
    "allows_contact",
    "brand_mentions_limit",
    "needs_sales_edition",
]
PolicyFormSet = modelformset_factory(BuyingStage, fields=COLUMNS, extra=0, edit_only=True)


class StagePolicyView(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    """Everybody who sees the stages sees their policy; who may change stages may change it."""

    permission_required = "buying_stages.view_buyingstage"
    raise_exception = True
    template_name = "buying_stages/policy.html"
    page_title = "Stage policy"
    header_icon = "list-ol"
    form_class = PolicyFormSet
    success_url = reverse_lazy("buying_stages:policy")
    _show_breadcrumbs = True
    breadcrumbs_items = [
        {"url": reverse_lazy("wagtailadmin_home"), "label": "Home"},
        {"url": reverse_lazy("buying_stages:index"), "label": "Buying stages"},
        {"url": "", "label": "Stage policy"},
    ]

    @property
    def may_change(self) -> bool:
        return self.request.user.has_perm("buying_stages.change_buyingstage")

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.may_change else self.handle_no_permission()

    def get_form(self, form_class=None):
        return PolicyFormSet(self.request.POST or None, queryset=BuyingStage.objects.order_by("sort_order"))

    @transaction.atomic
    def form_valid(self, form):
        for stage in form.save():
            log(instance=stage, action="wagtail.edit", user=self.request.user, content_changed=True)
        changed = [str(each.instance) for each in form if each.has_changed()]
        said = f"Saved: {', '.join(changed)}." if changed else "Nothing was changed, so nothing was saved."
        messages.success(self.request, said)
        return super().form_valid(form)

    def form_invalid(self, form):
        messages.error(self.request, "Nothing was saved yet. Correct what is marked below, then save again.")
        return super().form_invalid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"may_change": self.may_change, "seldom": SELDOM}
