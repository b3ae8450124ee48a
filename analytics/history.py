"""What was read or asked for stays on record: an asset that such rows stand on is unpublished, not deleted."""

from collections.abc import Iterable

from django.db.models import Model, Q
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page


def keep_pages_with(rows: type[Model], *, readers: str) -> None:
    """Refuse in the CMS to delete pages that rows of a model stand on, one by one and in bulk.

    `rows` has an `asset`; `readers` says what people did there, such as `have read`.
    """

    def refusal(pages: Iterable[Page]) -> str:
        titles = _titles(rows, pages)
        return _in_words(titles, readers) if titles else ""

    @hooks.register("before_delete_page")
    def keep_page(request, page):
        if not (words := refusal([page])):
            return None
        messages.error(request, words)
        return redirect("wagtailadmin_explore", page.get_parent().pk)

    @hooks.register("before_bulk_action")
    def keep_pages(request, action_type, objects, action):
        if action_type != "delete" or not issubclass(action.model, Page) or not (words := refusal(objects)):
            return None
        messages.error(request, words)
        return redirect(action.next_url)


def _titles(rows: type[Model], pages: Iterable[Page]) -> list[str]:
    """Of the assets that such rows stand on, among these pages and all below them."""
    below = Q()
    for page in pages:
        below |= Q(asset__path__startswith=page.path)
    return sorted(set(rows.objects.filter(below).values_list("asset__title", flat=True))) if below else []


def _in_words(titles: list[str], readers: str) -> str:
    named = ", ".join(f"“{title}”" for title in titles[:3])
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    return f"Nothing was deleted: readers {readers} {named}{more}. Unpublish instead; the history is kept."
