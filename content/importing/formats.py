"""Which format a file or folder is of, by what is in it, and the reader for it."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from content.importing.encodings import EncodedText
from content.importing.entries import Export, ExportReader
from content.importing.feeds import read_feed
from content.importing.ghost import ghost_data, load_json, read_ghost
from content.importing.mapping import Mapping
from content.importing.markdown_folder import SUFFIXES, MarkdownFolder
from content.importing.medium import is_medium, read_medium
from content.importing.piece import LeftOut, Reader, Refused
from content.importing.uploads import UploadedPictures
from content.importing.wordpress import read_wordpress

DEEPEST_FOLDER = 3
EXPORTS = {".xml", ".rss", ".atom", ".json", ".html", ".htm"}
OPENING_TAG = re.compile(r"<([a-zA-Z][\w:.-]*)")
COMMENT = re.compile(r"<!--.{0,20000}?-->", re.DOTALL)
FEEDS = {"rss", "feed", "rdf"}
PACKED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"7z\xbc\xaf": "7-Zip", b"Rar!": "RAR"}
READABLE = (
    "What can be read: a folder of Markdown, a WordPress export (XML), a Ghost export (JSON), a Medium export (HTML), "
    "an RSS or Atom feed, and a zip of any of these"
)


class Kind(StrEnum):
    AUTO = "auto"
    MARKDOWN = "markdown"
    WORDPRESS = "wordpress"
    GHOST = "ghost"
    MEDIUM = "medium"
    FEED = "feed"


def is_archive(path: Path) -> bool:
    return _start(path).startswith(b"PK\3\4") or _start(path).startswith(b"PK\5\6")


def reader_of_file(path: Path, kind: Kind, mapping: Mapping) -> Reader:
    return _reader(_export(path, kind, mapping), mapping, path.parent, anywhere=False)


def reader_of_folder(folder: Path, kind: Kind, mapping: Mapping, *, name: str) -> Reader:
    """Markdown if there is any, since its sites hold feeds as well; else all exports that lie in it, as one."""
    if kind is Kind.MARKDOWN or (kind is Kind.AUTO and _holds_markdown(folder, mapping)):
        named = mapping if mapping.name else mapping.model_copy(update={"name": name})
        return MarkdownFolder(folder, named)
    found, refused = [], []
    for path in sorted(_files(folder, EXPORTS)):
        try:
            found.append(_export(path, kind, mapping))
        except Refused as refusal:
            refused.append(LeftOut(path.relative_to(folder).as_posix(), str(refusal)))
    if not found:
        raise Refused(refused[0].reason if len(refused) == 1 else f"nothing in it is known. {READABLE}")
    return _reader(_together(found, refused), mapping, folder, anywhere=True)


def _together(exports: list[Export], refused: list[LeftOut]) -> Export:
    """Several files of one site, as WordPress splits them, or of several: then each keeps its name."""
    names = {export.name for export in exports}
    whole = Export(name=names.pop() if len(names) == 1 else "", site=exports[0].site, left_out=refused)
    for export in exports:
        own = "" if whole.name else f"{export.name}/"
        for entry in export.entries:
            whole.take(replace(entry, key=f"{own}{entry.key}"))
        whole.left_out += [replace(item, source=f"{own}{item.source}") for item in export.left_out]
        whole.notes += export.notes
        whole.media += export.media
    return whole


def _reader(export: Export, mapping: Mapping, folder: Path, *, anywhere: bool) -> ExportReader:
    hosts = {urlsplit(address).netloc for address in (export.site, mapping.site, *export.media)}
    root = (folder / mapping.root).resolve()
    place = root if root.is_relative_to(folder.resolve()) else folder
    pictures = UploadedPictures(place, name=mapping.name or export.name, hosts=hosts, anywhere=anywhere)
    return ExportReader(export, mapping, pictures)


def _holds_markdown(folder: Path, mapping: Mapping) -> bool:
    return any(not mapping.passes_over(path.relative_to(folder).as_posix()) for path in _files(folder, SUFFIXES))


def _files(folder: Path, suffixes: set[str]) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, followlinks=False):
        if len(Path(place).relative_to(folder).parts) >= DEEPEST_FOLDER:
            folders.clear()
        folders[:] = [name for name in folders if not name.startswith((".", "_"))]
        yield from (
            Path(place, name) for name in names if Path(name).suffix.lower() in suffixes and not name.startswith(".")
        )


def _export(path: Path, kind: Kind, mapping: Mapping) -> Export:
    try:
        return _read(path, kind if kind is not Kind.AUTO else _kind_of(path), mapping)
    except OSError as error:
        raise Refused(f"it cannot be opened: {error.strerror}") from error


def _read(path: Path, kind: Kind, mapping: Mapping) -> Export:
    match kind:
        case Kind.WORDPRESS:
            return read_wordpress(path, mapping)
        case Kind.FEED:
            return read_feed(path, mapping)
        case Kind.MEDIUM:
            return read_medium(path)
        case Kind.GHOST:
            values = load_json(path)
            data = ghost_data(values)
            if data is None:
                raise Refused(f"it is no Ghost export but {_shape(values)}. {READABLE}")
            return read_ghost(path, data, mapping)
        case _:
            raise Refused("Markdown is imported as a folder; give the folder that the file is in")


def _kind_of(path: Path) -> Kind:
    start = _start(path)
    packed = next((name for magic, name in PACKED.items() if start.startswith(magic)), "")
    if packed:
        raise Refused(f"it is packed with {packed}; unpack it, or pack it as zip")
    if not start.strip():
        raise Refused("it is empty")
    text = _opening_text(path).removeprefix("\ufeff").lstrip()
    if path.suffix.lower() in SUFFIXES:
        return Kind.MARKDOWN
    if text.startswith(("{", "[")):
        return Kind.GHOST
    tag = _root(text)
    if tag in FEEDS:
        return Kind.WORDPRESS if "wordpress.org/export/" in text or "<wp:wxr_version" in text else Kind.FEED
    if is_medium(text):
        return Kind.MEDIUM
    if tag:
        raise Refused(f"it begins with <{tag[:40]}>, which no export does that is known here. {READABLE}")
    raise Refused(f"it is neither XML nor JSON (it begins with {text[:20]!r}). {READABLE}")


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(1024)


def _opening_text(path: Path) -> str:
    return next(EncodedText(path).chunks(), "")


def _root(text: str) -> str:
    """The name of the first element, in small letters."""
    found = OPENING_TAG.search(COMMENT.sub("", text)) if text.startswith("<") else None
    return found[1].lower().rpartition(":")[2] if found else ""


def _shape(values: object) -> str:
    """What a JSON file is, so that its owner recognises it."""
    first = values[0] if isinstance(values, list) and values else values
    if isinstance(first, dict) and isinstance(first.get("content"), dict) and "rendered" in first["content"]:
        return "the answer of a WordPress API (export the site under Tools, Export)"
    if isinstance(first, dict):
        named = ", ".join(str(key)[:30] for key in list(first)[:5])
        return f"JSON with {named or 'nothing'}"
    return f"JSON that holds {type(first).__name__}"
