"""The two doors to uploaded files, with the addresses turned away that a disk or a database cannot even be asked for."""

from typing import NoReturn

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Pictures as pages show them, and nothing else of the media folder: originals and documents are not served here."""
    try:
        return serve(request, path, document_root=settings.MEDIA_ROOT / "images")
    except OSError as error:  # a name longer than any file's
        raise Http404("There is no such picture.") from error


def no_such_document(request: HttpRequest) -> NoReturn:
    """A number with more digits than a key can have: reading it as one fails before any document is looked for."""
    raise Http404("There is no document of this number.")
