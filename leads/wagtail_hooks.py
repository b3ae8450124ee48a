from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from analytics.history import keep_pages_with
from analytics.machines.quarantine import STANDS_ON
from leads.choosers import account_chooser, lead_chooser
from leads.forms import GateForm
from leads.gate import known_lead, may_go_on, what_is_missing
from leads.invitations import asset_invitation, topic_invitation
from leads.merging import MERGE
from leads.models import FormAnswer
from leads.owners import HAND_OVER
from leads.rights.decisions import of_leads_and_below
from leads.rights.holdings import HOLDINGS
from leads.set_aside import people_known
from leads.viewsets import LeadsGroup


@hooks.register("register_admin_viewset", order=-1)  # before any floor builds a form that chooses one of these
def register_choosers():
    return [account_chooser, lead_chooser]


@hooks.register("register_admin_viewset")
def register_leads():
    return LeadsGroup()


@hooks.register("asset_gate")
def gate(request, asset):
    if may_go_on(request, asset):
        return ""
    lead = known_lead(request)
    form = GateForm(missing=what_is_missing(lead) if lead else ())
    return render_to_string("leads/gate_form.html", {"asset": asset, "form": form}, request)


@hooks.register("asset_scripts")
def clean_address(request, asset):
    if not asset.gated or getattr(request, "is_preview", False):
        return ""
    return format_html('<script defer src="{}"></script>', static("leads/key.js"))


@hooks.register("on_serve_page")
def keep_keys_apart(serve):
    """A page that was opened with a key is its holder's: in no index and no cache."""

    def serve_apart(page, request, args, kwargs):
        response = serve(page, request, args, kwargs)
        if "key" in request.GET and getattr(page, "gated", False):
            patch_cache_control(response, private=True, no_store=True)
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return serve_apart


class Said(dict):
    """What a log entry holds; what was erased of it since is a record whose name is gone."""

    def __missing__(self, key):
        return "another record" if key == "name" else "unknown"


@hooks.register("register_log_actions")
def register_hand_over(actions):
    @actions.register_action(HAND_OVER)
    class HandedOver(LogFormatter):
        label = "Hand over"

        def format_message(self, log_entry):
            was, now = (log_entry.data.get(key) or "nobody" for key in ("from", "to"))
            return f"Handed over from {was} to {now}"

    @actions.register_action(MERGE)
    class Merged(LogFormatter):
        label = "Merge"

        def format_message(self, log_entry):
            return "Merged with {name}, which was number {number}".format_map(Said(log_entry.data))


@hooks.register("privacy_rights")
def rights_of_the_reader(request):
    return render_to_string("leads/rights/invitation.html")


hooks.register(HOLDINGS, of_leads_and_below)
hooks.register(STANDS_ON, people_known)
hooks.register("asset_invitation", asset_invitation)
hooks.register("topic_invitation", topic_invitation)
keep_pages_with(FormAnswer, readers="gave their details for")
