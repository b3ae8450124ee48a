from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from leads.models import Lead
from library.desk import LibraryDeskMixin
from library.models.shares import NOT_TWICE_WITHIN
from library.sheet.lead_reading import road_of
from library.sheet.lead_search import find_leads

LEADS_A_PAGE = 30
MOST_TOUCHES = 60
MOST_SHARES = 10


class LeadsDeskMixin(LibraryDeskMixin):
    """People are for those who may see leads."""

    def get_permission_required(self):
        return (*super().get_permission_required(), "leads.view_lead")


class LeadsView(LeadsDeskMixin, TemplateView):
    """A quick way to anybody we know, on a phone: nobody is hidden, however little they have read."""

    template_name = "library/sheet/leads.html"

    def get_context_data(self, **kwargs):
        words = self.request.GET.get("q", "")
        found = find_leads(words, user=self.request.user)
        page = Paginator(found.leads, LEADS_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs, found=found, page=page)


class LeadView(LeadsDeskMixin, TemplateView):
    """What one lead has read, in order, and what to give them next."""

    template_name = "library/sheet/lead.html"

    def get_context_data(self, pk, **kwargs):
        lead = get_object_or_404(Lead.objects.select_related("account__owner"), pk=pk)
        newest = list(lead.touches().select_related("asset__stage").reverse()[: MOST_TOUCHES + 1])
        return super().get_context_data(
            **kwargs,
            lead=lead,
            road=road_of(lead, user=self.request.user, at=timezone.now()),
            touches=newest[:MOST_TOUCHES][::-1],
            is_unconfirmed=any(said.is_unconfirmed for said in lead.identifications.all()),
            has_older=len(newest) > MOST_TOUCHES,
            shares=lead.shares.select_related("sender", "collection").prefetch_related("collection__items__asset")[
                :MOST_SHARES
            ],
            not_twice_days=NOT_TWICE_WITHIN.days,
        )
