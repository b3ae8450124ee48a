from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils import timezone
from django.views.generic import TemplateView

from content.asset_text import plain_text
from content.passages import passages
from library.desk import LibraryDeskMixin
from library.finding.searching import search_assets

PAGE_SIZE = 20


class SearchView(LibraryDeskMixin, TemplateView):
    template_name = "library/finding/search.html"

    def get_context_data(self, **kwargs):
        asked = self.request.GET
        found = search_assets(
            asked.get("q", ""),
            user=self.request.user,
            at=timezone.now(),
            **{name: asked.get(name) or None for name in ("stage", "pillar", "topic", "format")},
        )
        page = Paginator(found, PAGE_SIZE).get_page(asked.get("page"))
        return super().get_context_data(
            **kwargs,
            found=found,
            page=page,
            results=[(asset, _passages(asset, found.words)) for asset in page.object_list],
            address=_address(found),
            pages=page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
            chosen=[(each, _link(found, each.name, None)) for each in found.chosen],
            **{each.name: _linked(found, each) for each in found.filters},
        )


def _passages(asset, words: str) -> list[str]:
    return passages(plain_text(asset), words, summary=asset.summary) if words else [asset.summary]


def _address(found) -> QueryDict:
    """What was understood of the address, for links that change one thing in it."""
    address = QueryDict(mutable=True)
    if found.words:
        address["q"] = found.words
    for each in found.chosen:
        address[each.name] = each.chosen.value
    return address


def _linked(found, each) -> list[tuple]:
    """Each choice with where it leads; following a chosen one drops it."""
    return [(choice, _link(found, each.name, None if choice.chosen else choice.value)) for choice in each.choices]


def _link(found, name: str, value: str | None) -> str:
    address = _address(found)
    address.pop(name, None)
    if value is not None:
        address[name] = value
    return f"?{address.urlencode()}"
