"""What a reader's search comes to: topics and experts by name, assets by all their words."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from wagtail.search.backends import get_search_backend

from content.models import AssetPage, Expert, Topic
from content.passages import terms_of
from content.public.search_words import MAX_CHARACTERS, WORD, printable
from content.public.spelling import did_you_mean
from content.querysets import AssetQuerySet

MOST_NAMES = 5
MOST_TO_CHECK = 200
MOST_STEMS = 8
SHORTEST_STEM = 3


@dataclass(frozen=True)
class Answer:
    """`assets` is a search that has not been made yet; it takes slices, as a paginator asks for them."""

    words: str
    note: str = ""
    topics: list[Topic] = field(default_factory=list)
    experts: list[Expert] = field(default_factory=list)
    assets: object = ()
    suggestion: str = ""


def search_site(query: str, *, user, at: datetime) -> Answer:
    words = printable(query)
    if not words:
        return Answer("")
    if not WORD.search(words):
        return Answer(words[:MAX_CHARACTERS], "There is no word in that to search for. Try a subject or a name.")
    note = f"Only the first {MAX_CHARACTERS} characters were searched for." if len(words) > MAX_CHARACTERS else ""
    words = words[:MAX_CHARACTERS]
    visible = AssetPage.objects.visible_to(user, at=at)
    return Answer(
        words=words,
        note=note,
        topics=_topics(words, visible),
        experts=_experts(words, visible),
        assets=visible.with_byline().search(words, operator="or"),
        suggestion=did_you_mean(words, visible),
    )


def _experts(words: str, visible: AssetQuerySet) -> list[Expert]:
    """The index knows every expert; those with a part in something visible are kept, the best name first."""
    named = [expert.pk for expert in get_search_backend().search(words, Expert, operator="or")[:MOST_TO_CHECK]]
    shown = Expert.objects.behind(visible).select_related("photo").in_bulk(named)
    return [shown[key] for key in named if key in shown][:MOST_NAMES]


def _topics(words: str, visible: AssetQuerySet) -> list[Topic]:
    """Those with a word that begins as a word of the query does, up to its ending."""
    begins = Q(pk__in=[])
    for stem in sorted(terms_of(words), key=len, reverse=True)[:MOST_STEMS]:
        # "supply" is cut to "suppli".
        beginning = stem.rstrip("i")
        if len(beginning) >= SHORTEST_STEM:
            begins |= Q(name__istartswith=beginning) | Q(name__icontains=f" {beginning}")
    return list(Topic.objects.of(visible).filter(begins)[:MOST_NAMES])
