"""The pictures and documents that exported assets show: where each goes, and under which names it is known."""

from pathlib import PurePosixPath

from django.utils.text import slugify

from content.importing.piece import Note
from content.models import AssetDocument, AssetImage
from content.site_facts import closed_collections


class Files:
    """Addresses are made of what is in a file, so that an export of an import of an export is the same."""

    def __init__(self):
        self.pictures: dict[str, AssetImage] = {}
        self.documents: dict[str, AssetDocument] = {}
        self.notes: list[Note] = []
        self._pictures_by_key: dict[int, str] = {}
        self._documents_by_key: dict[int, str] = {}

    def picture(self, key: int | None) -> str:
        """The address of a picture in the export; "" if it is gone."""
        return self._once(key, AssetImage, self._pictures_by_key, self.pictures, _picture_address)

    def document(self, key: int | None) -> str:
        return self._once(key, AssetDocument, self._documents_by_key, self.documents, _document_address)

    def _once(self, key, model, by_key: dict[int, str], kept: dict, address) -> str:
        if key is None:
            return ""
        if key not in by_key:
            row = model.objects.filter(pk=key).first()
            by_key[key] = self._kept(row, kept, address) if row else ""
        return by_key[key]

    def _kept(self, row, kept: dict, address) -> str:
        if isinstance(row, AssetDocument) and row.collection_id in closed_collections():
            # What comes back from an export lies where everybody may open it.
            self.notes.append(Note("file that not everybody may open left out", row.title))
            return ""
        try:
            if not row.file_hash:
                row._set_file_hash()
            path = address(row)
            with row.file.open("rb"):
                kept.setdefault(path, row)
        except OSError:
            self.notes.append(Note("file that is no longer there left out", row.title))
            return ""
        return path

    def picture_entries(self) -> dict[str, dict]:
        return {path: _picture_entry(row) for path, row in sorted(self.pictures.items())}

    def document_entries(self) -> dict[str, dict]:
        return {path: {"title": row.title} for path, row in sorted(self.documents.items())}


def _picture_address(row: AssetImage) -> str:
    suffix = PurePosixPath(row.file.name).suffix.lower()
    return f"pictures/{slugify(row.title)[:50].strip('-') or 'picture'}-{row.file_hash[:8]}{suffix}"


def _document_address(row: AssetDocument) -> str:
    return f"documents/{row.file_hash[:8]}/{PurePosixPath(row.file.name).name}"


def _picture_entry(row: AssetImage) -> dict:
    sides = (row.focal_point_x, row.focal_point_y, row.focal_point_width, row.focal_point_height)
    focal = {"focal_point": list(sides)} if None not in sides else {}
    said = {"title": row.title, "description": row.description, "credit": row.credit}
    return {name: value for name, value in said.items() if value} | focal
