"""A document of an asset, read page by page in its place."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.document_links import documents_of, numbers_in
from content.models import AssetDocument, AssetPage
from content.site_facts import closed_collections


@require_safe
def read_document(request: HttpRequest, token: str) -> HttpResponse:
    """Public where the asset and the file are, as they are now."""
    asset, document = _open_now(token, request)
    response = render(request, "content/document.html", {"page": asset, "document": document})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _open_now(token: str, request: HttpRequest) -> tuple[AssetPage, AssetDocument]:
    numbers = numbers_in(token)
    visible = AssetPage.objects.visible_to(request.user, at=timezone.now())
    asset = numbers and visible.filter(pk=numbers.asset).first()
    document = asset and documents_of(asset).get(numbers.document)
    if not document or document.collection_id in closed_collections() or not document.pages:
        raise Http404("No document is open to this reader at this address now.")
    return asset, document
