"""Whose site this is, and where it stands for the world outside: addresses whole, under the one name it is known by."""

from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest

from content.site_facts import site_of


def origin(request: HttpRequest) -> str:
    """Scheme and host without a slash: as the operator named them, or else as this reader reached us."""
    return settings.PUBLIC_ORIGIN or f"{request.scheme}://{request.get_host()}"


def absolute(request: HttpRequest, path: str) -> str:
    return urljoin(origin(request) + "/", path)


def site_name(request: HttpRequest | None) -> str:
    site = site_of(request) if request else None
    return (site and site.site_name) or settings.WAGTAIL_SITE_NAME
