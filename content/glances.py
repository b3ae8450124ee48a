"""What lists show of an asset, read for the whole open library at once and not a few rows for every page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Page

from buying_stages.models import Pillar
from content.carriers import FILMED
from content.reading_time import film_minutes, reading_minutes
from content.vehicles import Format


class Author(NamedTuple):
    name: str


@dataclass(frozen=True, slots=True)
class Glance:
    """One asset as a row of a list. Shared by all requests of a process, and never the asset itself."""

    pk: int
    url_path: str
    title: str
    summary: str
    pillar: str
    stage_id: int | None
    format: str
    word_count: int
    figure_count: int
    film_seconds: int
    first_published_at: datetime | None
    companion_id: int | None
    topics: frozenset[int] = frozenset()
    authors: tuple[Author, ...] = ()

    @property
    def reading_minutes(self) -> int:
        return reading_minutes(words=self.word_count, figures=self.figure_count)

    @property
    def film_minutes(self) -> int:
        return film_minutes(self.film_seconds) if self.film_seconds and self.format in FILMED else 0

    @property
    def pillar_choice(self) -> Pillar:
        return Pillar(self.pillar)

    def get_pillar_display(self) -> str:
        return dict(Pillar.choices).get(self.pillar, self.pillar)

    def get_format_display(self) -> str:
        return dict(Format.choices).get(self.format, self.format)

    def get_url(self, request: HttpRequest | None = None) -> str | None:
        return Page(pk=self.pk, url_path=self.url_path).get_url(request)


COLUMNS = tuple(Glance.__dataclass_fields__)[: -len(("topics", "authors"))]


def at_a_glance(assets: QuerySet) -> list[Glance]:
    """These assets, newest first. Three queries, however many they are."""
    fields = assets.model._meta.get_field
    keys = assets.order_by().values("pk")
    topic_rows = fields("asset_topics").related_model.objects.filter(content_object__in=keys)
    topics = _gathered(topic_rows.values_list("content_object_id", "tag_id"))
    people = fields("asset_experts").related_model
    signed = people.objects.filter(asset__in=keys, role=people.Role.AUTHOR).order_by("sort_order")
    names = _gathered(signed.values_list("asset_id", "expert__name"))
    return [
        Glance(*row, frozenset(topics[row[0]]), tuple(map(Author, names[row[0]])))
        for row in assets.newest_first().values_list(*COLUMNS)
    ]


def glance_of(asset) -> Glance:
    """The same of an asset at hand; no query after `with_byline`."""
    topics = frozenset(row.tag_id for row in asset.asset_topics.all())
    authors = tuple(Author(expert.name) for expert in asset.authors())
    return Glance(*(getattr(asset, name) for name in COLUMNS), topics, authors)


def _gathered(pairs: Iterable[tuple[int, object]]) -> defaultdict[int, list]:
    gathered = defaultdict(list)
    for key, value in pairs:
        gathered[key].append(value)
    return gathered
