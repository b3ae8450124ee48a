"""Searching the assets as a salesperson does: words first, then stage, pillar, topic and format."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from wagtail.search.backends import get_search_backend

from buying_stages.models import BuyingStage
from content.models import AssetPage, AssetTopic, Format, Topic
from content.models.pages import QUESTIONS
from content.public.search_words import MAX_CHARACTERS, WORD, printable

MOST_TOPICS = 12
# Databases limit the parameters of a query; above so many it is quicker to read all rows.
LARGEST_IN = 5_000


class Match(NamedTuple):
    """One asset that answers the words, with what it can be narrowed by."""

    pk: int
    stage: int | None
    pillar: str
    format: str
    score: float | None = None


@dataclass(frozen=True)
class Choice:
    """One value that the results can be narrowed to, and how many assets would be left."""

    value: str
    label: str
    count: int
    chosen: bool
    question: str = ""


@dataclass(frozen=True)
class Filter:
    """One way to narrow the results. Its counts respect every other filter."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.chosen), None)


@dataclass(frozen=True)
class Found:
    """What a search came to. The assets themselves are fetched for one page at a time."""

    words: str
    matches: list[Match]
    filters: list[Filter]
    without_filters: int
    refusals: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def chosen(self) -> list[Filter]:
        return [each for each in self.filters if each.chosen]

    def __len__(self):
        return len(self.matches)

    def __getitem__(self, page: slice) -> list[AssetPage]:
        """The assets of a slice, in order, with byline and `score`: the same few queries for any number."""
        wanted = self.matches[page]
        assets = AssetPage.objects.with_byline().filter(pk__in=[match.pk for match in wanted])
        by_pk = {asset.pk: asset for asset in assets}
        ordered = [(by_pk[match.pk], match.score) for match in wanted if match.pk in by_pk]
        for asset, score in ordered:
            asset.score = score
        return [asset for asset, _ in ordered]


def search_assets(
    query: str,
    *,
    user,
    at: datetime,
    stage: str | None = None,
    pillar: str | None = None,
    topic: str | None = None,
    format: str | None = None,
) -> Found:
    """The assets that this user may see, the best answer first; without words, the newest first.

    A value that does not exist is left out and said in `refusals`, with the values that do.
    """
    words, notes = _clean(query)
    visible = AssetPage.objects.visible_to(user, at=at)
    matches = _ranked(visible, words) if words else _newest(visible)
    if words:
        notes += _index_note(matches)
    topics = _topics_of(matches)
    facets = [
        _Facet("stage", "Buying stage", stage, _stages(), lambda match: [match.stage]),
        _Facet("pillar", "Pillar", pillar, _pillars(), lambda match: [match.pillar]),
        _Facet("topic", "Topic", topic, _topics(visible), lambda match: topics.get(match.pk, ())),
        _Facet("format", "Format", format, _formats(), lambda match: [match.format]),
    ]
    return Found(
        words=words,
        matches=_narrowed(matches, facets),
        filters=[facet.counted(_narrowed(matches, facets, besides=facet)) for facet in facets],
        without_filters=len(matches),
        refusals=[facet.refusal for facet in facets if facet.refusal],
        notes=notes,
    )


def _index_note(matches: list[Match]) -> list[str]:
    """Says so when the engine had to do without its index: its answers then carry no score.

    Asking for the state can mean reading the whole index, so it is asked only when it is in doubt.
    """
    state = getattr(get_search_backend(), "state", None)
    if state is None or any(match.score is not None for match in matches) or state().is_ready:
        return []
    return ["The search index is being rebuilt; results come from the database meanwhile."]


def _clean(query: str) -> tuple[str, list[str]]:
    words = printable(query)
    if not words:
        return "", []
    if not WORD.search(words):
        return "", ["There is no word in that to search for. These are the newest assets."]
    if len(words) > MAX_CHARACTERS:
        return words[:MAX_CHARACTERS], [f"Only the first {MAX_CHARACTERS} characters were searched for."]
    return words, []


def _ranked(visible, words: str) -> list[Match]:
    # Only the columns that filters need: a common word can match thousands of assets.
    slim = visible.only("id", "stage", "pillar", "format")
    results = slim.search(words, operator="or").annotate_score("score")
    return [Match(a.pk, a.stage_id, a.pillar, a.format, a.score) for a in results]


def _newest(visible) -> list[Match]:
    return [Match(*row) for row in visible.newest_first().values_list("pk", "stage_id", "pillar", "format")]


def _topics_of(matches: list[Match]) -> dict[int, list[int]]:
    rows = AssetTopic.objects.all()
    if len(matches) <= LARGEST_IN:
        rows = rows.filter(content_object__in=[match.pk for match in matches])
    found: dict[int, list[int]] = {}
    for asset, topic in rows.values_list("content_object_id", "tag_id"):
        found.setdefault(asset, []).append(topic)
    return found


class _Value(NamedTuple):
    """A legal value of a filter: as the address says it, as the assets carry it, as people read it."""

    slug: str
    key: int | str
    label: str
    question: str = ""


@dataclass(frozen=True, eq=False)
class _Facet:
    name: str
    label: str
    asked: str | None
    values: list[_Value]
    keys_of: Callable[[Match], Iterable[int | str | None]]

    @property
    def wanted(self) -> _Value | None:
        return next((value for value in self.values if value.slug == self.asked), None)

    @property
    def refusal(self) -> str:
        if not self.asked or self.wanted:
            return ""
        asked = printable(self.asked)[:60]
        if not self.values:
            return f"There is no {self.name} '{asked}'; there are none yet."
        legal = ", ".join(value.slug for value in self.values)
        return f"There is no {self.name} '{asked}'; the {self.name}s are {legal}."

    def lets_pass(self, match: Match) -> bool:
        return self.wanted is None or self.wanted.key in self.keys_of(match)

    def counted(self, matches: list[Match]) -> Filter:
        counts = Counter(key for match in matches for key in self.keys_of(match))
        choices = [
            Choice(value.slug, value.label, counts[value.key], value == self.wanted, value.question)
            for value in self.values
        ]
        if self.name == "topic":
            choices = _most(choices)
        return Filter(self.name, self.label, choices)


def _narrowed(matches: list[Match], facets: list[_Facet], *, besides: _Facet | None = None) -> list[Match]:
    asked = [facet for facet in facets if facet is not besides and facet.wanted]
    return [match for match in matches if all(facet.lets_pass(match) for facet in asked)]


def _most(choices: list[Choice]) -> list[Choice]:
    """The topics with the most assets, and the chosen one however few it has."""
    ranked = sorted(choices, key=lambda choice: (not choice.chosen, -choice.count, choice.label))
    return [choice for choice in ranked if choice.count or choice.chosen][:MOST_TOPICS]


def _stages() -> list[_Value]:
    stages = BuyingStage.objects.order_by("sort_order", "pk")
    return [_Value(stage.slug, stage.pk, stage.name, stage.buyer_question) for stage in stages]


def _pillars() -> list[_Value]:
    return [_Value(pillar.value, pillar.value, pillar.label, pillar.question) for pillar in QUESTIONS]


def _topics(visible) -> list[_Value]:
    """Those of visible assets, so that no hidden piece shows its subject."""
    topics = Topic.objects.filter(asset_topics__content_object__in=visible.values("pk")).distinct()
    return [_Value(*row) for row in topics.order_by("name").values_list("slug", "pk", "name")]


def _formats() -> list[_Value]:
    return [_Value(each.value, each.value, each.label) for each in Format]
