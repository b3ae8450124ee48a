"""One Markdown file with YAML front matter on its way to a piece: what the file says, else its place, else the mapping."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath

from django.db import models
from django.utils.html import strip_tags
from django.utils.text import Truncator, slugify

from buying_stages.models import CallToAction, Pillar
from content.importing import markdown_text
from content.importing.front_matter import DAY, FrontMatter, day_in
from content.importing.mapping import Mapping, Placement
from content.importing.piece import Cover, Note, Person, Piece, Refused
from content.importing.template_code import TemplateCode
from content.models import AssetExpert, AssetPage, ChangeLevel, Format, ShelfLife

SUMMARY_LENGTH = AssetPage._meta.get_field("summary").max_length
TITLE_LENGTH = AssetPage._meta.get_field("title").max_length
TAG_KEYS = ("topics", "tags", "tag", "categories", "category")
AUTHOR_KEYS = ("authors", "author")
ADDRESS_KEYS = ("permalink", "url", "redirect_from", "aliases")
DAY_KEYS = ("news_date", "relevant_until", "review_by")
MOMENT_KEYS = {"updated_at": "updated", "go_live_at": "go_live_at", "expire_at": "expire_at"}
WORD_KEYS = (
    *("canonical_url", "seo_title", "search_description", "placement_reason", "gate_reason", "call_to_action_reason"),
    *("catalyst", "evidence", "trend", "meaning", "what_to_do"),
)
CHOICE_KEYS = {"call_to_action": CallToAction, "change_level": ChangeLevel, "shelf_life": ShelfLife}
SUMMARY_KEYS = ("summary", "excerpt", "description")
USED = {
    *("title", "date", "slug", "pillar", "stage", "format", "gated", "draft", "published", "personas", "industries"),
    *("companion", "for_everyone", "experts", *DAY_KEYS, *MOMENT_KEYS.values(), *WORD_KEYS, *CHOICE_KEYS),
    *("image", "cover", "image_alt", *TAG_KEYS, *AUTHOR_KEYS, *ADDRESS_KEYS, *SUMMARY_KEYS),
}
SLUG = re.compile(r"[\w-]{1,255}")
FIRST_HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
ONLY_IN_EXPORTS = {"id", "expired"}
SAYS_NOTHING_TO_READERS = {"layout", "live", "hero", "locale", "lang", "language"}


class MarkdownFile:
    def __init__(
        self, *, matter: FrontMatter, body: str, place: PurePosixPath, source: str, mapping: Mapping, exact: bool
    ):
        self._exact = exact
        self._matter = matter
        self._body = body
        self._place = place
        self._source = source
        self._mapping = mapping
        self._code = TemplateCode(values=matter.words(), name_of=lambda slug: self._person(slug).name)
        self._notes: list[Note] = []

    def piece(self) -> Piece:
        said = self._said()
        return Piece(
            source=self._source,
            folder="" if self._place.parent == PurePosixPath(".") else self._place.parent.as_posix(),
            title=self._title,
            slug=self._slug,
            day=self._day,
            summary=self._summary,
            authors=tuple(self._people()),
            topics=self._mapping.tags.names(self._tags),
            personas=self._matter.texts("personas") or tuple(said.personas),
            pillar=Pillar(_legal(said.pillar, "pillar", list(Pillar.values))),
            stage=_legal(said.stage, "stage", []),
            format=said.format or Format.ARTICLE,
            gated=bool(said.gated),
            held_back=self._is_held_back,
            html=self._html,
            cover=self._cover(),
            addresses=tuple(self._addresses()),
            redirects=tuple(self._redirects()),
            published_at=self._matter.moment("date"),
            for_everyone=self._matter.flag("for_everyone") is True,
            industries=self._matter.texts("industries"),
            companion=self._companion,
            exact=self._exact,
            **self._more(),
            notes=(*self._notes, *self._code.notes, *self._unused()),
        )

    def _more(self) -> dict[str, object]:
        """What is called in a piece as it is in the front matter, or nearly so."""
        words = {key: self._matter.exact(key) if self._exact else self._matter.text(key) for key in WORD_KEYS}
        moments = {name: self._matter.moment(key) for name, key in MOMENT_KEYS.items()}
        days = {key: self._matter.day_of(key) for key in DAY_KEYS}
        choices = {key: self._choice(key, kind) for key, kind in CHOICE_KEYS.items()}
        ours = {"identity": self._matter.text("id"), "expired": self._matter.flag("expired") is True}
        said = words | moments | days | (ours if self._exact else {})
        return said | {key: value for key, value in choices.items() if value is not None}

    def _choice(self, key: str, kind: type[models.TextChoices]) -> models.TextChoices | None:
        word = self._matter.text(key).lower()
        if word and word not in kind.values:
            self._notes.append(Note(f"{key} that is none of ours not used", word[:60]))
        return kind(word) if word in kind.values else None

    @property
    def _is_held_back(self) -> bool:
        return (
            self._matter.flag("draft") is True
            or self._matter.flag("published") is False
            or (self._exact and self._matter.flag("expired") is True)
        )

    @property
    def _companion(self) -> str:
        """A slug, or an address like that of any link."""
        said = self._matter.text("companion")
        is_slug = self._exact or slugify(said) == said
        return f"asset:{said}" if said and is_slug else said

    def _redirects(self) -> Iterator[str]:
        """The addresses that readers used, as far as the file or the mapping says them."""
        said = [*self._matter.texts(*ADDRESS_KEYS)]
        if self._mapping.permalink and (self._day or "{year}" not in self._mapping.permalink):
            said.append(self._by_pattern(self._mapping.permalink))
        for address in said:
            path = address.removeprefix(self._mapping.site.rstrip("/")) if self._mapping.site else address
            if path.startswith("/") and not path.startswith("//"):
                yield path

    def _said(self) -> Placement:
        """Pillar, stage and format as the file says them, else a rule, else the defaults."""
        placed = self._mapping.place(
            folder=self._place.parent.as_posix(),
            tags={tag.casefold() for tag in self._tags},
            authors={author.casefold() for author in self._authors},
        )
        pillar, stage, form = (self._matter.text(key).lower() for key in ("pillar", "stage", "format"))
        if form and form not in Format.values:
            self._notes.append(Note("format that is none of ours not used", form))
        return Placement.model_construct(
            pillar=pillar or placed.pillar,
            stage=(self._matter.text("stage") if self._exact else slugify(stage)) or placed.stage,
            format=Format(form) if form in Format.values else placed.format,
            personas=placed.personas,
            gated=placed.gated if self._matter.flag("gated") is None else self._matter.flag("gated"),
        )

    @cached_property
    def _html(self) -> str:
        if self._exact:
            return markdown_text.exact_html(self._body)
        return markdown_text.html(self._code.resolve(self._body))

    @cached_property
    def _authors(self) -> tuple[str, ...]:
        return self._matter.texts(*AUTHOR_KEYS)

    @cached_property
    def _tags(self) -> tuple[str, ...]:
        return self._matter.texts(*TAG_KEYS)

    @cached_property
    def _title(self) -> str:
        if self._exact and self._matter.exact("title").strip():
            return self._matter.exact("title")[:TITLE_LENGTH]
        stem = self._name.replace("-", " ").replace("_", " ").strip()
        title = _plain(self._matter.text("title")) or _first_heading(self._html) or stem[:1].upper() + stem[1:]
        if not title:
            raise Refused("it has no title")
        return self._shortened(title, TITLE_LENGTH, "title shortened")

    @cached_property
    def _day(self) -> date | None:
        return self._matter.day() or day_in(self._place.name)

    @property
    def _name(self) -> str:
        """The file's name without its day; of an index file, the folder's."""
        stem = self._place.parent.name if self._place.stem in {"index", "_index"} else self._place.stem
        return DAY.sub("", stem, count=1).strip("-_ ") if DAY.match(stem) else stem

    @property
    def _slug(self) -> str:
        if self._exact and SLUG.fullmatch(self._matter.text("slug")):
            return self._matter.text("slug")
        return (
            slugify((self._matter.text("slug") or self._name).replace("_", "-")) or slugify(self._title) or "piece"
        )[:200]

    @property
    def _summary(self) -> str:
        if self._exact:
            return self._matter.exact("summary")[:SUMMARY_LENGTH]
        said = _plain(markdown_text.html(self._code.resolve(self._matter.text(*SUMMARY_KEYS))))
        if said:
            return self._shortened(said, SUMMARY_LENGTH, "summary shortened")
        opening = _plain(self._html.partition("</p>")[0]) or self._title
        return Truncator(opening).chars(SUMMARY_LENGTH)

    def _shortened(self, text: str, length: int, kind: str) -> str:
        if len(text) > length:
            self._notes.append(Note(kind, text))
        return Truncator(text).chars(length)

    def _people(self) -> Iterator[Person]:
        """Authors by `authors`; all who had a part, each with a role, by `experts`."""
        yield from map(self._person, self._authors)
        entries = self._matter.values.get("experts")
        for entry in entries if isinstance(entries, list) else []:
            said = FrontMatter(entry if isinstance(entry, dict) else {"name": entry})
            name, role = said.text("slug", "name"), said.text("role").lower()
            if role and role not in AssetExpert.Role.values:
                self._notes.append(Note("role of an expert that is none of ours made author", role[:60]))
            if name:
                known = role in AssetExpert.Role.values
                yield replace(self._person(name), role=AssetExpert.Role(role) if known else AssetExpert.Role.AUTHOR)

    def _person(self, author: str) -> Person:
        if self._exact:
            return Person(author[:120], author[:120])
        known = self._mapping.authors.get(author)
        slug = slugify(author)[:120] or "author"
        if known:
            return Person(known.name, slug, known.job_title, known.organisation)
        if author != author.lower() or " " in author:
            return Person(author[:120], slug)
        return Person(" ".join(word.capitalize() for word in author.replace("_", "-").split("-"))[:120], slug)

    def _cover(self) -> Cover | None:
        address = self._matter.text("cover", "image")
        return Cover(address, self._matter.text("image_alt")) if address else None

    def _addresses(self) -> Iterator[str]:
        path = self._place.as_posix()
        if self._exact:
            yield from (f"asset:{self._slug}", path)
            return
        yield from (f"asset:{self._slug}", f"post:{self._place.stem}", f"post:{path}", path)
        yield from (f"{self._place.parent.as_posix()}/{name}" for name in (self._place.stem, self._slug))
        yield from self._matter.texts(*ADDRESS_KEYS)
        pattern = self._mapping.permalink or ("/{year}/{month}/{day}/{slug}/" if self._day else "")
        if self._day or "{year}" not in pattern:
            yield self._by_pattern(pattern)

    def _by_pattern(self, pattern: str) -> str:
        day = self._day
        named = {"year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}"} if day else {}
        for name, value in {"slug": self._name, **named}.items():
            pattern = pattern.replace(f"{{{name}}}", value)
        return pattern

    def _unused(self) -> Iterator[Note]:
        used = USED | SAYS_NOTHING_TO_READERS | (ONLY_IN_EXPORTS if self._exact else set())
        for key in self._matter.words():
            if key not in used:
                yield Note("front matter not used", key[:60])


def _legal(value: str | None, what: str, legal: list[str]) -> str:
    if not value:
        raise Refused(f"it has no {what}; say one in its front matter, or in a rule or default of the mapping")
    if legal and value not in legal:
        raise Refused(f"its {what} '{value}' is not legal; choose one of {', '.join(legal)}")
    return value


def _plain(markup: str) -> str:
    """Text without tags; one line."""
    return " ".join(html.unescape(strip_tags(markup)).split())


def _first_heading(markup: str) -> str:
    found = FIRST_HEADING.search(markup)
    return _plain(found.group(1)) if found else ""
