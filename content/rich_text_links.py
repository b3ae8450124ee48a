from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from content.models import AssetPage
from content.site_facts import closed_collections


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


class OpenDocumentLinkHandler(DocumentLinkHandler):
    """Likewise of documents: the name of a file that is for the house alone is not printed."""

    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list:
        closed = closed_collections()
        return [
            found if found and found.collection_id not in closed else None for found in super().get_many(attrs_list)
        ]
