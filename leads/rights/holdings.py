"""What each table has to do with people: every model has a decision, and a test fails for one that has none.

Each floor says it of its own tables, by a function registered with the hook `HOLDINGS` in its `wagtail_hooks.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from django.db.models import Model, QuerySet
from wagtail import hooks

from leads.rights.people import Person
from leads.rights.telling import Told
from leads.rights.words import Words

HOLDINGS = "holdings_of_people"


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Rows that are somebody's: how they are found, what of them is told, and what erasure makes of them.

    Without `nameless` erasure deletes them. With it they stay as the function leaves them: numbers that name nobody.
    Rows of which nothing is told say nothing of their own, and only go.
    """

    model: type[Model]
    key: str
    heading: str
    words: Words
    theirs: Callable[[Person], QuerySet]
    told: Mapping[str, Told]
    nameless: Callable[[QuerySet, Person, datetime], None] | None = None
    #: What has to be put right before the rows go.
    before: Callable[[QuerySet, Person], None] | None = None
    because: str = ""


@dataclass(frozen=True, kw_only=True)
class Mentions:
    """Texts of ours, or of others, that may speak of somebody. Erasure takes their name and addresses out of them."""

    model: type[Model]
    fields: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Nobodys:
    """A table that knows nobody of whom we keep data, or that erasure leaves alone for the reason it says."""

    model: str
    because: str


@dataclass(frozen=True)
class Decisions:
    """All that the house has decided, in the order in which a person reads it; erasure goes the other way round."""

    holdings: list[Holding] = field(default_factory=list)
    mentions: list[Mentions] = field(default_factory=list)
    nobodys: list[Nobodys] = field(default_factory=list)

    @property
    def labels(self) -> list[str]:
        return [each.model._meta.label for each in chain(self.holdings, self.mentions)] + [
            n.model for n in self.nobodys
        ]


def decisions() -> Decisions:
    """Of the lower floors first: who somebody is stands above what was made of it."""
    of_floors = [decide() for decide in hooks.get_hooks(HOLDINGS)]
    all_of_them = list(chain.from_iterable(reversed(of_floors)))
    return Decisions(
        *([each for each in all_of_them if isinstance(each, kind)] for kind in (Holding, Mentions, Nobodys))
    )
