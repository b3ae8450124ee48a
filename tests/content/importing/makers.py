"""Small folders to import, as somebody's archive would hold them."""

from pathlib import Path

from PIL import Image

from content.importing.mapping import Mapping
from content.importing.run import import_from
from content.models import AssetPage
from tests.factories import NOON

PLACED = "pillar: practical\nstage: interest\n"


def write_piece(folder: Path, name: str = "a-piece.md", *, body: str = "Words.", front: str = "", placed: str = PLACED):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"---\ntitle: {Path(name).stem.replace('-', ' ')}\n{placed.strip()}\n{front}\n---\n{body}\n", encoding="utf-8"
    )
    return path


def write_picture(folder: Path, name: str = "a.png", *, size=(4, 3), colour="red"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)
    return path


def take(folder: Path, *, at=NOON, **options):
    """Imports a folder with a mapping given in words."""
    mapping = options.pop("mapping", {})
    return import_from(folder, mapping=Mapping.model_validate(mapping), at=at, **options)


def only_asset() -> AssetPage:
    return AssetPage.objects.get()


def body_after_import(folder: Path, body: str, **options) -> list[tuple[str, object]]:
    write_piece(folder, body=body)
    take(folder, **options)
    return [(block["type"], block["value"]) for block in only_asset().body.raw_data]


def reasons(report) -> dict[str, str]:
    return {item.source.partition("/")[2]: item.reason for item in report.left_out}


def kinds(report) -> set[str]:
    return {note.kind for _, note in report.notes}
