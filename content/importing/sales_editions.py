"""Sales editions of an export, one YAML file each. One that is here already stays as it is."""

from pathlib import Path
from typing import Annotated

from django.core.files.base import File
from django.db import transaction
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from wagtail.models import Collection

from content.importing import safe_yaml
from content.importing.documents import FolderDocuments
from content.importing.piece import Document, LeftOut, Refused
from content.importing.rich_text import clean
from content.models import AssetDocument, AssetPage, SalesAttachment, SalesEdition
from content.models.sales_editions import COLLECTION

FOLDER = "sales"
TEXTS = ("talking_points", "questions_to_ask", "may_be_shared", "internal_notes")
MOST_BYTES = 1_000_000


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ObjectionEntry(_Said):
    objection: Annotated[str, Field(max_length=200)]
    answer: str = ""


class AttachmentEntry(_Said):
    file: str
    title: Annotated[str, Field(max_length=255)]


class EditionEntry(_Said):
    asset: str
    talking_points: str = ""
    questions_to_ask: str = ""
    may_be_shared: str = ""
    internal_notes: str = ""
    objections: list[ObjectionEntry] = []
    attachments: list[AttachmentEntry] = []
    checked_at: AwareDatetime | None = None
    behind: bool = False


def take_sales_editions(folder: Path, assets: dict[str, AssetPage]) -> list[LeftOut]:
    """Takes each file of the folder, and says what was left out. `assets` are those that came from it, by slug there."""
    left_out = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            _take(path, folder, assets)
        except Refused as refusal:
            left_out.append(LeftOut(f"{FOLDER}/{path.name}", str(refusal)))
    return left_out


def _take(path: Path, folder: Path, assets: dict[str, AssetPage]) -> None:
    said = _read(path)
    asset = assets.get(said.asset)
    if asset is None:
        raise Refused(f"its asset '{said.asset}' did not come in with it")
    if SalesEdition.objects.filter(asset=asset).exists():
        return
    documents = FolderDocuments(folder, {entry.file: entry.title for entry in said.attachments})
    files = [documents.find(entry.file, beside="") for entry in said.attachments]
    with transaction.atomic():
        _write(asset, said, files)


def _read(path: Path) -> EditionEntry:
    if path.stat().st_size > MOST_BYTES:
        raise Refused(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    try:
        return EditionEntry.model_validate(safe_yaml.load(path.read_text(encoding="utf-8")))
    except UnicodeDecodeError as error:
        raise Refused("it is not UTF-8") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise Refused(f"{'.'.join(map(str, first['loc'])) or 'the file'}: {first['msg']}") from error


def _write(asset: AssetPage, said: EditionEntry, files: list[Document]) -> None:
    edition = SalesEdition(
        asset=asset,
        written_for_id=None if said.behind else asset.live_revision_id,
        checked_at=said.checked_at,
        **{name: clean(getattr(said, name)) for name in TEXTS},
    )
    edition.objections = [
        ("objection", {"objection": entry.objection, "answer": clean(entry.answer)}) for entry in said.objections
    ]
    edition.attachments = [
        SalesAttachment(document=_document(file), sort_order=place) for place, file in enumerate(files)
    ]
    edition.save()
    edition.save_revision()


def _document(file: Document) -> AssetDocument:
    row = AssetDocument(title=file.title, file_hash=file.hash, file_size=file.path.stat().st_size)
    row.collection = Collection.objects.filter(name=COLLECTION, view_restrictions__isnull=False).first()
    if row.collection is None:
        raise Refused(f"there is no closed collection “{COLLECTION}” for its attachments; make one and import again")
    with file.path.open("rb") as content:
        row.file.save(file.name, File(content))
    return row
