"""Reads a folder of Markdown files with YAML front matter: our own library, Jekyll, Eleventy, Hugo and their like."""

import html
import os
import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath

from django.utils.html import strip_tags
from django.utils.text import Truncator, slugify

from buying_stages.models import Pillar
from content.importing import markdown_text
from content.importing.front_matter import DAY, FrontMatter, day_in, split
from content.importing.mapping import Mapping, Placement
from content.importing.pictures import FolderPictures
from content.importing.piece import Cover, LeftOut, Note, Person, Piece, Refused
from content.importing.template_code import TemplateCode
from content.models import AssetPage, Format

SUFFIXES = {".md", ".markdown"}
MOST_BYTES = 1_000_000
SUMMARY_LENGTH = AssetPage._meta.get_field("summary").max_length
TITLE_LENGTH = AssetPage._meta.get_field("title").max_length
TAG_KEYS = ("topics", "tags", "tag", "categories", "category")
AUTHOR_KEYS = ("authors", "author")
ADDRESS_KEYS = ("permalink", "url", "redirect_from", "aliases")
SUMMARY_KEYS = ("summary", "excerpt", "description")
USED = {
    *("title", "date", "slug", "pillar", "stage", "format", "gated", "draft", "published", "personas"),
    *("image", "cover", "image_alt", *TAG_KEYS, *AUTHOR_KEYS, *ADDRESS_KEYS, *SUMMARY_KEYS),
}
FIRST_HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
SAYS_NOTHING_TO_READERS = {"layout", "live", "hero", "locale", "lang", "language"}


class MarkdownFolder:
    def __init__(self, folder: Path, mapping: Mapping):
        self._folder = folder.resolve()
        self._mapping = mapping
        self.name = mapping.name or self._folder.name
        self.site = mapping.site.rstrip("/")
        self.pictures = FolderPictures(self._folder, name=self.name, root=mapping.root, site=self.site)

    def pieces(self) -> Iterator[Piece | LeftOut]:
        for path in sorted(self._files()):
            source = f"{self.name}/{path.relative_to(self._folder).as_posix()}"
            try:
                yield self._read(path, source)
            except Refused as refusal:
                yield LeftOut(source, str(refusal))

    def _files(self) -> Iterator[Path]:
        for place, folders, names in os.walk(self._folder, followlinks=False):
            folders[:] = [name for name in folders if not name.startswith((".", "_"))]
            for path in (Path(place, name) for name in names):
                relative = path.relative_to(self._folder).as_posix()
                if path.suffix.lower() in SUFFIXES and not self._mapping.passes_over(relative):
                    yield path

    def _read(self, path: Path, source: str) -> Piece:
        matter, body = split(self._text(path))
        return _Markdown(
            matter=matter,
            body=body,
            place=PurePosixPath(path.relative_to(self._folder).as_posix()),
            source=source,
            mapping=self._mapping,
        ).piece()

    def _text(self, path: Path) -> str:
        if not path.resolve().is_relative_to(self._folder):
            raise Refused("it is a link to a file outside the folder")
        try:
            if path.stat().st_size > MOST_BYTES:
                raise Refused(f"it is larger than {MOST_BYTES // 1_000_000} MB of text")
            text = path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise Refused(f"it cannot be opened: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise Refused(f"it is not UTF-8 (byte {error.start + 1}); save it as UTF-8 and import again") from error
        return text.replace("\r\n", "\n").replace("\0", "")


class _Markdown:
    """One file on its way to a piece."""

    def __init__(self, *, matter: FrontMatter, body: str, place: PurePosixPath, source: str, mapping: Mapping):
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
            authors=tuple(self._person(author) for author in self._authors),
            topics=self._mapping.tags.names(self._tags),
            personas=self._matter.texts("personas") or tuple(said.personas),
            pillar=Pillar(_legal(said.pillar, "pillar", list(Pillar.values))),
            stage=_legal(said.stage, "stage", []),
            format=said.format or Format.ARTICLE,
            gated=self._matter.flag("gated") is True,
            held_back=self._matter.flag("draft") is True or self._matter.flag("published") is False,
            html=self._html,
            cover=self._cover(),
            addresses=tuple(self._addresses()),
            notes=(*self._notes, *self._code.notes, *self._unused()),
        )

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
            stage=slugify(stage) or placed.stage,
            format=Format(form) if form in Format.values else placed.format,
            personas=placed.personas,
        )

    @cached_property
    def _html(self) -> str:
        return markdown_text.html(self._code.resolve(self._body))

    @cached_property
    def _authors(self) -> tuple[str, ...]:
        return self._matter.texts(*AUTHOR_KEYS)

    @cached_property
    def _tags(self) -> tuple[str, ...]:
        return self._matter.texts(*TAG_KEYS)

    @cached_property
    def _title(self) -> str:
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
        return (
            slugify((self._matter.text("slug") or self._name).replace("_", "-")) or slugify(self._title) or "piece"
        )[:200]

    @property
    def _summary(self) -> str:
        said = _plain(markdown_text.html(self._code.resolve(self._matter.text(*SUMMARY_KEYS))))
        if said:
            return self._shortened(said, SUMMARY_LENGTH, "summary shortened")
        opening = _plain(self._html.partition("</p>")[0]) or self._title
        return Truncator(opening).chars(SUMMARY_LENGTH)

    def _shortened(self, text: str, length: int, kind: str) -> str:
        if len(text) > length:
            self._notes.append(Note(kind, text))
        return Truncator(text).chars(length)

    def _person(self, author: str) -> Person:
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
        yield from (f"asset:{self._slug}", f"post:{self._place.stem}", f"post:{path}", path)
        yield from (f"{self._place.parent.as_posix()}/{name}" for name in (self._place.stem, self._slug))
        yield from self._matter.texts(*ADDRESS_KEYS)
        day = self._day
        pattern = self._mapping.permalink or ("/{year}/{month}/{day}/{slug}/" if day else "")
        if day or "{year}" not in pattern:
            named = {"year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}"} if day else {}
            yield self._filled(pattern, {"slug": self._name, **named})

    def _filled(self, pattern: str, values: dict[str, str]) -> str:
        for name, value in values.items():
            pattern = pattern.replace(f"{{{name}}}", value)
        return pattern

    def _unused(self) -> Iterator[Note]:
        for key in self._matter.words():
            if key not in USED | SAYS_NOTHING_TO_READERS:
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
