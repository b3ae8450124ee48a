"""At the desk: everything that is known of a lead, to print or as a file; erasing them; and the receipts of that."""

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button

from analytics.read_only import ReadOnlyIndexView, ReadOnlyViewSet
from leads.listings import DayColumn
from leads.models import ErasureReceipt, Lead
from leads.owners import owner_name
from leads.rights.erasing import erase_lead
from leads.rights.exporting import as_json, everything_known
from leads.rights.people import Person
from leads.rights.receipts import what_is_gone, what_stays
from leads.rights.traces import TheSpoolIsBusy
from leads.rights.words import by_matter


class OfALead(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page beside the record of one lead."""

    permission_required = "leads.add_erasurereceipt"
    header_icon = "user"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.lead = get_object_or_404(Lead, pk=kwargs["pk"])

    @cached_property
    def person(self) -> Person:
        return Person.of_lead(self.lead)

    def get_breadcrumbs_items(self):
        above = [
            {"url": reverse("lead:index"), "label": "Leads"},
            {"url": reverse("lead:inspect", args=[self.lead.pk]), "label": str(self.lead)},
        ]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": self.lead, "sections": everything_known(self.person)}


class EverythingView(OfALead):
    page_title = "Everything we know"
    template_name = "leads/rights/everything_desk.html"

    @cached_property
    def header_more_buttons(self):
        address = reverse("lead:everything_file", args=[self.lead.pk])
        return [Button("Take it as a file", url=address, icon_name="download", priority=10)]


class EverythingFile(OfALead):
    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        at = timezone.now()
        response = HttpResponse(as_json(everything_known(self.person), at=at), content_type="application/json")
        response.headers["Content-Disposition"] = f'attachment; filename="lead-{self.lead.pk}-{at:%Y-%m-%d}.json"'
        response.headers["Cache-Control"] = "private, no-store"
        return response


class EraseView(OfALead):
    page_title = "Erase this person"
    header_icon = "bin"
    template_name = "leads/rights/erase_desk.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        sections = context["sections"]
        return context | {
            "goes": by_matter((each.words, each.count) for each in sections if not each.stays),
            "stays": [(each.words.of(each.count), each.stays) for each in sections if each.stays],
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        asked = ErasureReceipt.Asked.STAFF
        try:
            receipt = erase_lead(self.lead, asked=asked, by=request.user, at=timezone.now())
        except TheSpoolIsBusy as reason:
            messages.error(request, str(reason))
            return redirect(request.path)
        messages.success(request, "It is erased. This receipt says how much of what; it names nobody.")
        return redirect("erasures:receipt", pk=receipt.pk)


class ReceiptView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required = "leads.view_erasurereceipt"
    page_title = "Receipt of an erasure"
    header_icon = "bin"
    template_name = "leads/rights/receipt.html"

    def get_breadcrumbs_items(self):
        above = {"url": reverse("erasures:index"), "label": "Erasures"}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]

    def get_context_data(self, pk: int, **kwargs):
        receipt = get_object_or_404(ErasureReceipt.objects.select_related("by"), pk=pk)
        return super().get_context_data(**kwargs) | {
            "receipt": receipt,
            "by": owner_name(receipt.by),
            "gone": what_is_gone(receipt),
            "stays": what_stays(receipt),
        }


def _rows(receipt: ErasureReceipt) -> int:
    return sum(receipt.removed.values())


class ReceiptList(ReadOnlyIndexView):
    page_title = "Erasures"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("by")


class ErasureViewSet(ReadOnlyViewSet):
    model = ErasureReceipt
    icon = "bin"
    menu_label = "Erasures"
    menu_order = 600
    index_view_class = ReceiptList
    index_results_template_name = "leads/erasurereceipt/index_results.html"
    list_display = [
        TitleColumn("reference", label="Receipt", get_url=lambda row: reverse("erasures:receipt", args=[row.pk])),
        DayColumn("at", label="On", sort_key="at"),
        Column("get_asked_display", label="Asked by"),
        Column("people", label="People or browsers"),
        Column("removed", label="Entries that are gone", accessor=_rows),
    ]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/", self.construct_view(ReceiptView), name="receipt")]
