"""What an import did, piece by piece, and what it could not bring along."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from content.importing.piece import LeftOut, Note, Piece

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
    titles: dict[str, str] = field(default_factory=dict)
    """Of the pieces whose source is a number in an export and tells nobody which one it is."""

    @property
    def found(self) -> int:
        return len(self.outcomes) + len(self.left_out)

    def count(self, outcome: Outcome) -> int:
        return sum(o is outcome for o in self.outcomes.values())

    def note(self, source: str, notes: Iterable[Note]) -> None:
        self.notes.extend((source, note) for note in notes)

    def name(self, piece: Piece) -> None:
        if not Path(piece.source).suffix:
            self.titles[piece.source] = piece.title

    def grouped_left_out(self) -> dict[str, list[LeftOut]]:
        """Reason -> what was left out for it, the most frequent reason first."""
        groups: dict[str, list[LeftOut]] = defaultdict(list)
        for item in self.left_out:
            groups[item.reason].append(item)
        return dict(sorted(groups.items(), key=lambda group: -len(group[1])))

    def grouped_notes(self) -> dict[str, dict[str, Counter]]:
        """Kind -> source -> how often each detail, the most frequent kind first."""
        groups: dict[str, dict[str, Counter]] = defaultdict(lambda: defaultdict(Counter))
        for source, note in self.notes:
            groups[note.kind][source][note.detail] += note.count
        return dict(sorted(groups.items(), key=lambda item: -_total(item[1])))

    def lines(self) -> Iterator[str]:
        yield from self._counts()
        for kind, sources in self.grouped_notes().items():
            yield f"  {kind}: {_total(sources)} in {len(sources)} piece{'s' if len(sources) > 1 else ''}"
            for source, details in list(sources.items())[:EXAMPLES]:
                said = _in_words(details)
                yield f"    {self._named(source)}{': ' * bool(said)}{said}"
            if len(sources) > EXAMPLES:
                yield f"    and {len(sources) - EXAMPLES} more"
        if self.left_out:
            yield f"Left out, {len(self.left_out)}:"
            for reason, items in self.grouped_left_out().items():
                yield from self._left_out_for(reason, items)

    def _left_out_for(self, reason: str, items: list[LeftOut]) -> Iterator[str]:
        if len(items) == 1:
            yield f"  {self._named(items[0].source, items[0].title)}: {reason}"
            return
        yield f"  {len(items)} because {reason}:"
        yield from (f"    {self._named(item.source, item.title)}" for item in items[:EXAMPLES])
        if len(items) > EXAMPLES:
            yield f"    and {len(items) - EXAMPLES} more"

    def _named(self, source: str, title: str = "") -> str:
        title = title or self.titles.get(source, "")
        return f"{source} \u201c{_short(title)}\u201d" if title else source

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
            "left_out": [
                {"source": item.source, "reason": item.reason} | ({"title": item.title} if item.title else {})
                for item in self.left_out
            ],
            "notes": {
                kind: {source: dict(details) for source, details in sources.items()}
                for kind, sources in self.grouped_notes().items()
            },
        }


def _total(sources: dict[str, Counter]) -> int:
    return sum(details.total() for details in sources.values())


def _in_words(details: Counter) -> str:
    said = (f"{_short(detail)} x{n}" if n > 1 else _short(detail) for detail, n in details.items())
    return "; ".join(words.strip() for words in said if words)[:400]


def _short(detail: str) -> str:
    one_line = " ".join(detail.split())
    return one_line if len(one_line) <= 100 else f"{one_line[:99]}…"
