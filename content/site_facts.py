"""What is the same on every public page until something changes: asked for once a version, not once a page.

These rows are shared by all requests of a process. Read them, never change them.
"""

from django.db.models import Q
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Collection, CollectionViewRestriction, Site
from wagtail.models.sites import get_site_for_hostname

from buying_stages.models import BuyingStage
from content.freshness import kept
from content.glances import Glance
from content.models import AssetPage, HomePage, InsightsPage


@kept
def stages() -> list[BuyingStage]:
    """The buyer's road, in order."""
    return list(BuyingStage.objects.all())


@kept
def shelf() -> InsightsPage | None:
    return InsightsPage.objects.live().first()


@kept
def front_door() -> HomePage | None:
    return HomePage.objects.live().first()


@kept
def library() -> dict[int, Glance]:
    """Every asset that everybody may see, by its key."""
    return {asset.pk: asset for asset in AssetPage.open_library()}


@kept
def closed_collections() -> frozenset[int]:
    """Keys of those whose files not everybody may open, such as what salespeople take along."""
    closed = Q(pk__in=[])
    for path in CollectionViewRestriction.objects.values_list("collection__path", flat=True):
        closed |= Q(path__startswith=path)
    return frozenset(Collection.objects.filter(closed).values_list("pk", flat=True))


def site_of(request: HttpRequest) -> Site | None:
    """Wagtail's own answer, put where Wagtail looks for it. Several sites may share one house: it goes by host."""
    if not hasattr(request, "_wagtail_site"):
        host = split_domain_port(request._get_raw_host())[0]  # as Wagtail reads it
        request._wagtail_site = _site(host, request.get_port())
    return request._wagtail_site


@kept
def _site(host: str, port: str) -> Site | None:
    try:
        return get_site_for_hostname(host, port)
    except Site.DoesNotExist:
        return None
