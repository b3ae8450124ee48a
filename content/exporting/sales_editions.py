"""Sales editions in a folder of their own, which only those get who ask for it: they are never public."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from content.exporting.front_matter import dumped
from content.importing.sales_editions import FOLDER, TEXTS
from content.models import SalesEdition


def sales_files(slugs: Mapping[int, str]) -> Iterator[tuple[str, str, object]]:
    """Path, text and, for an attachment, the file itself."""
    editions = SalesEdition.objects.filter(asset__in=slugs).select_related("asset").order_by("asset__slug")
    for edition in editions.prefetch_related("attachments__document"):
        rows = [row.document for row in edition.attachments.all()]
        paths = [_path(row) for row in rows]
        yield f"{FOLDER}/{slugs[edition.asset_id]}.yaml", dumped(_said(edition, rows, paths)), None
        yield from ((f"{FOLDER}/{path}", "", row.file) for path, row in zip(paths, rows, strict=True))


def _path(row) -> str:
    if not row.file_hash:
        row._set_file_hash()
    return f"files/{row.file_hash[:8]}/{PurePosixPath(row.file.name).name}"


def _said(edition: SalesEdition, rows: list, paths: list[str]) -> dict:
    texts = {name: getattr(edition, name) for name in TEXTS if getattr(edition, name)}
    objections = [dict(block["value"]) for block in edition.objections.raw_data]
    attachments = [{"file": path, "title": row.title} for path, row in zip(paths, rows, strict=True)]
    said = {"asset": edition.asset.slug} | texts | {"objections": objections, "attachments": attachments}
    said["checked_at"] = edition.checked_at
    said["behind"] = edition.is_behind
    return {name: value for name, value in said.items() if value}
