from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from content.models import AssetPage


class VisiblePageLinkHandler(PageLinkHandler):
    """Links in text lead only to what the public may see: the address of a draft is not printed."""

    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list[Page | None]:
        pages = super().get_many(attrs_list)
        assets = [page.pk for page in pages if isinstance(page, AssetPage)]
        visible = set(
            AssetPage.objects.filter(pk__in=assets)
            .visible_to(AnonymousUser(), at=timezone.now())
            .values_list("pk", flat=True)
        )
        return [page if page and _may_show(page, visible) else None for page in pages]


def _may_show(page: Page, visible_assets: set[int]) -> bool:
    return page.pk in visible_assets if isinstance(page, AssetPage) else page.live
