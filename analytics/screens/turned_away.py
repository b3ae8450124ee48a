"""What the collector turned away, by reason and day, and what was opened by readers of whom nothing is kept."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Sum
from django.urls import path
from django.utils.functional import cached_property

from analytics.models import DailyCount, DroppedCount
from analytics.rollups.by_asset import labels as titles_of
from analytics.rollups.openings import openings, openings_over_time
from analytics.screens.charts import Chart, Series
from analytics.screens.consumption_rows import slice_name
from analytics.screens.over_time import short_name
from analytics.screens.period_form import PeriodChosen
from analytics.screens.reading_ways import from_address
from analytics.screens.screen import Screen, ScreenViewSet
from analytics.screens.tables import Sheet
from analytics.screens.turned_away_words import Words, words_for

MOST_ASSETS = 50


@dataclass(frozen=True)
class Reason:
    name: str
    words: Words
    count: int
    before: int


class TurnedAwayView(PeriodChosen, Screen):
    permission_required = "analytics.view_droppedcount"
    page_title = "Turned away"
    header_icon = "no-view"
    template_name = "analytics/screens/turned_away.html"

    @cached_property
    def chosen(self) -> str:
        return from_address(self.request.GET.get("reason", ""))[:40]

    def get_context_data(self, **kwargs):
        days = self._by_day()
        reasons = self._reasons()
        over_time = [(each, slice_name(each), days[each.first]) for each in self.period.slices]
        return super().get_context_data(
            **kwargs,
            reasons=reasons,
            total=sum(reason.count for reason in reasons),
            chosen=words_for(self.chosen) if self.chosen else None,
            chosen_name=self.chosen,
            over_time=over_time,
            chart=self._chart([count for *_, count in over_time]),
            assets=self._assets(MOST_ASSETS),
            opened=openings(self.period.span),
            opened_before=openings(self.period.before.span),
            opened_chart=self._opened_chart(),
            reason_address=self.query_without("reason", "export", "table"),
            nothing_at_all=not reasons and not DroppedCount.objects.exists() and not DailyCount.objects.exists(),
        )

    def _in(self, period):
        return DroppedCount.objects.filter(day__range=(period.first, period.last)).order_by()

    def _reasons(self) -> list[Reason]:
        now, before = (
            dict(self._in(period).values_list("reason").annotate(Sum("count")))
            for period in (self.period, self.period.before)
        )
        made = [Reason(name, words_for(name), now.get(name, 0), before.get(name, 0)) for name in now | before]
        return sorted(made, key=lambda reason: (-reason.count, reason.name))

    def _by_day(self) -> dict:
        found = self._in(self.period)
        if self.chosen:
            found = found.filter(reason=self.chosen)
        counts: dict = defaultdict(int)
        for day, count in found.values_list("day").annotate(Sum("count")):
            counts[max(self.period.step.begins(day), self.period.first)] += count
        return counts

    def _chart(self, values) -> Chart:
        name = words_for(self.chosen).title if self.chosen else "Events turned away"
        slices = self.period.slices
        return Chart(
            label=f"{name} a {self.period.step.value}",
            unit="events",
            labels=[short_name(each) for each in slices],
            spoken=[slice_name(each) for each in slices],
            series=[Series(name, "away", values)],
        )

    def _opened_chart(self) -> Chart:
        counts = openings_over_time(self.period.span, step=self.period.step)
        slices = self.period.slices
        return Chart(
            label=f"Openings without consent a {self.period.step.value}",
            unit="openings",
            labels=[short_name(each) for each in slices],
            spoken=[slice_name(each) for each in slices],
            series=[Series("Openings without consent", "all", list(counts.values())[: len(slices)])],
            is_small=True,
        )

    def _assets(self, limit: int | None) -> list[tuple[str, str, int]]:
        found = DailyCount.objects.filter(day__range=(self.period.first, self.period.last)).values("asset")
        found = found.annotate(total=Sum("opened")).order_by("-total", "asset").values_list("asset", "total")[:limit]
        counts = [(str(asset), total) for asset, total in found]
        titles = titles_of([key for key, _ in counts]) if counts else {}
        return [(key, titles[key], total) for key, total in counts]

    def sheet(self, context, name: str) -> Sheet:
        days = f"{self.period.first}-{self.period.last}"
        if name == "assets":
            return Sheet(f"openings-without-consent-{days}", ["Asset (key)", "Asset", "Openings"], self._assets(None))
        if name == "days":
            found = self._in(self.period).order_by("day", "reason").values_list("day", "reason", "count")
            rows = [[day.isoformat(), reason, words_for(reason).title, count] for day, reason, count in found]
            return Sheet(f"turned-away-by-day-{days}", ["Day", "Reason", "In words", "Events"], rows)
        rows = [[each.name, each.words.title, each.count, each.before] for each in context["reasons"]]
        return Sheet(f"turned-away-{days}", ["Reason", "In words", "Events", "In the period before"], rows)


class TurnedAwayViewSet(ScreenViewSet):
    name = "turned_away"
    url_prefix = "turned-away"
    icon = "no-view"
    menu_label = "Turned away"
    view_class = TurnedAwayView

    def get_urlpatterns(self):
        return [path("", self.construct_view(TurnedAwayView), name="index")]
