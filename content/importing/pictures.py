"""Pictures of an import folder: found inside it only, and looked at before anything decodes or keeps them."""

import re
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha1
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError

import willow
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image, UnidentifiedImageError
from willow.svg import WillowSvgException

from content.importing.piece import Picture, Refused

MOST_PIXELS = 40_000_000
MOST_BYTES = 10_000_000
SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif"}
ACTIVE = {"script", "foreignobject", "iframe", "embed", "object", "handler", "set", "animate"}
REACHES_OUT = re.compile(r"@import|url\(\s*[\"']?(?!#)|javascript:|expression\(", re.IGNORECASE)


class FolderPictures:
    """Addresses that begin with / start from `root`, all others from the folder of the piece, then from `root`.

    `words` are title, description, credit and focal point of pictures by their path in the folder.
    """

    def __init__(
        self, folder: Path, *, name: str, root: str = ".", site: str = "", words: Mapping[str, dict] | None = None
    ):
        self._folder = folder.resolve()
        self._root = (folder / root).resolve()
        self._name = name
        self._site = site
        self._words = words or {}
        self._look_once = cache(self._look)

    def find(self, address: str, *, beside: str) -> Picture:
        path = self._path(address.strip(), beside)
        found = self._look_once(path)
        if isinstance(found, Refused):
            raise found
        return found

    def _path(self, address: str, beside: str) -> Path:
        if self._site and address.startswith(f"{self._site}/"):
            address = address.removeprefix(self._site)
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            raise Refused("it is kept elsewhere")
        name = unquote(parts.path)
        if not name.strip("/") or "\0" in name:
            raise Refused("it has no address")
        starts = [self._root] if name.startswith("/") else [self._folder / beside, self._root]
        candidates = [(start / name.lstrip("/")).resolve() for start in starts]
        inside = [path for path in candidates if path.is_relative_to(self._folder)]
        if not inside:
            raise Refused("its address leads out of the folder")
        try:
            return next((path for path in inside if path.is_file()), inside[0])
        except OSError as error:
            raise Refused("its address is no name of a file") from error

    def _look(self, path: Path) -> Picture | Refused:
        """A refusal is an answer too: one bad picture in a hundred pieces is looked at once."""
        try:
            data = read(path)
            suffix = check(data, path.suffix)
        except Refused as refusal:
            return refusal
        place = path.relative_to(self._folder).as_posix()
        return Picture(
            path=path,
            source_path=f"{self._name}/{place}"[-500:],
            name=path.stem[:60] + suffix,
            hash=sha1(data, usedforsecurity=False).hexdigest(),
            **self._words.get(place, {}),
        )


def read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"it is larger than {MOST_BYTES // 1_000_000} MB")
        return path.read_bytes()
    except OSError as error:
        raise Refused("it is not in the folder") from error


def check(data: bytes, suffix: str) -> str:
    """The suffix that fits what the file really is; Refused for what may not be kept."""
    if suffix.lower() == ".svg" or data.lstrip()[:5].lower() in {b"<?xml", b"<svg "}:
        _check_drawing(data)
        return ".svg"
    try:
        with warnings.catch_warnings():
            # Pillow warns where we refuse: only the header has been read when the size is known.
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=list(SUFFIXES)) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise Refused(f"it is larger than {MOST_PIXELS // 1_000_000} megapixels")
                image.load()
                return SUFFIXES[image.format]
    except Image.DecompressionBombError as error:
        raise Refused(f"it is larger than {MOST_PIXELS // 1_000_000} megapixels") from error
    except UnidentifiedImageError as error:
        raise Refused("it is no picture of a kind that we keep (png, jpg, gif, webp, avif, svg)") from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise Refused("it is damaged") from error


def _check_drawing(data: bytes) -> None:
    try:
        root = fromstring(data, forbid_dtd=True)
        if not _local(root.tag) == "svg":
            raise Refused("it is no SVG drawing")
        for reason in _active_parts(root):
            raise Refused(f"it is an SVG drawing with {reason}")
        willow.Image.open(BytesIO(data)).get_size()
    except (ParseError, DefusedXmlException, WillowSvgException, UnidentifiedImageError, ValueError) as error:
        raise Refused("it is an SVG drawing that cannot be read") from error
    except (RecursionError, willow.image.UnrecognisedImageFormatError) as error:
        raise Refused("it is an SVG drawing that cannot be read") from error


def _active_parts(root: Element) -> Iterator[str]:
    for element in root.iter():
        name = _local(element.tag)
        if name in ACTIVE:
            yield f"<{name}>"
        if name == "style" and REACHES_OUT.search("".join(element.itertext())):
            yield "a style that loads something"
        for key, value in element.attrib.items():
            if _local(key).startswith("on"):
                yield "an event handler"
            if _local(key) == "href" and not value.startswith(("#", "data:image/")):
                yield f"a link ({value[:60]})"
            if REACHES_OUT.search(value):
                yield "something that it loads"


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2].lower()
