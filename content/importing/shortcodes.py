"""WordPress's [shortcodes]: those that show something become HTML, the others go, their words stay."""

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape, unescape

from content.importing.films import film_address
from content.importing.piece import Note

TOKEN = re.compile(r"\[(\[?)(/?)([a-zA-Z][\w-]{0,60})((?:[ \t\n\u00a0][^\[\]]{0,2000})?)(/?)\](\]?)")
CODE = re.compile(r"(<pre\b[^<>]*>|</pre\s*>|<code\b[^<>]*>|</code\s*>)", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([a-zA-Z][\w-]{0,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'\]]+))")
ADDRESS = re.compile(r"https?://[^\s<>\"'\]]{3,2000}")
PICTURE = re.compile(r"(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a\s*>)?", re.IGNORECASE)
LISTINGS = {"code", "sourcecode"}
FILMS = {"embed", "video", "youtube", "vimeo", "wpvideo"}
# Words in brackets are shortcodes only if they look like one or are known as one.
KNOWN = {
    *("caption", "wp_caption", "gallery", "playlist", "audio", "contact-form", "contact-form-7", "polldaddy", "tweet"),
    *("more", "archives", "soundcloud", "slideshare", "googlemaps", "ssba", "toc", "columns", "column", "button"),
    *(LISTINGS | FILMS),
}

Gallery = Callable[[Iterable[str]], str]


def resolved(text: str, *, gallery: Gallery, notes: list[Note]) -> str:
    """The text with its shortcodes resolved. What stands in <pre> and <code> is left as it is."""
    if "[" not in text:
        return text
    parts, inside = [], 0
    for part in CODE.split(text):
        if CODE.fullmatch(part):
            inside = max(0, inside + (-1 if part.startswith("</") else 1))
            parts.append(part)
        else:
            parts.append(part if inside else _Prose(part, gallery, notes).html())
    return "".join(parts)


class _Prose:
    def __init__(self, text: str, gallery: Gallery, notes: list[Note]):
        self._text = text
        self._gallery = gallery
        self._notes = notes
        self._tokens = list(TOKEN.finditer(text))
        self._closed = {token[3].lower() for token in self._tokens if token[2]}

    def html(self) -> str:
        return "".join(self._parts())

    def _parts(self) -> Iterator[str]:
        here = place = 0
        while place < len(self._tokens):
            token = self._tokens[place]
            yield self._text[here : token.start()]
            here, place = token.end(), place + 1
            name = token[3].lower()
            if token[1] and token[6]:
                yield token[0][1:-1]
            elif not self._is_one(token, name):
                yield token[0]
            elif token[2]:
                continue
            else:
                end = self._end(name, place) if name in self._closed and not token[5] else None
                if end is not None and (name in LISTINGS | FILMS | {"caption", "wp_caption"}):
                    inner = self._text[here : self._tokens[end].start()]
                    here, place = self._tokens[end].end(), end + 1
                    yield self._shown(name, token[4], inner)
                else:
                    yield self._shown(name, token[4], "")
        yield self._text[here:]

    def _is_one(self, token: re.Match, name: str) -> bool:
        return name in KNOWN or name in self._closed or "=" in token[4] or bool(token[5])

    def _end(self, name: str, place: int) -> int | None:
        """Where this one is closed: within the next tokens, so that a thousand that never close cost nothing."""
        nearby = range(place, min(place + 20, len(self._tokens)))
        return next((i for i in nearby if self._tokens[i][2] and self._tokens[i][3].lower() == name), None)

    def _shown(self, name: str, written: str, inner: str) -> str:
        said = {key.lower(): unescape(a or b or c) for key, a, b, c in ATTRIBUTE.findall(written)}
        if name in {"caption", "wp_caption"} and inner:
            return _figure(said, inner)
        if name in LISTINGS and inner:
            return f"<pre>{escape(unescape(inner), quote=False)}</pre>"
        if name == "gallery":
            return self._shown_gallery(said)
        if name in FILMS:
            found = ADDRESS.search(inner) or ADDRESS.search(unescape(written))
            if found:
                return embedded(found[0])
        self._notes.append(Note("shortcode left out, the words in it kept", f"[{name}]"))
        return ""

    def _shown_gallery(self, said: dict[str, str]) -> str:
        shown = self._gallery(re.findall(r"\d+", said.get("ids") or said.get("include") or "")[:200])
        if not shown:
            self._notes.append(Note("gallery that names no pictures left out"))
        return shown


def _figure(said: dict[str, str], inner: str) -> str:
    """[caption]'s picture with the words after it, or those of its attribute, as its caption."""
    picture = PICTURE.search(inner)
    if not picture:
        return inner
    words = (inner[: picture.start()] + inner[picture.end() :]).strip() or escape(said.get("caption", ""))
    return f"<figure>{picture[0]}<figcaption>{words}</figcaption></figure>" if words else picture[0]


def embedded(address: str) -> str:
    """What WordPress shows for an address on a line of its own: the film, or a link."""
    address = escape(unescape(address))
    if film_address(unescape(address)):
        return f'<iframe src="{address}"></iframe>'
    return f'<p><a href="{address}">{address}</a></p>'
