"""Reads Ghost's JSON exports: posts, their authors, tags and who may read them; pages where a mapping names them."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from content.importing.encodings import EncodedText
from content.importing.entries import Entry, Export, path_of, person
from content.importing.mapping import Mapping
from content.importing.piece import Cover, Note, Person, Refused

MOST_BYTES = 50_000_000
DEFAULT_PERMALINK = "/{slug}/"
HERE = "__GHOST_URL__"
DRAFT_STATUS = {
    "draft": "a draft there, so a draft here",
    "scheduled": "planned for later there, so a draft here",
}


def load_json(path: Path) -> object:
    """The values of a JSON file of a size that memory bears; Refused, with the line, for what is none."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Refused(
            f"it is {size / 1e6:,.0f} MB large, and no more than {MOST_BYTES // 1_000_000} MB of JSON are read at once"
        )
    try:
        return json.loads("".join(EncodedText(path).chunks()).removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise Refused(f"its JSON is broken in line {error.lineno}: {error.msg}") from error
    except RecursionError as error:
        raise Refused("its JSON is nested too deep to be read") from error
    except ValueError as error:
        raise Refused("its JSON holds a number that is too long to be read") from error


def ghost_data(values: object) -> dict | None:
    """The tables of an export, in any of the shapes that Ghost has written; None if this is none."""
    if not isinstance(values, dict):
        return None
    whole = values["db"][0] if isinstance(values.get("db"), list) and values["db"] else values
    data = whole.get("data", whole) if isinstance(whole, dict) else None
    posts = data.get("posts") if isinstance(data, dict) else None
    if not isinstance(posts, list) or not all(isinstance(post, dict) for post in posts):
        return None
    return data if all(_post_of(post).keys() & {"html", "lexical", "mobiledoc", "slug"} for post in posts) else None


def read_ghost(path: Path, data: dict, mapping: Mapping) -> Export:
    export = Export(name=path.name.partition(".ghost")[0].removesuffix(".json") or path.stem)
    tables = _Tables(data)
    kinds = {name.partition("/")[0] for rule in mapping.rules for name in rule.folder or ()}
    permalink = mapping.permalink or DEFAULT_PERMALINK
    for number, row in enumerate(data["posts"], start=1):
        _Post(_post_of(row), number, tables, kinds, permalink).hand_to(export)
    return export


def _post_of(row: dict) -> dict:
    """Ghost's own tools for migration put each row under `data`, beside its address."""
    inner = row.get("data")
    return {"url": row.get("url")} | inner if isinstance(inner, dict) else row


class _Tables:
    """Users, tags and what belongs to posts, by the keys that join them."""

    def __init__(self, data: dict):
        self.users = {_text(row, "id"): row for row in _rows(data, "users")}
        self.tags = {_text(row, "id"): row for row in _rows(data, "tags")}
        self.meta = {_text(row, "post_id"): row for row in _rows(data, "posts_meta")}
        self.authors_of = _joined(data, "posts_authors", "author_id")
        self.tags_of = _joined(data, "posts_tags", "tag_id")


def _rows(data: dict, table: str) -> list[dict]:
    rows = data.get(table)
    return [_post_of(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _joined(data: dict, table: str, key: str) -> dict[str, list[str]]:
    joined = defaultdict(list)
    for row in sorted(_rows(data, table), key=lambda row: _number(row.get("sort_order"))):
        joined[_text(row, "post_id")].append(_text(row, key))
    return joined


def _number(value: object) -> float:
    return value if isinstance(value, int | float) else 0


def _text(row: dict, *keys: str) -> str:
    """The first of these that holds something, as text."""
    for key in keys:
        value = row.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip().replace(HERE, "").replace("\0", "")
    return ""


class _Post:
    """One row of posts on its way to an entry."""

    def __init__(self, row: dict, number: int, tables: _Tables, kinds: set[str], permalink: str):
        self._row = row
        self._tables = tables
        self._kinds = kinds
        self._permalink = permalink
        self._id = _text(row, "id", "uuid")
        self._kind = _text(row, "type") or ("page" if row.get("page") is True else "post")
        self._key = f"{self._kind}/{self._id or _text(row, 'slug') or number}"
        self._meta = tables.meta.get(self._id, {})
        self._notes: list[Note] = []

    def hand_to(self, export: Export) -> None:
        reason = self._reason_to_leave_out()
        if reason:
            export.leave_out(self._key, reason, self._said("title"))
        else:
            export.take(self._entry())

    def _said(self, *keys: str) -> str:
        return _text(self._row, *keys) or _text(self._meta, *keys)

    def _reason_to_leave_out(self) -> str:
        if self._kind != "post" and self._kind not in self._kinds:
            return f"its type is '{self._kind}'; besides posts only types come in that a rule of the mapping names"
        if not self._said("html") and (self._said("lexical") or self._said("mobiledoc")):
            return "it has no HTML, only the cards of Ghost's editor; publish or save it there and export again"
        return ""

    def _entry(self) -> Entry:
        visibility = self._said("visibility") or "public"
        status = self._said("status") or "published"
        held_back = DRAFT_STATUS.get(status, "" if status in {"published", "sent"} else f"its status is '{status}'")
        if self._said("codeinjection_head", "codeinjection_foot"):
            self._notes.append(Note("code that was injected into the page left out"))
        return Entry(
            key=self._key,
            kind=self._kind if visibility == "public" else f"{self._kind}/{visibility}",
            title=self._said("title"),
            slug=self._said("slug"),
            html=self._said("html"),
            summary=self._said("custom_excerpt", "meta_description"),
            published_at=_moment(self._said("published_at")) or _moment(self._said("created_at")),
            authors=tuple(self._authors()),
            tags=tuple(self._tags()),
            cover=self._cover(),
            old=tuple(self._old()),
            canonical_url=self._said("canonical_url"),
            seo_title=self._said("meta_title"),
            search_description=self._said("meta_description"),
            held_back=held_back,
            restricted=visibility != "public",
            notes=tuple(self._notes),
        )

    def _authors(self) -> Iterator[Person]:
        keys = self._tables.authors_of.get(self._id) or [_text(self._row, "author_id")]
        rows = [self._tables.users[key] for key in keys if key in self._tables.users]
        rows = rows or _own(self._row, "authors") or _own(self._row, "author")
        for row in rows:
            known = person(_text(row, "name"), _text(row, "slug"), biography=_text(row, "bio"))
            if known:
                yield known

    def _tags(self) -> Iterator[str]:
        keys = self._tables.tags_of.get(self._id, [])
        rows = [self._tables.tags[key] for key in keys if key in self._tables.tags] or _own(self._row, "tags")
        for row in rows:
            name = " ".join(_text(row, "name").split())
            internal = _text(row, "visibility") == "internal"
            if name:
                yield f"#{name.lstrip('#')}" if internal else name

    def _cover(self) -> Cover | None:
        address = self._said("feature_image")
        if self._said("feature_image_caption"):
            self._notes.append(Note("caption of the cover left out", self._said("feature_image_caption")[:100]))
        return Cover(address, self._said("feature_image_alt")) if address else None

    def _old(self) -> Iterator[str]:
        slug, moment = self._said("slug"), _moment(self._said("published_at"))
        address = path_of(self._said("url"))
        if address:
            yield address
        if slug and (moment or "{year}" not in self._permalink):
            day = {"year": f"{moment:%Y}", "month": f"{moment:%m}", "day": f"{moment:%d}"} if moment else {}
            pattern = self._permalink if self._kind == "post" else DEFAULT_PERMALINK
            for name, value in {"slug": slug, **day}.items():
                pattern = pattern.replace(f"{{{name}}}", value)
            yield pattern


def _own(row: dict, key: str) -> list[dict]:
    """What stands in the post itself, as an API gives it."""
    value = row.get(key)
    return [_post_of(one) for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
