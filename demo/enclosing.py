"""The documents that go with assets: a folder of Markdown has no way to say so."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.core.files import File

from content.models import AssetDocument, AssetPage

DOCUMENTS = Path(__file__).with_name("documents")


def enclose(documents: Iterable[Mapping[str, str]]) -> None:
    """Each stands in its asset's body before the first heading."""
    for row in documents:
        asset = AssetPage.objects.get(slug=row["asset"])
        with (DOCUMENTS / row["file"]).open("rb") as file:
            document = AssetDocument(title=row["title"])
            document.file.save(row["file"], File(file))
        document.get_file_size()
        place = next(n for n, block in enumerate(asset.body) if block.block_type == "heading")
        asset.body.insert(place, ("download", {"document": document, "description": row["description"]}))
        asset.save_revision().publish()
