"""Openings by readers who were not asked or said no: numbers by day and asset. They are in no other number."""

from collections import Counter
from datetime import date

from django.db.models import QuerySet, Sum

from analytics.models import DailyCount
from analytics.rollups.spans import Span, Step, steps


def openings(span: Span, *, asset: int | None = None) -> int:
    """Of all assets, or of one. One query."""
    return _within(span, asset).aggregate(total=Sum("opened"))["total"] or 0


def openings_of(span: Span, assets: list[int]) -> dict[int, int]:
    """For the lines of a table by asset. One query."""
    rows = _within(span, None).filter(asset__in=assets).values("asset").annotate(total=Sum("opened")).order_by()
    return dict.fromkeys(assets, 0) | dict(rows.values_list("asset", "total"))


def openings_over_time(span: Span, *, step: Step, asset: int | None = None) -> dict[date, int]:
    """By the first day of each step, also where there were none. One query."""
    counts: Counter[date] = Counter()
    rows = _within(span, asset).values("day").annotate(total=Sum("opened")).order_by()
    for day, opened in rows.values_list("day", "total"):
        counts[step.begins(day)] += opened
    return {starts: counts[starts] for starts in steps(span, step)}


def _within(span: Span, asset: int | None) -> QuerySet:
    found = DailyCount.objects.filter(day__gte=span.first, day__lt=span.until)
    return found if asset is None else found.filter(asset=asset)
