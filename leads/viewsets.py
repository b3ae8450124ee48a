import django_filters
from django.db.models import OuterRef, Subquery
from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button

from analytics.models import Touch
from buying_stages.protection import ProtectedDeleteView, in_words
from leads.correspondence import AnswerViewSet, FollowingViewSet, LetterViewSet
from leads.forms import AccountForm, LeadForm
from leads.hand_over_views import NOBODY, HandOverView
from leads.listings import DayColumn, ListingView, NumberColumn, PersonFilter
from leads.merge_views import MergeView
from leads.models import Account, Lead
from leads.owners import owner_name, owners
from leads.record import AccountView, LeadRecordView
from leads.rights.desk_views import EraseView, ErasureViewSet, EverythingFile, EverythingView


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
    select_related = ["account__owner"]

    def get_base_queryset(self):
        read = Touch.objects.counted().filter(visitor__identification__lead=OuterRef("pk"))
        return super().get_base_queryset().annotate(last_read_at=Subquery(read.order_by("-at").values("at")[:1]))


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
        "account.owner.username",
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
        "account.owner.username": "account_owner",
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

    def get_urlpatterns(self):
        beside = [
            ("same-person/", MergeView, "merge"),
            ("everything/", EverythingView, "everything"),
            ("everything/file/", EverythingFile, "everything_file"),
            ("erase/", EraseView, "erase"),
        ]
        more = [path(f"<int:pk>/{end}", self.construct_view(view), name=name) for end, view, name in beside]
        return [*super().get_urlpatterns(), *more]


class AccountFilters(WagtailFilterSet):
    industry = django_filters.ChoiceFilter(label="Industry", choices=industries)
    owner = PersonFilter(label="Owner", queryset=lambda request: owners(), null_label="Nobody yet")

    class Meta:
        model = Account
        fields: list[str] = []


class AccountList(ListingView):
    select_related = ["owner"]

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if self.user_has_permission("change"):
            asked = self.request.GET.get("owner", "")
            whose = f"?owner={NOBODY if asked == 'null' else asked}" if asked.isalnum() else ""
            address = reverse("account:hand_over") + whose
            buttons.append(Button("Hand accounts over", url=address, icon_name="redirect", priority=20))
        return buttons


def _owner_name(account: Account) -> str:
    return owner_name(account.owner)


class AccountViewSet(ModelViewSet):
    model = Account
    icon = "group"
    menu_label = "Accounts"
    menu_order = 200
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = AccountList
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
        Column("owner", label="Owner", accessor=_owner_name, sort_key="owner__first_name"),
    ]
    list_export = ["name", "domain", "industry", "country", "employees", "owner.username"]
    export_headings = {"owner.username": "account_owner"}
    export_filename = "accounts"
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("domain"),
            FieldPanel("owner"),
            MultiFieldPanel([FieldPanel("industry"), FieldPanel("country"), FieldPanel("employees")], "What it is"),
        ],
        base_form_class=AccountForm,
    )

    def get_urlpatterns(self):
        hand_over = path("hand-over/", self.construct_view(HandOverView), name="hand_over")
        return [*super().get_urlpatterns(), hand_over]


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
        ErasureViewSet("erasures", url_prefix="erasures"),
    )
