from django.template.loader import render_to_string
from wagtail import hooks

from analytics.history import keep_pages_with
from leads.choosers import AccountChooserViewSet, LeadChooserViewSet
from leads.forms import GateForm
from leads.gate import may_go_on
from leads.models import FormAnswer
from leads.viewsets import LeadsGroup


@hooks.register("register_admin_viewset", order=-1)  # before any floor builds a form that chooses one of these
def register_choosers():
    return [AccountChooserViewSet("account_chooser"), LeadChooserViewSet("lead_chooser")]


@hooks.register("register_admin_viewset")
def register_leads():
    return LeadsGroup()


@hooks.register("asset_gate")
def gate(request, asset):
    if may_go_on(request, asset):
        return ""
    return render_to_string("leads/gate_form.html", {"asset": asset, "form": GateForm()}, request)


keep_pages_with(FormAnswer, readers="gave their details for")
