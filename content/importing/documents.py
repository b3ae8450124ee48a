"""Documents of an import folder: those that its documents.yaml names, and no other file that lies about."""

import posixpath
from collections.abc import Mapping
from functools import cache
from hashlib import sha1
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings

from content.importing.piece import Document, Refused

MOST_BYTES = 100_000_000
A_PIECE = 1 << 20


class NoDocuments:
    """For what brings none."""

    def find(self, address: str, *, beside: str) -> None:
        return None


class FolderDocuments:
    """`titles` says which files are documents: their paths from the folder, each with its title."""

    def __init__(self, folder: Path, titles: Mapping[str, str]):
        self._folder = folder.resolve()
        self._titles = titles
        self._look_once = cache(self._look)

    def find(self, address: str, *, beside: str) -> Document | None:
        path = posixpath.normpath(posixpath.join(beside, unquote(address)))
        return self._look_once(path) if path in self._titles else None

    def _look(self, address: str) -> Document:
        path = (self._folder / address).resolve()
        if not path.is_relative_to(self._folder) or not path.is_file():
            raise Refused("it is not in the folder")
        if path.suffix.lower().lstrip(".") not in settings.WAGTAILDOCS_EXTENSIONS:
            raise Refused(f"documents may not end in {path.suffix or 'nothing'}")
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"it is larger than {MOST_BYTES // 1_000_000} MB")
        return Document(
            path=path, address=address, name=path.name, title=self._titles[address][:255], hash=_hash_of(path)
        )


def _hash_of(path: Path) -> str:
    digest = sha1(usedforsecurity=False)
    with path.open("rb") as file:
        while part := file.read(A_PIECE):
            digest.update(part)
    return digest.hexdigest()
