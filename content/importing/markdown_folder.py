"""Reads a folder of Markdown files with YAML front matter: our own library, Jekyll, Eleventy, Hugo and their like."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from content.importing import sales_editions, vocabulary
from content.importing.documents import FolderDocuments
from content.importing.front_matter import split
from content.importing.mapping import Mapping
from content.importing.markdown_file import MarkdownFile
from content.importing.pictures import FolderPictures
from content.importing.piece import LeftOut, Piece, Refused
from content.importing.vocabulary import Vocabulary

SUFFIXES = {".md", ".markdown"}
MOST_BYTES = 1_000_000
EXPORT = "touchstone-export.yaml"


class MarkdownFolder:
    def __init__(self, folder: Path, mapping: Mapping):
        self._folder = folder.resolve()
        self._mapping = mapping
        self._exact = (self._folder / EXPORT).is_file()
        self.name = "touchstone-export" if self._exact else mapping.name or self._folder.name
        self.site = mapping.site.rstrip("/")
        self.vocabulary = vocabulary.load(self._folder) if self._exact else Vocabulary()
        self.sales_editions = self._folder / sales_editions.FOLDER if self._exact else None
        titles = {path: entry.title for path, entry in self.vocabulary.documents.items()}
        self.documents = FolderDocuments(self._folder, titles)
        words = {path: entry.model_dump() for path, entry in self.vocabulary.pictures.items()}
        self.pictures = FolderPictures(self._folder, name=self.name, root=mapping.root, site=self.site, words=words)

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
                is_piece = self._exact or not self._mapping.passes_over(relative)
                if path.suffix.lower() in SUFFIXES and is_piece:
                    yield path

    def _read(self, path: Path, source: str) -> Piece:
        matter, body = split(self._text(path))
        return MarkdownFile(
            matter=matter,
            body=body,
            place=PurePosixPath(path.relative_to(self._folder).as_posix()),
            source=source,
            mapping=self._mapping,
            exact=self._exact,
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
