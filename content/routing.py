"""From an address to its page in one query, where Wagtail's own way takes two a segment and four for its privacy.

Only what is open to everybody is found here. A private page, a draft, a page type that reads addresses its own way and
everything unknown go Wagtail's way, which answers for them as ever.
"""

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve as serve_wagtails_way

from content.freshness import kept, same_for_all
from content.models.open_pages import OpenPage
from content.sections import under_an_alias
from content.site_facts import site_of


@same_for_all
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    if "\0" in path:  # PostgreSQL cannot even be asked for it
        raise Http404("No page has such an address.")
    site = site_of(request)
    page = site and open_page_at(site, path, request)
    if page:
        request._wagtail_route_for_request = RouteResult(page)
    return serve_wagtails_way(request, path)


def open_page_at(site: Site, path: str, request: HttpRequest) -> Page | None:
    found = _where(site.root_page.url_path, "/".join(filter(None, path.split("/"))))
    if found is None:
        return None
    model, key = found
    page = model.open_to(request.user, at=timezone.now()).filter(pk=key).first()
    if page:
        page.was_found_open = True
    return page


@kept
def _where(root: str, path: str) -> tuple[type[OpenPage], int] | None:
    """The type and key of what stands at an address, if it leaves its addresses to us."""
    at_this_address = Page.objects.filter(url_path=f"{root}{path}/" if path else root)
    row = at_this_address.filter(~under_an_alias()).values("pk", "content_type").first()
    model = row and ContentType.objects.get_for_id(row["content_type"]).model_class()
    return (model, row["pk"]) if model and issubclass(model, OpenPage) else None
