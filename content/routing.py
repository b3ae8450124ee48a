"""From an address to its page in one query, where Wagtail's own way takes two a segment and four for its privacy.

Only what is open to everybody is found here. A private page, a draft, a page type that reads addresses its own way and
everything unknown go Wagtail's way, which answers for them as ever.
"""

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve as serve_wagtails_way

from content.freshness import keeping, kept, same_for_all
from content.models import AssetPage
from content.models.open_pages import OpenPage
from content.sections import under_an_alias
from content.site_facts import site_of

# Pages are kept whole with their text, so few; those made ready are kept by config/page_cache.py.
PAGES_AT_HAND = 100


@same_for_all
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    if "\0" in path:  # PostgreSQL cannot even be asked for it
        raise Http404("No page has such an address.")
    site = site_of(request)
    page = site and open_page_at(site, path)
    if page:
        request._wagtail_route_for_request = RouteResult(page)
    return serve_wagtails_way(request, path)


def open_page_at(site: Site, path: str) -> Page | None:
    found = _where(site.root_page.url_path, "/".join(filter(None, path.split("/"))))
    return _open_page(*found) if found else None


@keeping(PAGES_AT_HAND)
def _open_page(model: type[OpenPage], key: int) -> Page | None:
    """Shared by all requests that ask for it: read it, never change it."""
    page = model.open_to(AnonymousUser(), at=timezone.now()).filter(pk=key).first()
    if page:
        page.was_found_open = True
    return page


@kept
def _where(root: str, path: str) -> tuple[type[OpenPage], int] | None:
    """The type and key of what stands at an address, if it leaves its addresses to us."""
    url_path = f"{root}{path}/" if path else root
    if url_path in _assets():
        return AssetPage, _assets()[url_path]
    at_this_address = Page.objects.filter(url_path=url_path)
    row = at_this_address.filter(~under_an_alias()).values("pk", "content_type").first()
    model = row and ContentType.objects.get_for_id(row["content_type"]).model_class()
    return (model, row["pk"]) if model and issubclass(model, OpenPage) else None


@kept
def _assets() -> dict[str, int]:
    """Where every open asset stands: one question for all of them, since they are what most readers ask for."""
    aliases = tuple(Page.objects.exclude(alias_of=None).values_list("path", flat=True))
    openly = AssetPage.objects.open_to(AnonymousUser(), at=timezone.now())
    rows = openly.values_list("url_path", "pk", "path")
    return {url_path: pk for url_path, pk, path in rows if not path.startswith(aliases)}
