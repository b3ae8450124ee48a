"""The addresses that search engines should know, with when each last changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as django_views
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from content.freshness import same_for_all
from content.machines.origins import absolute, origin
from content.models import AssetPage, Expert, HomePage, InsightsPage, Topic

# Search engines take 50,000 addresses a file.
ADDRESSES_A_FILE = 20_000


@dataclass(frozen=True)
class Place:
    path: str
    changed_at: datetime | None = None


def places(request: HttpRequest) -> list[Place]:
    """The site's own pages first, then topics and experts, then the assets, newest first."""
    visible = AssetPage.objects.visible_to(AnonymousUser(), at=timezone.now())
    assets = [
        # What first appeared elsewhere has its true address there.
        Place(asset.get_url(request), asset.last_published_at)
        for asset in visible.filter(canonical_url="").newest_first().only("url_path", "last_published_at")
    ]
    newest = visible.order_by().aggregate(at=Max("last_published_at"))["at"]
    pages = [*HomePage.objects.live().public(), *InsightsPage.objects.live().public()]
    topics = list(_of(Topic.objects.of(visible), "topic", "asset_topics__content_object"))
    experts = list(_of(Expert.objects.behind(visible), "expert", "asset_experts__asset"))
    return [
        *(Place(page.get_url(request), newest or page.last_published_at) for page in pages),
        *([Place(reverse("topics"), newest), *topics] if topics else []),
        *([Place(reverse("experts"), newest), *experts] if experts else []),
        *assets,
    ]


def _of(things, name: str, to_asset: str) -> Iterator[Place]:
    """Their pages change when one of their assets does."""
    changed = things.annotate(changed_at=Max(f"{to_asset}__last_published_at"))
    for slug, changed_at in changed.values_list("slug", "changed_at"):
        yield Place(reverse(name, args=[slug]), changed_at)


class SiteMap(Sitemap):
    limit = ADDRESSES_A_FILE

    def __init__(self, request: HttpRequest):
        self.request = request
        self.places = places(request)

    def items(self):
        return self.places

    def location(self, place):
        return place.path

    def lastmod(self, place):
        return place.changed_at

    def get_urls(self, page=1, site=None, protocol=None):
        return self._urls(page, *origin(self.request).split("://"))


@same_for_all
@require_safe
@conditional_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """One file, or an index of several once there is more than fits in one."""
    site_map = SiteMap(request)
    if "p" not in request.GET and site_map.paginator.num_pages > 1:
        return _index(request, site_map)
    response = django_views.sitemap(request, {"all": site_map})
    # A page that was taken away makes the newest date older, so only the content itself can tell of a change.
    del response.headers["Last-Modified"]
    return response


def _index(request: HttpRequest, site_map: SiteMap) -> HttpResponse:
    here = absolute(request, request.path)
    files = [{"location": f"{here}?p={number}"} for number in site_map.paginator.page_range]
    return render(request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml")
