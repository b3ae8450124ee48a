"""What may be asked of the content API, and the sentence for whoever asks something else."""

from collections.abc import Mapping
from datetime import UTC, datetime, time

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from wagtail.api.v2.utils import BadRequestError

from buying_stages.models import Pillar
from content.models import AssetPage, Expert, Topic
from content.public.search_words import MAX_CHARACTERS, WORD, printable
from content.vehicles import Format

FEWEST, MOST = 20, 100
#: Nobody pages further than this, and no database counts further than it can.
FURTHEST = 100_000
ORDERS = {"published": "first_published_at", "updated": "last_published_at", "title": "title"}


def check_names(asked: QueryDict, known: set[str]) -> None:
    """Each name is one that we know, and stands there once."""
    unknown = sorted(shown(name) for name in asked if name not in known)
    if unknown:
        raise BadRequestError(
            f"There is no parameter {', '.join(unknown)} here; the parameters are {', '.join(sorted(known))}."
        )
    twice = sorted(name for name in asked if len(asked.getlist(name)) > 1)
    if twice:
        raise BadRequestError(f"{', '.join(twice)} was given more than once; give each parameter one value.")


def shown(value: str) -> str:
    return f"'{printable(value)[:60]}'"


def one_of(name: str, asked: str, legal: list[str]) -> str:
    if asked not in legal:
        raise BadRequestError(f"{name} is one of {', '.join(legal)}, not {shown(asked)}.")
    return asked


def moment(name: str, asked: str) -> datetime:
    """A day begins at midnight in the site's own time zone; the moment comes as databases keep it, if they can."""
    try:
        at = parse_datetime(asked) if len(asked) > len("2026-01-31") else None
        day = parse_date(asked)
        at = at or (day and datetime.combine(day, time()))
        return (at if timezone.is_aware(at) else timezone.make_aware(at)).astimezone(UTC)
    except (ValueError, OverflowError, AttributeError) as error:
        raise BadRequestError(
            f"{name} is a day such as 2026-03-19 or a moment such as 2026-03-19T12:00:00Z, not {shown(asked)}."
        ) from error


class Pages(BasePagination):
    """`limit` and `offset`, as Wagtail's own, with a sentence for what is neither."""

    def paginate_queryset(self, queryset, request, view=None):
        limit = self._number(request.GET, "limit", usual=FEWEST, most=MOST)
        offset = self._number(request.GET, "offset", usual=0, most=FURTHEST)
        self.total = queryset.count()
        return list(queryset[offset : offset + limit])

    def get_paginated_response(self, data):
        return Response({"meta": {"total_count": self.total}, "items": data})

    @staticmethod
    def _number(asked: Mapping[str, str], name: str, *, usual: int, most: int) -> int:
        said = asked.get(name)
        if said is None:
            return usual
        if not (said.isascii() and said.isdecimal() and len(said) <= len(str(most)) and int(said) <= most):
            raise BadRequestError(f"{name} is a whole number from 0 to {most}, not {shown(said)}.")
        return int(said)


class AssetFilter(BaseFilterBackend):
    """Narrows what is visible, then orders it. Slugs of hidden things are as unknown as slugs of nothing."""

    def filter_queryset(self, request, queryset, view):
        asked = request.GET
        for name, legal in (("pillar", Pillar.values), ("format", Format.values)):
            if name in asked:
                queryset = queryset.filter(**{name: one_of(name, asked[name], legal)})
        if "topic" in asked:
            queryset = queryset.filter(
                asset_topics__tag=_known("topic", asked["topic"], Topic.objects.of(view.visible))
            )
        if "author" in asked:
            expert = _known("author", asked["author"], Expert.objects.behind(view.visible))
            rows = expert.asset_experts.filter(role="author")
            queryset = queryset.filter(pk__in=rows.values("asset"))
        if "published_after" in asked:
            queryset = queryset.filter(first_published_at__gt=moment("published_after", asked["published_after"]))
        if "published_before" in asked:
            queryset = queryset.filter(first_published_at__lt=moment("published_before", asked["published_before"]))
        return (
            _found(queryset, asked["search"], asked.get("order"))
            if "search" in asked
            else _ordered(queryset, asked.get("order"))
        )


class SlugFilter(BaseFilterBackend):
    def filter_queryset(self, request, queryset, view):
        slug = request.GET.get("slug")
        return queryset if slug is None else queryset.filter(pk=_known(view.kind, slug, queryset).pk)


def _known(kind: str, slug: str, among: QuerySet) -> Model:
    found = None if printable(slug) != slug else among.filter(slug=slug).first()
    if found is None:
        raise BadRequestError(f"No published asset has the {kind} {shown(slug)}.")
    return found


def _ordered(assets: QuerySet, order: str | None) -> QuerySet:
    if order is None:
        return assets.newest_first()
    legal = [sign + name for name in ORDERS for sign in ("", "-")]
    name = one_of("order", order, legal)
    sign = "-" * name.startswith("-")
    return assets.order_by(sign + ORDERS[name.lstrip("-")], f"{sign}id")


def _found(assets: QuerySet, words: str, order: str | None):
    words = printable(words)
    if not WORD.search(words) or len(words) > MAX_CHARACTERS:
        raise BadRequestError(f"search holds at least one word and at most {MAX_CHARACTERS} characters.")
    narrowed = AssetPage.objects.filter(pk__in=assets.order_by().values("pk"))
    ordered = _ordered(narrowed, order) if order else narrowed
    return ordered.search(words, operator="or", order_by_relevance=order is None)
