"""XML of others, read as a stream: nothing is fetched, nothing unfolds, and what exporters commonly break is mended."""

import re
from collections import Counter, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import escape
from html.entities import html5
from pathlib import Path
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from content.importing.encodings import EncodedText
from content.importing.piece import Note, Refused

MOST_BYTES = 100_000_000
DEEPEST = 100
MOST_TEXT = 2_000_000
MOST_ELEMENTS = 10_000
LONGEST_TAG = 1_000_000
LOOK_AHEAD = 64

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
TURN = re.compile(r"<!\[CDATA\[|<!--|&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,7})|([A-Za-z][A-Za-z0-9]{1,31}));|&")
DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
ENDS = {"<![CDATA[": "]]>", "<!--": "-->"}
OF_XML = {"amp", "lt", "gt", "quot", "apos"}
# Exports of one system differ in the version at the end of the address, and in http or https before it.
PREFIXES = [
    (re.compile(r"wordpress\.org/export/[\d.]*/excerpt"), "excerpt"),
    (re.compile(r"wordpress\.org/export/"), "wp"),
    (re.compile(r"purl\.org/rss/1\.0/modules/content"), "content"),
    (re.compile(r"purl\.org/dc/elements/1\.1"), "dc"),
]


@dataclass(frozen=True)
class Part:
    """One element at the level that was asked for, whole, or the reason why it was not kept."""

    name: str
    element: Element
    line: int
    counts: Counter = field(default_factory=Counter)
    fault: str = ""


class XmlFile:
    def __init__(self, path: Path):
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise Refused(
                f"it is {size / 1e6:,.0f} MB large, and no more than {MOST_BYTES // 1_000_000} MB are read at once; "
                "export it in several files"
            )
        self._text = EncodedText(path)
        self._mending = _Mending()

    @property
    def notes(self) -> list[Note]:
        return [*self._text.notes, *self._mending.notes()]

    def parts(
        self, *, level: int, wanted: Collection[str] = (), counted: Collection[str] = (), most: int = 0
    ) -> Iterator[Part]:
        """The elements at a level that are wanted. What is counted, inside of them, is left out."""
        building = _Building(level, wanted, counted)
        found = 0
        for _ in self._fed(building):
            while building.done:
                part = building.done.popleft()
                found += 1
                if most and found > most:
                    raise Refused(f"it holds more than {most:,} pieces; export it in several files")
                yield part

    def mended(self) -> bytes:
        """The whole of it in UTF-8, without anything that may not be in it, and without saying otherwise."""
        return DECLARATION.sub("", "".join(self._fed(_Building(0, (), ()))), count=1).encode()

    def _fed(self, building: "_Building") -> Iterator[str]:
        parser = building.parser
        fed = 0
        try:
            for chunk in self._text.chunks():
                mended = self._mending.text(chunk)
                parser.Parse(mended, False)
                fed += len(mended.encode())
                if fed - parser.CurrentByteIndex > LONGEST_TAG:
                    line = parser.CurrentLineNumber
                    raise Refused(f"it holds a tag or comment of more than {LONGEST_TAG // 1_000_000} MB (line {line})")
                yield mended
            mended = self._mending.text("", final=True)
            parser.Parse(mended, True)
            yield mended
        except expat.ExpatError as error:
            raise Refused(f"its XML is broken in line {error.lineno}: {expat.ErrorString(error.code)}") from error
        finally:
            building.release()


class _Mending:
    """Characters that XML forbids are taken out, a bare & and HTML's own entities become what they mean."""

    def __init__(self):
        self._rest = ""
        self._until = ""
        self._counts: Counter[str] = Counter()

    def notes(self) -> list[Note]:
        return [Note(kind, count=count) for kind, count in self._counts.items()]

    def text(self, chunk: str, *, final: bool = False) -> str:
        chunk, gone = CONTROL.subn("", chunk)
        if gone:
            self._counts["characters that XML forbids taken out"] += gone
        text = self._rest + chunk
        end = len(text) if final else max(0, len(text) - LOOK_AHEAD)
        mended, here = [], 0
        while here < end:
            here = self._step(text, here, end, mended)
        self._rest = text[here:]
        return "".join(mended)

    def _step(self, text: str, here: int, end: int, mended: list[str]) -> int:
        """Copies up to the next turn that begins before `end`, and says where to go on."""
        if self._until:
            found = text.find(self._until, here)
            stop = end if found < 0 or found >= end else found + len(self._until)
            if stop > found >= 0:
                self._until = ""
            mended.append(text[here:stop])
            return stop
        turn = TURN.search(text, here)
        if not turn or turn.start() >= end:
            mended.append(text[here:end])
            return end
        mended += [text[here : turn.start()], self._meant(turn)]
        self._until = ENDS.get(turn[0], "")
        return turn.end()

    def _meant(self, turn: re.Match) -> str:
        decimal, hexadecimal, name = turn.groups()
        if turn[0] == "&":
            self._counts["bare & mended"] += 1
            return "&amp;"
        if decimal or hexadecimal:
            letter = int(decimal) if decimal else int(hexadecimal, 16)
            if letter > 0x10FFFF or CONTROL.match(chr(letter)):
                self._counts["characters that XML forbids taken out"] += 1
                return ""
        elif name and name not in OF_XML:
            self._counts["bare & mended"] += f"{name};" not in html5
            meant = html5.get(f"{name};", f"&{name};")
            return escape(meant, quote=False)
        return turn[0]


class _Building:
    """Builds the elements at one level from what the parser tells, each within bounds."""

    def __init__(self, level: int, wanted: Collection[str], counted: Collection[str]):
        self.done: deque[Part] = deque()
        self._level = level
        self._wanted = wanted
        self._counted = counted
        self._depth = 0
        self._prefixes: dict[str, str] = {}
        self._builder: TreeBuilder | None = None
        self._passing = 0
        self._begin()
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.EntityDeclHandler = self._entity

    def release(self) -> None:
        """Undoes the circle of parser and handlers, so that the memory is free at once."""
        self.parser.StartElementHandler = self.parser.EndElementHandler = None
        self.parser.CharacterDataHandler = self.parser.EntityDeclHandler = None

    def _begin(self) -> None:
        self._elements = self._letters = 0
        self._counts: Counter[str] = Counter()
        self._fault = ""

    def _entity(self, name, *declared) -> NoReturn:
        raise Refused(
            f"it declares an entity of its own (&{name};), which can unfold to gigabytes or read other files; "
            "no export needs one"
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refused(f"its XML is nested deeper than {DEEPEST} levels (line {self.parser.CurrentLineNumber})")
        if self._depth == 1:
            self._learn(attributes)
        if self._builder is None and self._depth != self._level:
            return
        name = self._known(name)
        if self._depth == self._level and name in self._wanted:
            self._begin()
            self._builder = TreeBuilder()
            self._line = self.parser.CurrentLineNumber
        if self._builder is None:
            return
        if self._passing or (name in self._counted and self._depth == self._level + 1):
            self._passing += 1
            self._counts[name] += self._passing == 1
            return
        self._elements += 1
        self._letters += sum(map(len, attributes.values()))
        if self._within_bounds():
            self._builder.start(name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._builder is None:
            return
        if self._passing:
            self._passing -= 1
            return
        name = self._known(name)
        if self._within_bounds():
            self._builder.end(name)
        if self._depth == self._level - 1:
            element = Element(name) if self._fault else self._builder.close()
            self.done.append(Part(name, element, self._line, self._counts, self._fault))
            self._builder = None

    def _data(self, text: str) -> None:
        if self._builder is None or self._passing:
            return
        self._letters += len(text)
        if self._within_bounds():
            self._builder.data(text)

    def _within_bounds(self) -> bool:
        if self._fault:
            return False
        if self._letters > MOST_TEXT:
            self._fault = f"it is larger than {MOST_TEXT // 1_000_000} MB of text"
        elif self._elements > MOST_ELEMENTS:
            self._fault = f"it has more than {MOST_ELEMENTS:,} parts (tags, fields, comments)"
        if self._fault:
            self._builder = TreeBuilder()
        return not self._fault

    def _learn(self, attributes: dict[str, str]) -> None:
        """Which prefix stands for what: not by the names that are common, but by the addresses behind them."""
        for key, address in attributes.items():
            if key.startswith("xmlns:"):
                meant = next((prefix for pattern, prefix in PREFIXES if pattern.search(address)), "")
                self._prefixes[key.removeprefix("xmlns:")] = meant or key.removeprefix("xmlns:")

    def _known(self, name: str) -> str:
        prefix, colon, local = name.rpartition(":")
        return f"{self._prefixes.get(prefix, prefix)}:{local}" if colon else name
