"""An import from one end to the other: read everything, place it, build it, write it piece by piece."""

import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from pathlib import Path

from content.importing import mapping as mappings
from content.importing.archives import unpacked
from content.importing.body import body_of
from content.importing.catalogue import Catalogue
from content.importing.formats import Kind, is_archive, reader_of_file, reader_of_folder
from content.importing.links import Links
from content.importing.mapping import Mapping
from content.importing.piece import LeftOut, Note, Piece, Reader, Refused
from content.importing.report import Outcome, Report
from content.importing.sales_editions import take_sales_editions
from content.importing.writing import Ready, Writer
from content.models import AssetPage, ImportedAsset

logger = logging.getLogger(__name__)

SHOWN = re.compile(r"<img\b[^>]*?\bsrc=\"([^\"]*)\"")

Progress = Callable[[int, int], None]


class NothingToImport(Exception):
    """The path itself cannot be imported from; the message says why."""


def import_from(
    path: Path | str,
    *,
    kind: Kind = Kind.AUTO,
    mapping: Mapping | Path | str | None = None,
    dry_run: bool = False,
    at: datetime,
    progress: Progress | None = None,
) -> Report:
    """Imports a file, folder or zip of any format that is known here."""
    path = Path(path)
    mapping = _mapping_for(path, mapping)
    try:
        if path.is_dir():
            reader = reader_of_folder(path, kind, mapping, name=path.resolve().name)
            return run(reader, dry_run=dry_run, at=at, progress=progress)
        if path.is_file() and is_archive(path):
            with unpacked(path) as folder:
                reader = reader_of_folder(folder, kind, mapping, name=path.stem)
                return run(reader, dry_run=dry_run, at=at, progress=progress)
        if path.is_file():
            return run(reader_of_file(path, kind, mapping), dry_run=dry_run, at=at, progress=progress)
    except Refused as refusal:
        raise NothingToImport(f"{path.name}: {refusal}.") from refusal
    raise NothingToImport(f"{path} is no folder and no file.")


def _mapping_for(path: Path, mapping: Mapping | Path | str | None) -> Mapping:
    if isinstance(mapping, Mapping):
        return mapping
    file = Path(mapping) if mapping else mappings.find(path)
    return mappings.load(file) if file else Mapping()


def run(reader: Reader, *, dry_run: bool, at: datetime, progress: Progress | None = None) -> Report:
    catalogue = Catalogue()
    if catalogue.shelf is None:
        raise NothingToImport("There is no Insights page to put assets on. Make one in the CMS and import again.")
    return _Run(reader, catalogue, dry_run=dry_run, at=at, progress=progress or (lambda done, total: None)).report


class _Run:
    def __init__(self, reader: Reader, catalogue: Catalogue, *, dry_run: bool, at: datetime, progress: Progress):
        self.report = Report(dry_run=dry_run)
        self._at = at
        self._catalogue = catalogue
        self._pictures = reader.pictures
        self._documents = getattr(reader, "documents", None)
        self._writer = Writer(catalogue, at)
        self._learn(reader)
        self._open: list[Ready] = []
        pieces = self._read(reader)
        self._links = Links(pieces, site=reader.site, pages=catalogue.pages)
        for done, piece in enumerate(pieces, start=1):
            self._guarded(piece, self._take)
            progress(done, len(pieces))
        for ready in self._open:
            self._guarded(ready.piece, lambda piece, ready=ready: self._close_links(ready))
        self._take_sales_editions(getattr(reader, "sales_editions", None), reader.name)

    def _learn(self, reader: Reader) -> None:
        """What a reader says beside its pieces, before the first of them asks for it."""
        said = getattr(reader, "vocabulary", None)
        if said:
            self._catalogue.learn(said, dry_run=self.report.dry_run)
        if said and not self.report.dry_run:
            self.report.note("experts.yaml", self._writer.hang_portraits(said.experts, reader.pictures))

    def _take_sales_editions(self, folder: Path | None, name: str) -> None:
        if folder is None or self.report.dry_run or not folder.is_dir():
            return
        here = {f"{name}/{path.stem}.md": path.stem for path in folder.glob("*.yaml")}
        rows = ImportedAsset.objects.filter(source__in=here).select_related("asset")
        self.report.left_out += take_sales_editions(folder, {here[row.source]: row.asset for row in rows})

    def _read(self, reader: Reader) -> list[Piece]:
        """Every piece that has its place, oldest first: links mostly point back, to what is there already."""
        pieces = []
        for item in reader.pieces():
            if isinstance(item, Note):
                self.report.note(reader.name, [item])
                continue
            if isinstance(item, Piece) and item.stage:
                try:
                    self._catalogue.stage(item.stage)
                except Refused as refusal:
                    item = LeftOut(item.source, str(refusal))
            if isinstance(item, Piece):
                pieces.append(item)
                self.report.name(item)
            else:
                self.report.left_out.append(item)
        if not pieces and not self.report.left_out:
            raise NothingToImport("There is nothing in it that can be imported: no .md file and no post was found.")
        return sorted(pieces, key=lambda piece: (piece.day or date.min, piece.source))

    def _guarded(self, piece: Piece, work: Callable[[Piece], None]) -> None:
        """One piece that fails is reported, and the next one is taken."""
        try:
            work(piece)
        except Refused as refusal:
            self._leave_out(piece, str(refusal))
        except RecursionError:
            self._leave_out(piece, "it is nested too deep to be read")
        except Exception as error:
            logger.exception("Importing %s failed", piece.source)
            self._leave_out(piece, f"it failed, and the log has the whole of it: {error}"[:500])

    def _leave_out(self, piece: Piece, reason: str) -> None:
        self.report.outcomes.pop(piece.source, None)
        self.report.left_out.append(LeftOut(piece.source, reason, self.report.titles.get(piece.source, "")))

    def _take(self, piece: Piece) -> None:
        row = self._catalogue.imported.get(piece.source)
        checksum = self._checksum(piece)
        if row and row.checksum == checksum:
            self.report.outcomes[piece.source] = Outcome.UNCHANGED
        elif row and _was_edited_here(row):
            self.report.outcomes[piece.source] = Outcome.KEPT
        else:
            self._put(self._ready(piece, checksum), row)

    def _put(self, ready: Ready, row: ImportedAsset | None) -> None:
        piece = ready.piece
        notes = [*piece.notes, *ready.body.notes]
        unknown = self._catalogue.personas(piece.personas)[1]
        if piece.day is None and not (piece.is_draft(self._at) or piece.go_live_at):
            notes.append(Note("no date, so it counts as published on the day of the import"))
        notes += [Note("persona that is not known here left out", slug) for slug in unknown]
        strange = self._catalogue.industries(piece.industries)[1]
        notes += [Note("industry that is not known here left out", slug) for slug in strange]
        if not self.report.dry_run:
            notes += self._writer.update(row, ready) if row else self._writer.create(ready)
            if self._writer.missing:
                self._open.append(ready)
        self.report.outcomes[piece.source] = Outcome.UPDATED if row else Outcome.CREATED
        self.report.note(piece.source, notes)

    def _close_links(self, ready: Ready) -> None:
        """Once more for the few that link forward, now that every page has its key."""
        row = self._catalogue.imported[ready.piece.source]
        self._writer.update(row, ready)
        missing = self._writer.missing
        if missing:
            row.checksum = ready.checksum
            row.save(update_fields=["checksum"])
        self.report.note(ready.piece.source, [Note("link to a piece that was left out is text", s) for s in missing])

    def _ready(self, piece: Piece, checksum: str) -> Ready:
        body = body_of(piece, links=self._links, pictures=self._pictures, documents=self._documents)
        cover = None
        if piece.cover:
            try:
                cover = self._pictures.find(piece.cover.address, beside=piece.folder)
            except Refused as refusal:
                body.notes.append(Note(f"cover left out: {refusal}", piece.cover.address))
        return Ready(piece=piece, body=body, cover=cover, checksum=checksum)

    def _checksum(self, piece: Piece) -> str:
        """Of all that makes the asset: what its file and the mapping say, where its links lead by now, its pictures."""
        shown = [self._hash(address, piece) for address in SHOWN.findall(piece.html)]
        shown += [self._hash(piece.cover.address, piece)] if piece.cover else []
        made_of = (replace(piece, notes=()), piece.is_draft(self._at), self._links.pieces_in(piece), shown)
        return hashlib.sha256(repr(made_of).encode()).hexdigest()

    def _hash(self, address: str, piece: Piece) -> str:
        try:
            return self._pictures.find(unescape(address), beside=piece.folder).hash
        except Refused as refusal:
            return str(refusal)


def _was_edited_here(row: ImportedAsset) -> bool:
    """Asked when its turn comes, since a long import runs beside the work of editors."""
    return AssetPage.objects.values_list("latest_revision_id", flat=True).get(pk=row.asset_id) != row.revision_id
