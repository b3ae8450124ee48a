"""What was read stays on record: an asset with touches is unpublished, not deleted."""

from collections.abc import Iterable

from django.db.models import Q
from wagtail.models import Page

from analytics.models import Touch


def read_titles(pages: Iterable[Page]) -> list[str]:
    """The titles of the assets with touches among these pages and all below them."""
    below = Q()
    for page in pages:
        below |= Q(asset__path__startswith=page.path)
    if not below:
        return []
    return sorted(set(Touch.objects.filter(below).values_list("asset__title", flat=True)))


def why_not_deleted(titles: list[str]) -> str:
    named = ", ".join(f"“{title}”" for title in titles[:3])
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    return f"Nothing was deleted: readers have read {named}{more}. Unpublish instead; the history is kept."
