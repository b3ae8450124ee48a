import django_filters
from django.db.models import OuterRef, Subquery
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from analytics.models import Touch
from buying_stages.protection import ProtectedDeleteView, in_words
from leads.correspondence import AnswerViewSet, FollowingViewSet, LetterViewSet
from leads.forms import AccountForm, LeadForm
from leads.listings import DayColumn, ListingView, NumberColumn
from leads.models import Account, Lead
from leads.record import AccountView, LeadRecordView


def industries():
    return [
        (name, name)
        for name in Account.objects.order_by("industry").values_list("industry", flat=True).distinct()
        if name
    ]


class LeadFilters(WagtailFilterSet):
    keeper = django_filters.ChoiceFilter(choices=Lead.Keeper)
    known_at = django_filters.DateFromToRangeFilter(label="Known since", widget=DateRangePickerWidget)
    industry = django_filters.ChoiceFilter(field_name="account__industry", label="Industry", choices=industries)

    class Meta:
        model = Lead
        fields: list[str] = []


class LeadList(ListingView):
    select_related = ["account"]

    def get_base_queryset(self):
        latest = Touch.objects.filter(visitor__identification__lead=OuterRef("pk")).order_by("-at").values("at")[:1]
        return super().get_base_queryset().annotate(last_read_at=Subquery(latest))


class LeadDelete(ProtectedDeleteView):
    def refusal(self, users):
        return f"{self.object} was not deleted. A person has one record for life, and this one holds {in_words(users)}."


class LeadViewSet(ModelViewSet):
    model = Lead
    icon = "user"
    menu_label = "Leads"
    menu_order = 100
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = LeadList
    index_results_template_name = "leads/lead/index_results.html"
    inspect_view_class = LeadRecordView
    delete_view_class = LeadDelete
    filterset_class = LeadFilters
    search_fields = ["first_name", "last_name", "email", "account__name"]
    list_display = [
        "__str__",
        Column("email", label="E-mail", sort_key="email"),
        Column("account", sort_key="account__name"),
        Column("get_keeper_display", label="Keeper", sort_key="keeper"),
        DayColumn("known_at", label="Known since", sort_key="known_at"),
        DayColumn("last_read_at", label="Last read", sort_key="last_read_at"),
    ]
    list_export = [
        "email",
        "first_name",
        "last_name",
        "job_title",
        "account.name",
        "account.domain",
        "account.industry",
        "account.country",
        "account.employees",
        "get_keeper_display",
        "known_at",
        "last_read_at",
    ]
    export_headings = {
        "email": "email",
        "first_name": "first_name",
        "last_name": "last_name",
        "job_title": "job_title",
        "account.name": "account",
        "account.domain": "domain",
        "account.industry": "industry",
        "account.country": "country",
        "account.employees": "employees",
        "get_keeper_display": "keeper",
        "known_at": "known_at",
        "last_read_at": "last_read_at",
    }
    export_filename = "leads"
    edit_handler = ObjectList(
        [
            FieldPanel("email"),
            FieldRowPanel([FieldPanel("first_name"), FieldPanel("last_name")], heading="Name"),
            FieldPanel("job_title"),
            FieldPanel("account"),
            FieldPanel("known_at"),
        ],
        base_form_class=LeadForm,
    )


class AccountFilters(WagtailFilterSet):
    industry = django_filters.ChoiceFilter(label="Industry", choices=industries)

    class Meta:
        model = Account
        fields: list[str] = []


class AccountViewSet(ModelViewSet):
    model = Account
    icon = "group"
    menu_label = "Accounts"
    menu_order = 200
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = ListingView
    index_results_template_name = "leads/account/index_results.html"
    inspect_view_class = AccountView
    delete_view_class = ProtectedDeleteView
    filterset_class = AccountFilters
    search_fields = ["name", "domain", "industry", "country"]
    list_display = [
        "name",
        "domain",
        "industry",
        "country",
        NumberColumn("employees", sort_key="employees"),
    ]
    list_export = ["name", "domain", "industry", "country", "employees"]
    export_filename = "accounts"
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("domain"),
            MultiFieldPanel([FieldPanel("industry"), FieldPanel("country"), FieldPanel("employees")], "What it is"),
        ],
        base_form_class=AccountForm,
    )


class LeadsGroup(ViewSetGroup):
    menu_label = "Leads"
    menu_icon = "group"
    menu_order = 160
    items = (
        LeadViewSet("lead", url_prefix="leads"),
        AccountViewSet("account", url_prefix="accounts"),
        AnswerViewSet("answers", url_prefix="form-answers"),
        FollowingViewSet("following", url_prefix="followers"),
        LetterViewSet("letters", url_prefix="letters"),
    )
