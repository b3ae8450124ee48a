"""The address at which a document of an asset is read in its place. It says nothing but which asset and which document,
under our signature: who was shown it stands before no gate, as with the address of the file itself.
"""

from typing import NamedTuple

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from content.models import AssetDocument, AssetPage

_signer = Signer(salt="content.document", sep=".")


class Numbers(NamedTuple):
    asset: int
    document: int


def reading_address(asset_number: int, document: AssetDocument) -> str:
    """Where it can be read, or nothing where it has no pages that we could count."""
    if not document.pages:
        return ""
    return reverse("read_document", args=[_signer.sign(f"{asset_number}-{document.pk}")])


def numbers_in(token: str) -> Numbers | None:
    try:
        asset, _, document = _signer.unsign(token).partition("-")
    except BadSignature:
        return None
    return Numbers(int(asset), int(document))


def documents_of(asset: AssetPage) -> dict[int, AssetDocument]:
    """Those that its live text offers for download."""
    offered = [block.value["document"] for block in asset.body if block.block_type == "download"]
    return {document.pk: document for document in offered if document}
