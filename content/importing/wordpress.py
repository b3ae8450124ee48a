"""Reads WordPress exports (WXR 1.0 to 1.2), also as Squarespace writes them: posts, and types that a mapping names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import escape
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from content.importing.entries import MOST_PIECES, Entry, Export, path_of, person
from content.importing.mapping import Mapping
from content.importing.piece import Cover, Note, Person
from content.importing.wordpress_text import html_of
from content.importing.xml_reading import Part, XmlFile

LEFT_OUT_STATUS = {
    "trash": "it lies in the trash there",
    "auto-draft": "it is a draft that WordPress made by itself",
    "inherit": "it is a revision of another post",
}
DRAFT_STATUS = {
    "draft": "a draft there, so a draft here",
    "pending": "waiting for review there, so a draft here",
    "private": "private there, so a draft here",
    "future": "planned for later there, so a draft here",
}
COMMENT = "wp:comment"


@dataclass(frozen=True)
class Attachment:
    address: str
    title: str
    alternative: str
    caption: str
    parent: str


@dataclass
class _Site:
    """What an export says of the whole site, before and between its posts."""

    address: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)


def read_wordpress(path: Path, mapping: Mapping) -> Export:
    file = XmlFile(path)
    site = _Site()
    items: list[Part] = []
    wanted = {"item", "wp:author", "wp:base_blog_url", "link"}
    # Pictures and authors may stand after the posts that show them, so posts are made at the end.
    for part in file.parts(level=3, wanted=wanted, counted={COMMENT}, most=2 * MOST_PIECES):
        if part.name != "item":
            _learn(site, part)
        elif part.fault or not _is_attachment(part.element):
            items.append(part)
        else:
            _take_attachment(site, part.element)
    parts = urlsplit(site.address)
    export = Export(
        name=f"{parts.netloc}{parts.path}".strip("/") or path.stem,
        site=f"{parts.scheme}://{parts.netloc}" if parts.netloc else "",
        notes=file.notes,
        media=tuple(attachment.address for attachment in site.attachments.values()),
    )
    kinds = {name for rule in mapping.rules for name in rule.folder or ()}
    items.reverse()
    while items:
        _Post(items.pop(), site, kinds).hand_to(export)
    if site.attachments:
        used = "its pictures come along with the posts that show them"
        for key, attachment in site.attachments.items():
            export.leave_out(f"attachment/{key}", f"it is in the media library; {used}", attachment.title)
    return export


def _learn(site: _Site, part: Part) -> None:
    if part.name == "wp:author":
        login = _said(part.element, "wp:author_login")
        names = (_said(part.element, f"wp:author_{name}") for name in ("first_name", "last_name"))
        name = _said(part.element, "wp:author_display_name") or " ".join(filter(None, names)) or login
        known = person(name.partition("@")[0] if "@" in name else name, login.partition("@")[0])
        if known:
            site.people[login] = known
    else:
        site.address = (part.element.text or "").strip() if part.name != "link" or not site.address else site.address


def _is_attachment(item: Element) -> bool:
    return _said(item, "wp:post_type") == "attachment"


def _take_attachment(site: _Site, item: Element) -> None:
    key = _said(item, "wp:post_id")
    address = _said(item, "wp:attachment_url") or _said(item, "guid")
    site.attachments[key] = Attachment(
        address=address,
        title=_said(item, "title"),
        alternative=_meta(item, "_wp_attachment_image_alt"),
        caption=_said(item, "excerpt:encoded"),
        parent=_said(item, "wp:post_parent"),
    )


class _Post:
    """One <item> on its way to an entry."""

    def __init__(self, part: Part, site: _Site, kinds: set[str]):
        self._part = part
        self._item = part.element
        self._site = site
        self._kinds = kinds
        self._notes: list[Note] = []
        self._kind = self._said("wp:post_type") or "post"
        self._id = self._said("wp:post_id")
        self._title = self._said("title")

    def hand_to(self, export: Export) -> None:
        reason = self._part.fault or self._reason_to_leave_out()
        known = self._id or self._said("wp:post_name") or path_of(self._said("link")).strip("/")
        key = f"{self._kind}/{known or f'line-{self._part.line}'}"
        if reason:
            export.leave_out(f"line {self._part.line}" if self._part.fault else key, reason, self._title)
        else:
            export.take(self._entry(key))

    def _said(self, name: str) -> str:
        return _said(self._item, name)

    def _reason_to_leave_out(self) -> str:
        if self._kind != "post" and self._kind not in self._kinds:
            return f"its type is '{self._kind}'; besides posts only types come in that a rule of the mapping names"
        if self._said("wp:post_password"):
            return "it is protected by a password there"
        status = self._said("wp:status") or "publish"
        return LEFT_OUT_STATUS.get(status, "")

    def _entry(self, key: str) -> Entry:
        status = self._said("wp:status") or "publish"
        held_back = DRAFT_STATUS.get(status, "" if status == "publish" else f"its status is '{status}' there")
        html = html_of(self._said("content:encoded"), gallery=self._gallery, notes=self._notes)
        comments = self._part.counts[COMMENT]
        if comments:
            self._notes.append(Note("comments left out", count=comments))
        return Entry(
            key=key,
            kind=self._kind,
            title=self._title,
            slug=self._said("wp:post_name").removesuffix(".html"),
            html=html,
            summary=self._said("excerpt:encoded"),
            published_at=self._published_at(),
            authors=tuple(self._authors()),
            tags=tuple(self._tags()),
            cover=self._cover(),
            old=tuple(self._old()),
            held_back=held_back,
            notes=tuple(self._notes),
        )

    def _published_at(self) -> datetime | None:
        for name in ("wp:post_date_gmt", "wp:post_date"):
            try:
                return datetime.strptime(self._said(name), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
            except ValueError:
                continue
        try:
            moment = parsedate_to_datetime(self._said("pubDate"))
        except ValueError:
            return None
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)

    def _authors(self) -> Iterator[Person]:
        login = self._said("dc:creator")
        known = self._site.people.get(login) or person(login.partition("@")[0])
        if known:
            yield known

    def _tags(self) -> Iterator[str]:
        for category in self._item.iterfind("category"):
            name = " ".join((category.text or "").split())
            domain = category.get("domain", "category")
            if domain in {"category", "post_tag", "tag"} and name and name.casefold() != "uncategorized":
                yield name

    def _cover(self) -> Cover | None:
        attachment = self._site.attachments.get(_meta(self._item, "_thumbnail_id"))
        return Cover(attachment.address, attachment.alternative) if attachment and attachment.address else None

    def _old(self) -> Iterator[str]:
        """Where readers found it: its permalink, and the short address that WordPress gives to every post."""
        path = path_of(self._said("link"))
        if path and path.partition("?")[0] != f"{self._base}/":
            yield path.partition("?")[0]
        if self._id.isdecimal():
            yield f"{self._base}/?{'page_id' if self._kind == 'page' else 'p'}={self._id}"

    @property
    def _base(self) -> str:
        return urlsplit(self._site.address).path.rstrip("/")

    def _gallery(self, keys: Iterable[str]) -> str:
        """The pictures of these numbers, or, as WordPress does, all that were uploaded to this post."""
        known = self._site.attachments
        keys = list(keys) or [key for key, one in known.items() if self._id and one.parent == self._id]
        found = (known[key] for key in keys if key in known)
        return "".join(
            f'<figure><img src="{escape(one.address)}" alt="{escape(one.alternative)}"/>'
            f"<figcaption>{escape(one.caption)}</figcaption></figure>"
            for one in found
        )


def _said(item: Element, name: str) -> str:
    return next((child.text.strip() for child in item if child.tag == name and child.text), "")


def _meta(item: Element, key: str) -> str:
    of_key = (child for child in item if child.tag == "wp:postmeta" and _said(child, "wp:meta_key") == key)
    return next((_said(child, "wp:meta_value") for child in of_key), "")
