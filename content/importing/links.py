"""Where a link of an imported body leads: to a piece of the same import, to the world, or nowhere that we know."""

import posixpath
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from content.importing.piece import Piece

OUTSIDE = {"http", "https", "mailto", "tel"}
LINKISH = re.compile(r"href=\"([^\"]+)\"")
# The short addresses of WordPress, where the query says which post it is.
NUMBERED = re.compile(r"(?:p|page_id)=\d+")


@dataclass(frozen=True)
class ToPiece:
    source: str
    place: str = ""


@dataclass(frozen=True)
class ToPage:
    """A page of this site that is no asset, by its path."""

    path: str


@dataclass(frozen=True)
class ToWorld:
    address: str


@dataclass(frozen=True)
class ToNowhere:
    """The words stay, without a link."""

    reason: str


class Links:
    def __init__(self, pieces: Iterable[Piece], *, site: str = "", pages: Collection[str] = ()):
        """`pages` are paths of pages here that are no assets: the home page, the shelf."""
        self._site = site.rstrip("/")
        self._bare_site = self._site.removeprefix("https:").removeprefix("http:")
        self._pages = pages
        self._sources: dict[str, str] = {}
        for piece in pieces:
            for address in piece.addresses:
                self._sources.setdefault(_plain(address), piece.source)

    def follow(self, href: str, *, beside: str) -> "End":
        href = "".join(href.split())
        href = self._without_site(href)
        try:
            parts = urlsplit(f"https:{href}" if href.startswith("//") else href)
        except ValueError:
            return ToNowhere("link that is no address left as text")
        if href.startswith("#") or not href:
            return ToNowhere("link within its page left as text")
        if parts.scheme in OUTSIDE:
            return ToWorld(parts.geturl())
        return self._follow_inside(href, beside)

    def _without_site(self, href: str) -> str:
        """The path of an address on the old site, which most sites had with http first and with https later."""
        bare = href.removeprefix("https:").removeprefix("http:")
        rest = bare.removeprefix(self._bare_site)
        if not self._site or rest == bare or rest[:1] not in {"", "/", "?", "#"}:
            return href
        return rest if rest.startswith("/") else f"/{rest}"

    def pieces_in(self, piece: Piece) -> tuple[str, ...]:
        """The pieces that a piece links to, for its checksum: a link that came to lead somewhere is a change."""
        hrefs = [*LINKISH.findall(piece.html), piece.companion]
        ends = {self.follow(href, beside=piece.folder) for href in hrefs if href}
        return tuple(sorted(end.source for end in ends if isinstance(end, ToPiece)))

    def _follow_inside(self, href: str, beside: str) -> "End":
        parts = urlsplit(href)
        if parts.scheme and parts.scheme not in {"asset", "post"}:
            return ToNowhere("unsafe link left as text")
        address = _plain(href)
        for known in (address, _plain(posixpath.join("/", beside, unquote(parts.path)))):
            if known in self._sources:
                return ToPiece(self._sources[known], parts.fragment)
        if href in self._pages:
            return ToPage(href)
        if self._site and not parts.scheme:
            return ToWorld(f"{self._site}/{posixpath.normpath(href).lstrip('/')}{'/' * href.endswith('/')}".rstrip("."))
        return ToNowhere("link without a known target left as text")


End = ToPiece | ToPage | ToWorld | ToNowhere


def _plain(address: str) -> str:
    """One spelling for an address, so that /a/b/, a/b and /a/b/index.html#c are the same."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if parts.scheme in {"asset", "post"}:
        return f"{parts.scheme}:{parts.path.strip('/')}"
    path = posixpath.normpath("/" + unquote(parts.path).lstrip("/"))
    plain = path.removesuffix("/index.html").removesuffix(".html").rstrip("/").casefold() or "/"
    return f"{plain}?{parts.query}" if NUMBERED.fullmatch(parts.query) else plain
