"""Whether a machine opened some pages: no database, no clock, no settings."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from analytics.reasons import Machine


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The numbers, explained in docs/explanation/machines.md."""

    links_of_a_mail: int = 3
    within: timedelta = timedelta(seconds=10)
    openings_a_minute: int = 30
    minute: timedelta = timedelta(minutes=1)
    caught_for: timedelta = timedelta(hours=1)
    caught_mail_for: timedelta = timedelta(minutes=2)

    @property
    def reach(self) -> timedelta:
        """How far from an opening others may lie that a rule looks at together with it (the honeypot's rows apart)."""
        return max(self.within, self.minute)


RULES = Rules()


class Opened(NamedTuple):
    """One page view as the rules see it."""

    view: Hashable
    visitor: Hashable
    asset: int
    at: datetime  # by our own clock
    mail: str = ""
    mailed_at: datetime | None = None
    machine: str = ""  # as said at the door
    shown: bool = True


@dataclass(frozen=True, kw_only=True)
class Hit:
    """That a link was followed which no person sees: by a visitor, from a mail, or both."""

    visitor: Hashable
    mail: str
    at: datetime


class Judged(NamedTuple):
    reason: Machine
    evidence: str


def judge(openings: Iterable[Opened], *, rules: Rules = RULES, hits: Iterable[Hit] = ()) -> dict[Hashable, Judged]:
    """Those that look like a machine's, and what gave each away: of several reasons the surest."""
    openings = sorted(openings, key=attrgetter("at"))
    judged: dict[Hashable, Judged] = {}
    for found in (
        _said_at_the_door(openings),
        _at_the_honeypot(openings, list(hits), rules),
        _links_in_a_row(openings, rules),
        _at_once_when_sent(openings, rules),
        _too_many_a_minute(openings, rules),
        _never_shown(openings),
    ):
        for view, why in found:
            judged.setdefault(view, why)
    return judged


def _said_at_the_door(openings: Sequence[Opened]) -> Iterator[tuple[Hashable, Judged]]:
    for opened in openings:
        if opened.machine:
            reason = Machine(opened.machine)
            yield opened.view, Judged(reason, f"{reason.label}: its own request said so.")


def _at_the_honeypot(
    openings: Sequence[Opened], hits: Sequence[Hit], rules: Rules
) -> Iterator[tuple[Hashable, Judged]]:
    for opened in openings if hits else ():
        for hit in hits:
            apart = abs(opened.at - hit.at)
            if hit.visitor is not None and hit.visitor == opened.visitor and apart <= rules.caught_for:
                yield opened.view, Judged(Machine.HONEYPOT, f"It followed the hidden link at {_clock(hit.at)}.")
            elif hit.mail and hit.mail == opened.mail and apart <= rules.caught_mail_for:
                words = f"The hidden link of the mail that it came from was followed at {_clock(hit.at)}."
                yield opened.view, Judged(Machine.HONEYPOT, words)


def _links_in_a_row(openings: Sequence[Opened], rules: Rules) -> Iterator[tuple[Hashable, Judged]]:
    for of_mail in _by(openings, attrgetter("mail")):
        for opened, links in _crowded(of_mail, rules.within, attrgetter("asset"), least=rules.links_of_a_mail):
            words = f"{links} different links of one mail were opened within {_seconds(rules.within)} s."
            yield opened.view, Judged(Machine.SCANNER, words)


def _at_once_when_sent(openings: Sequence[Opened], rules: Rules) -> Iterator[tuple[Hashable, Judged]]:
    for opened in openings:
        if opened.mail and opened.mailed_at and opened.at - opened.mailed_at <= rules.within:
            seconds = max(0, _seconds(opened.at - opened.mailed_at))
            yield opened.view, Judged(Machine.SCANNER, f"It was opened {seconds} s after its mail was sent.")


def _too_many_a_minute(openings: Sequence[Opened], rules: Rules) -> Iterator[tuple[Hashable, Judged]]:
    for of_visitor in _by(openings, attrgetter("visitor")):
        for opened, pages in _crowded(of_visitor, rules.minute, attrgetter("view"), least=rules.openings_a_minute + 1):
            words = f"{pages} pages were opened within {_seconds(rules.minute)} s."
            yield opened.view, Judged(Machine.RATE, words)


def _never_shown(openings: Sequence[Opened]) -> Iterator[tuple[Hashable, Judged]]:
    for opened in openings:
        if not opened.shown:
            yield opened.view, Judged(Machine.UNSEEN, "It was not visible within 5 s, nor since.")


def _by(openings: Sequence[Opened], key: Callable[[Opened], Hashable]) -> Iterable[Sequence[Opened]]:
    groups: dict[Hashable, list[Opened]] = defaultdict(list)
    for opened in openings:
        of = key(opened)
        if of:
            groups[of].append(opened)
    return groups.values()


def _crowded(
    openings: Sequence[Opened], length: timedelta, what: Callable[[Opened], Hashable], *, least: int
) -> Iterator[tuple[Opened, int]]:
    """Each opening once that lies with others, `least` different ones at least, within `length`; and how many.

    The openings are in order of time, and each is looked at twice, however many there are.
    """
    if len(openings) < least:
        return
    first = told = 0
    near: Counter[Hashable] = Counter()
    for last, opened in enumerate(openings):
        near[what(opened)] += 1
        while opened.at - openings[first].at > length:
            _take_out(near, what(openings[first]))
            first += 1
        if len(near) >= least:
            told = max(told, first)
            yield from ((openings[i], len(near)) for i in range(told, last + 1))
            told = last + 1


def _take_out(counter: Counter[Hashable], what: Hashable) -> None:
    counter[what] -= 1
    if not counter[what]:
        del counter[what]


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M:%S} UTC"
