"""What an import did, piece by piece, and what it could not bring along."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from content.importing.piece import LeftOut, Note

EXAMPLES = 3


class Outcome(Enum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"


@dataclass
class Report:
    dry_run: bool = False
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[tuple[str, Note]] = field(default_factory=list)

    @property
    def found(self) -> int:
        return len(self.outcomes) + len(self.left_out)

    def count(self, outcome: Outcome) -> int:
        return sum(o is outcome for o in self.outcomes.values())

    def note(self, source: str, notes: Iterable[Note]) -> None:
        self.notes.extend((source, note) for note in notes)

    def grouped_notes(self) -> dict[str, dict[str, Counter]]:
        """Kind -> source -> how often each detail, the most frequent kind first."""
        groups: dict[str, dict[str, Counter]] = defaultdict(lambda: defaultdict(Counter))
        for source, note in self.notes:
            groups[note.kind][source][note.detail] += 1
        return dict(sorted(groups.items(), key=lambda item: -_total(item[1])))

    def lines(self) -> Iterator[str]:
        yield from self._counts()
        for kind, sources in self.grouped_notes().items():
            yield f"  {kind}: {_total(sources)} in {len(sources)} piece{'s' if len(sources) > 1 else ''}"
            for source, details in list(sources.items())[:EXAMPLES]:
                yield f"    {source}: {_in_words(details)}"
            if len(sources) > EXAMPLES:
                yield f"    and {len(sources) - EXAMPLES} more"
        if self.left_out:
            yield f"Left out, {len(self.left_out)}:"
            yield from (f"  {item.source}: {item.reason}" for item in self.left_out)

    def _counts(self) -> Iterator[str]:
        would = "would be " if self.dry_run else ""
        yield f"Found {self.found} piece{'s' if self.found != 1 else ''}."
        yield f"  {would}created: {self.count(Outcome.CREATED)}"
        yield f"  {would}updated: {self.count(Outcome.UPDATED)}"
        yield f"  unchanged: {self.count(Outcome.UNCHANGED)}"
        yield f"  {would}kept, because they were edited here since: {self.count(Outcome.KEPT)}"
        yield from (f"    {source}" for source, outcome in self.outcomes.items() if outcome is Outcome.KEPT)
        yield f"  {would}left out: {len(self.left_out)}"
        if self.notes:
            yield "What came along changed, or not at all:"

    def as_json(self) -> dict:
        """The whole report, every piece and every note, for a file."""
        return {
            "dry_run": self.dry_run,
            "found": self.found,
            "counts": {o.value: self.count(o) for o in Outcome} | {"left out": len(self.left_out)},
            "pieces": {source: outcome.value for source, outcome in self.outcomes.items()},
            "left_out": [{"source": item.source, "reason": item.reason} for item in self.left_out],
            "notes": {
                kind: {source: dict(details) for source, details in sources.items()}
                for kind, sources in self.grouped_notes().items()
            },
        }


def _total(sources: dict[str, Counter]) -> int:
    return sum(details.total() for details in sources.values())


def _in_words(details: Counter) -> str:
    return "; ".join(f"{_short(detail)} x{n}" if n > 1 else _short(detail) for detail, n in details.items())[:400]


def _short(detail: str) -> str:
    one_line = " ".join(detail.split())
    return one_line if len(one_line) <= 100 else f"{one_line[:99]}…"
