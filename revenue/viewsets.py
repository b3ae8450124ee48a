import django_filters
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from buying_stages.protection import ProtectedDeleteView
from leads.listings import DayColumn, NumberColumn
from revenue.forms import DealForm
from revenue.models import Deal
from revenue.money import in_words
from revenue.views import DealCreate, DealEdit, DealList, DealView


def amount_in_words(deal: Deal) -> str:
    return in_words(deal.amount_cents, deal.currency)


class DealFilters(WagtailFilterSet):
    outcome = django_filters.ChoiceFilter(choices=Deal.Outcome)
    opened_at = django_filters.DateFromToRangeFilter(label="Opened", widget=DateRangePickerWidget)
    closed_at = django_filters.DateFromToRangeFilter(label="Closed", widget=DateRangePickerWidget)

    class Meta:
        model = Deal
        fields: list[str] = []


class DealViewSet(ModelViewSet):
    model = Deal
    icon = "credit"
    menu_label = "Deals"
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = DealList
    index_results_template_name = "revenue/deal/index_results.html"
    add_view_class = DealCreate
    edit_view_class = DealEdit
    inspect_view_class = DealView
    delete_view_class = ProtectedDeleteView
    filterset_class = DealFilters
    search_fields = ["name", "account__name", "lead__email", "lead__last_name", "external_id"]
    list_display = [
        "name",
        Column("account", sort_key="account__name"),
        Column("lead", sort_key="lead__email"),
        NumberColumn("amount", accessor=amount_in_words, sort_key="amount_cents"),
        Column("get_outcome_display", label="Outcome", sort_key="outcome"),
        DayColumn("opened_at", label="Opened", sort_key="opened_at"),
        DayColumn("closed_at", label="Closed", sort_key="closed_at"),
    ]
    export_headings = {
        "external_id": "id",
        "name": "name",
        "account.name": "account",
        "lead.email": "email",
        "amount": "amount",
        "currency": "currency",
        "outcome": "outcome",
        "opened_at": "opened_at",
        "closed_at": "closed_at",
    }
    list_export = list(export_headings)
    export_filename = "deals"
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            MultiFieldPanel([FieldPanel("account"), FieldPanel("lead")], "Whose deal it is"),
            FieldRowPanel([FieldPanel("amount"), FieldPanel("currency")], heading="Amount"),
            FieldPanel("outcome"),
            FieldRowPanel([FieldPanel("opened_at"), FieldPanel("closed_at")], heading="Dates"),
            FieldPanel("external_id"),
        ],
        base_form_class=DealForm,
    )


class RevenueGroup(ViewSetGroup):
    menu_label = "Revenue"
    menu_icon = "credit"
    menu_order = 170
    items = (DealViewSet("deal", url_prefix="deals"),)
