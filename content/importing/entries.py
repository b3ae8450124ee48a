"""Posts of an export, in the words of the system that they come from, and how they become pieces.

A post that no rule or default of the mapping places comes in as a draft: where it belongs is never guessed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import unescape
from urllib.parse import unquote, urlsplit

from django.utils.text import Truncator, slugify

from content.importing.mapping import Mapping, Placement
from content.importing.piece import Cover, LeftOut, Note, Person, Pictures, Piece, Refused
from content.models import AssetPage, Format

MOST_PIECES = 50_000
MOST_HTML = 1_000_000
MOST_TAGS = 50
MOST_TOPICS = 300
SUMMARY_LENGTH = AssetPage._meta.get_field("summary").max_length
TITLE_LENGTH = AssetPage._meta.get_field("title").max_length
ADDRESS_LENGTH = AssetPage._meta.get_field("canonical_url").max_length
# Linear, whatever stands in the text: a tag ends before the next one begins.
TAG = re.compile(r"<[^<>]*>")
NEEDS_A_PLACE = "it needs a pillar and a stage, so it is a draft"


@dataclass(frozen=True)
class Entry:
    """`kind` is what a mapping's rules call its folder; `old` are the paths where readers found it."""

    key: str
    kind: str
    title: str
    slug: str
    html: str
    summary: str = ""
    published_at: datetime | None = None
    authors: tuple[Person, ...] = ()
    tags: tuple[str, ...] = ()
    cover: Cover | None = None
    old: tuple[str, ...] = ()
    canonical_url: str = ""
    seo_title: str = ""
    search_description: str = ""
    held_back: str = ""
    restricted: bool = False
    notes: tuple[Note, ...] = ()


@dataclass
class Export:
    """All that one file or folder of another system holds. `left_out` have the keys of entries as their sources."""

    name: str
    site: str = ""
    entries: list[Entry] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    media: tuple[str, ...] = ()

    def take(self, entry: Entry) -> None:
        if len(self.entries) >= MOST_PIECES:
            raise Refused(f"it holds more than {MOST_PIECES:,} pieces; export it in several files")
        self.entries.append(entry)

    def leave_out(self, key: str, reason: str, title: str = "") -> None:
        self.left_out.append(LeftOut(key, reason, plain(title)[:TITLE_LENGTH]))


class ExportReader:
    """An export as a reader, with a mapping that says what its words mean here."""

    def __init__(self, export: Export, mapping: Mapping, pictures: Pictures):
        self.name = (mapping.name or export.name)[:200]
        self.site = mapping.site.rstrip("/") or export.site
        self.pictures = pictures
        self._export = export
        self._mapping = mapping

    def pieces(self) -> Iterator[Piece | LeftOut | Note]:
        yield from self._export.notes
        for left_out in self._export.left_out:
            yield replace(left_out, source=self._source(left_out.source))
        topics = self._topics()
        seen: set[str] = set()
        for entry in self._export.entries:
            if entry.key in seen:
                yield LeftOut(
                    self._source(entry.key), "the export holds it twice, and the first one came in", entry.title
                )
                continue
            seen.add(entry.key)
            try:
                yield self._piece(entry, topics)
            except Refused as refusal:
                yield LeftOut(self._source(entry.key), str(refusal), entry.title)

    def _source(self, key: str) -> str:
        return "/".join(filter(None, (self.name, key)))[:500]

    def _topics(self) -> set[str]:
        """The topics that are kept, in small letters: all, or the most used where there are hundreds."""
        used = Counter(tag.casefold() for entry in self._export.entries for tag in self._names(entry))
        merged = {name.casefold() for name in self._mapping.tags.merge}
        by_use = sorted(used, key=lambda name: (name not in merged, -used[name], name))
        return set(by_use[:MOST_TOPICS])

    def _names(self, entry: Entry) -> tuple[str, ...]:
        shown = tuple(tag[:100] for tag in entry.tags[:MOST_TAGS] if not tag.startswith("#"))
        return self._mapping.tags.names(shown)

    def _piece(self, entry: Entry, topics: set[str]) -> Piece:
        if len(entry.html) > MOST_HTML:
            raise Refused(f"it is larger than {MOST_HTML // 1_000_000} MB of text")
        notes = list(entry.notes)
        placed = self._placed(entry)
        gated = placed.gated is True
        held_back = entry.held_back
        if entry.restricted and placed.gated is None:
            held_back = "for members only there, so it is a draft here; a rule with `gated` decides"
        if not TAG.sub("", entry.html).strip() and "<img" not in entry.html:
            held_back = held_back or "it has no text, so it is a draft"
        if held_back:
            notes.append(Note(held_back))
        if not (placed.pillar and placed.stage):
            notes.append(Note(NEEDS_A_PLACE))
        return Piece(
            source=self._source(entry.key),
            folder="",
            title=_title(entry, notes),
            slug=(slugify(unquote(entry.slug)) or slugify(plain(entry.title)) or "piece")[:200],
            day=entry.published_at.date() if entry.published_at else None,
            summary=_summary(entry, notes),
            authors=tuple(map(self._person, entry.authors)),
            topics=self._kept(entry, topics, notes),
            personas=tuple(placed.personas),
            pillar=placed.pillar,
            stage=placed.stage or "",
            format=placed.format or Format.ARTICLE,
            gated=gated,
            held_back=bool(held_back),
            html=entry.html,
            cover=entry.cover,
            addresses=entry.old,
            redirects=entry.old,
            published_at=entry.published_at,
            canonical_url=_canonical(entry, notes),
            seo_title=entry.seo_title[:255],
            search_description=entry.search_description,
            notes=tuple(notes),
        )

    def _placed(self, entry: Entry) -> Placement:
        return self._mapping.place(
            folder=entry.kind,
            tags={tag.casefold() for tag in entry.tags[:MOST_TAGS]},
            authors={word.casefold() for person in entry.authors for word in (person.slug, person.name)},
        )

    def _person(self, person: Person) -> Person:
        known = self._mapping.authors.get(person.slug) or self._mapping.authors.get(person.name)
        if not known:
            return person
        return replace(person, name=known.name, job_title=known.job_title, organisation=known.organisation)

    def _kept(self, entry: Entry, topics: set[str], notes: list[Note]) -> tuple[str, ...]:
        if len(entry.tags) > MOST_TAGS:
            notes.append(
                Note(f"tags after the first {MOST_TAGS} of a piece left out", count=len(entry.tags) - MOST_TAGS)
            )
        names = self._names(entry)
        kept = tuple(name for name in names if name.casefold() in topics)
        if len(kept) < len(names):
            rare = ", ".join(name for name in names if name.casefold() not in topics)
            kind = f"tag left out, as only the {MOST_TOPICS} most used become topics (`tags: merge` keeps others)"
            notes.append(Note(kind, rare, count=len(names) - len(kept)))
        return kept


def person(name: str, slug: str = "", *, biography: str = "", website: str = "") -> Person | None:
    """Somebody who wrote something; None without a name."""
    name = plain(name)[:120]
    if not name:
        return None
    return Person(name, (slugify(slug) or slugify(name) or "author")[:120], biography=biography, website=website)


def path_of(address: str) -> str:
    """The path of an old address, with its query if that says which post it is; empty if it leads nowhere special."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = "/" + unquote(parts.path).lstrip("/")
    asked = parts.query if parts.query.startswith(("p=", "page_id=")) else ""
    return f"{path}?{asked}" if asked else path if path != "/" else ""


def _title(entry: Entry, notes: list[Note]) -> str:
    title = plain(entry.title)
    if not title:
        title = Truncator(_opening(entry)).words(10, truncate="…")
        if not title:
            raise Refused("it has neither a title nor text")
        notes.append(Note("no title, so its first words became one"))
    if len(title) > TITLE_LENGTH:
        notes.append(Note("title shortened", title))
    return Truncator(title).chars(TITLE_LENGTH)


def _summary(entry: Entry, notes: list[Note]) -> str:
    said = plain(entry.summary)
    if not said:
        notes.append(Note("no summary, so its first words became one"))
        return Truncator(_opening(entry) or plain(entry.title)).chars(SUMMARY_LENGTH)
    if len(said) > SUMMARY_LENGTH:
        notes.append(Note("summary shortened", said))
    return Truncator(said).chars(SUMMARY_LENGTH)


def _canonical(entry: Entry, notes: list[Note]) -> str:
    address = entry.canonical_url.strip()
    if address and (len(address) > ADDRESS_LENGTH or not address.startswith(("https://", "http://"))):
        notes.append(Note("canonical address that is none left out", address[:200]))
        return ""
    return address


def _opening(entry: Entry) -> str:
    return plain(entry.html[:5000].replace("</p>", "</p> ").rpartition("<")[0] or entry.html[:5000])


def plain(markup: str) -> str:
    """Text without tags; one line."""
    return " ".join(unescape(TAG.sub("", markup)).split())
