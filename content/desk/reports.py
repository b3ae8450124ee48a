"""The report "Asset check": what is open in the live library, counted, and the rows behind each count."""

from collections import Counter

from django.db.models import Count
from django.utils import timezone
from django.utils.functional import cached_property
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView

from buying_stages.models import Pillar
from content.desk.asset_checks import BY_SLUG, CHECKS, counts, flagged, name_of
from content.desk.evenness import evenness
from content.models import AssetPage
from content.vehicles import LengthClass


class AssetCheckFilterSet(WagtailFilterSet):
    check = ChoiceFilter(
        label="What is open", choices=[(check.slug, check.title) for check in CHECKS], method="caught_by"
    )

    class Meta:
        model = AssetPage
        fields = ["pillar", "stage", "format"]

    def caught_by(self, assets, name, value):
        return assets.filter(**{name_of(BY_SLUG[value]): True})


class AssetCheckView(ReportView):
    """For those who may write assets. Counted over what readers can see now."""

    model = AssetPage
    any_permission_required = ["add", "change", "publish"]
    page_title = "Asset check"
    header_icon = "clipboard-list"
    template_name = "content/desk/report.html"
    results_template_name = "content/desk/report_results.html"
    index_url_name = "asset_check"
    index_results_url_name = "asset_check_results"
    filterset_class = AssetCheckFilterSet
    default_ordering = "title"
    export_filename = "asset-check"
    list_export = [
        "title",
        "get_pillar_display",
        "stage",
        "get_format_display",
        "open",
        "review_by",
        "relevant_until",
        "expire_at",
        "word_count",
        "get_length_class_display",
    ]
    export_headings = {
        "get_pillar_display": "Pillar",
        "stage": "Buying stage",
        "get_format_display": "Format",
        "open": "Open",
        "review_by": "Review by",
        "relevant_until": "Relevant until",
        "expire_at": "Expires",
        "word_count": "Words",
        "get_length_class_display": "Length",
    }

    @cached_property
    def live(self):
        """One moment for the whole answer."""
        return AssetPage.objects.visible_to(self.request.user, at=self.at)

    @cached_property
    def at(self):
        return timezone.now()

    @property
    def today(self):
        return timezone.localdate(self.at)

    def get_queryset(self):
        return flagged(self.live, self.today).select_related("stage").order_by("title", "pk")

    def decorate_paginated_queryset(self, object_list):
        for asset in object_list:
            asset.open_checks = [check for check in CHECKS if getattr(asset, name_of(check))]
        return object_list

    def to_row_dict(self, item):
        item.open = "; ".join(check.title for check in item.open_checks)
        return super().to_row_dict(item)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.results_only or self.is_export:
            return context
        found = counts(self.live, self.today)
        return context | {
            "everything": found[""],
            "tiles": [(check, found[check.slug], _share(found[check.slug], found[""])) for check in CHECKS],
            "chosen": BY_SLUG.get(self.request.GET.get("check", "")),
            "spread": _spread(self.live),
            "today": self.today,
        }


def _share(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _spread(live) -> dict:
    """How the library is spread over lengths and questions; the rows of both in one query."""
    rows = live.order_by().values_list("length_class", "pillar").annotate(Count("pk"))
    lengths, pillars = Counter(), Counter()
    for length, pillar, count in rows:
        lengths[length] += count
        pillars[pillar] += count
    whole = sum(pillars.values())
    return {
        "evenness": evenness([lengths[each] for each in LengthClass]),
        "lengths": [(each.label, lengths[each]) for each in LengthClass],
        "pillars": [(each, pillars[each], _share(pillars[each], whole)) for each in Pillar],
    }
