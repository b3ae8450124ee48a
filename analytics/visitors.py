"""Which visitor a browser is: only a value that we signed for this purpose says so, and only within its life."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from analytics.models import Visitor
from analytics.visitor_cookie import LIFE, VISITOR_COOKIE, signer, visitor_in

CONSENT_COOKIE = "ts_consent"  # says only "yes", for the page's own script to read


def visitor_key_of(request: HttpRequest) -> UUID | None:
    """Asks no database, so it does not know of a withdrawal."""
    return visitor_in(request.COOKIES.get(VISITOR_COOKIE), at=timezone.now())


def visitor_of(request: HttpRequest) -> Visitor | None:
    key = visitor_key_of(request)
    return key and Visitor.objects.filter(key=key, withdrawn_at=None).first()


def give_cookie(response: HttpResponse, visitor: Visitor, *, secure: bool) -> None:
    shared = {"max_age": LIFE, "secure": secure, "samesite": "Lax"}
    response.set_cookie(VISITOR_COOKIE, signer.sign(str(visitor.key)), httponly=True, **shared)
    response.set_cookie(CONSENT_COOKIE, "yes", **shared)


def remove_cookies(response: HttpResponse) -> None:
    response.delete_cookie(VISITOR_COOKIE, samesite="Lax")
    response.delete_cookie(CONSENT_COOKIE, samesite="Lax")
