from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.admin.views.generic import CreateView, EditView

from leads.listings import ListingView
from leads.record import RecordView
from revenue.crediting import credit
from revenue.deal_record import ON_THE_LEAD_RECORD, credit_tables
from revenue.models import Deal


class DealList(ListingView):
    select_related = ["account", "lead"]


class CreditsAtOnce:
    """A deal saved here is credited in the same moment, so that its page never shows yesterday's shares."""

    def save_instance(self):
        deal = super().save_instance()
        credit(deal, at=timezone.now())
        return deal


class DealCreate(CreditsAtOnce, CreateView):
    pass


class DealEdit(CreditsAtOnce, EditView):
    pass


class DealView(RecordView):
    template_name = "revenue/deal.html"

    def get_object(self, queryset=None):
        return get_object_or_404(Deal.objects.select_related("account", "lead"), pk=self.pk)

    def get_context_data(self, **kwargs):
        deal = self.object
        return super().get_context_data(**kwargs) | {
            "deal": deal,
            "table": credit_tables([deal]).get(deal.pk),
            "people": deal.buying_group().order_by("known_at", "pk"),
            "older": deal.creditings.filter(current=False).order_by("-version"),
        }


def deals_panel(request, lead) -> str:
    """For the lead record: what the deals of this lead's buying group made of their touches."""
    if not request.user.has_perm("revenue.view_deal"):
        return ""
    deals = list(Deal.objects.concerning(lead).order_by("opened_at", "pk"))
    tables = credit_tables([deal for deal in deals if deal.outcome == Deal.Outcome.WON], ON_THE_LEAD_RECORD)
    context = {"lead": lead, "deals": [(deal, tables.get(deal.pk)) for deal in deals]}
    return render_to_string("revenue/lead_panel.html", context, request)
