"""Lists in the CMS of what readers wrote to us and of what we write to them: looked at, never changed by hand."""

import django_filters
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from analytics.viewsets import ReadOnlyIndexView, ReadOnlyViewSet
from buying_stages.downloads import SafeDownloads
from content.models import Topic
from leads.following import followers_by_topic
from leads.listings import DayColumn
from leads.models import Following, FormAnswer, Letter


class MayNameThem:
    """For a list that names leads: whoever may see the list without seeing leads gets no address, on screen or in a file."""

    #: Columns and fields that say who somebody is.
    naming: set[str] = set()

    @property
    def may_name(self) -> bool:
        return self.request.user.has_perm("leads.view_lead")

    @cached_property
    def columns(self):
        return [column for column in super().columns if self.may_name or column.name not in self.naming]

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.list_export = [name for name in self.list_export if self.may_name or name not in self.naming]


class AnswerFilters(WagtailFilterSet):
    at = django_filters.DateFromToRangeFilter(label="Day", widget=DateRangePickerWidget)

    class Meta:
        model = FormAnswer
        fields = ["kind", "at"]


class AnswerList(SafeDownloads, ReadOnlyIndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("lead", "asset")


class AnswerViewSet(ReadOnlyViewSet):
    model = FormAnswer
    icon = "mail"
    menu_label = "Form answers"
    menu_order = 300
    index_view_class = AnswerList
    index_results_template_name = "leads/formanswer/index_results.html"
    filterset_class = AnswerFilters
    list_display = [
        DayColumn("at", label="Sent", sort_key="at"),
        Column("get_kind_display", label="What they did"),
        TitleColumn("lead", label="Lead", get_url=lambda answer: reverse("lead:inspect", args=[answer.lead_id])),
        Column("message", label="In their words"),
        Column("asset", label="On"),
    ]
    list_export = ["at", "kind", "lead", "message", "asset"]
    export_filename = "form-answers"


class FollowingFilters(WagtailFilterSet):
    topic = django_filters.ModelChoiceFilter(queryset=Topic.objects.order_by("name"), empty_label="All topics")

    class Meta:
        model = Following
        fields = ["topic", "frequency"]


class FollowingList(MayNameThem, SafeDownloads, ReadOnlyIndexView):
    """Who follows what; how many follow each topic stands above."""

    page_title = "Followers"
    default_ordering = "-confirmed_at"
    naming = {"follower"}

    def get_base_queryset(self):
        return super().get_base_queryset().filter(confirmed_at__isnull=False).select_related("follower", "topic")

    def get_context_data(self, *args, **kwargs):
        return super().get_context_data(*args, **kwargs) | {"counts": followers_by_topic()}


class FollowingViewSet(ReadOnlyViewSet):
    model = Following
    icon = "tag"
    menu_label = "Followers"
    menu_order = 400
    ordering = "-confirmed_at"
    index_view_class = FollowingList
    index_results_template_name = "leads/following/index_results.html"
    filterset_class = FollowingFilters
    list_display = [
        Column("topic", label="Topic", sort_key="topic__name"),
        Column("get_frequency_display", label="How often"),
        Column("state", label="State"),
        DayColumn("confirmed_at", label="Since", sort_key="confirmed_at"),
        Column("follower", label="Address", sort_key="follower__email"),
    ]
    list_export = ["topic", "frequency", "state", "confirmed_at", "left_at", "follower"]
    export_filename = "followers"


class LetterFilters(WagtailFilterSet):
    written_at = django_filters.DateFromToRangeFilter(label="Day", widget=DateRangePickerWidget)

    class Meta:
        model = Letter
        fields = ["kind", "outcome", "written_at"]


class LetterList(MayNameThem, SafeDownloads, ReadOnlyIndexView):
    default_ordering = "-written_at"
    # A mail server repeats the address that it refuses.
    naming = {"follower", "trouble"}

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("follower")


class LetterViewSet(ReadOnlyViewSet):
    model = Letter
    icon = "mail"
    menu_label = "Letters"
    menu_order = 500
    ordering = "-written_at"
    index_view_class = LetterList
    index_results_template_name = "leads/letter/index_results.html"
    filterset_class = LetterFilters
    list_display = [
        DayColumn("written_at", label="Written", sort_key="written_at"),
        Column("get_kind_display", label="Kind"),
        Column("follower", label="To", sort_key="follower__email"),
        Column("get_outcome_display", label="Outcome", sort_key="outcome"),
        Column("tries", label="Tries"),
        Column("trouble", label="What the mail server said"),
    ]
