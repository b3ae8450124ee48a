from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import DetailView, TemplateView

from content.asset_text import opening, outline, plain_text
from content.models import AssetPage, SalesEdition
from content.passages import passages
from content.review.agreements import standing
from library.evidence import credited_deals, evidence_for, last_touches
from library.searching import search_assets

PAGE_SIZE = 20
MOST_ROWS = 20
OTHERS_A_PILLAR = 5


@method_decorator(never_cache, name="dispatch")
class LibraryDeskMixin(PermissionRequiredMixin):
    """Only for those who may use the library: others sign in first, or are told that they may not.

    No cache keeps these pages for somebody else, nor for the back button after signing out.
    """

    permission_required = "library.use_library"


class SearchView(LibraryDeskMixin, TemplateView):
    template_name = "library/search.html"

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


class AssetSheetView(LibraryDeskMixin, DetailView):
    """Everything a salesperson asks of one asset before sharing it."""

    template_name = "library/asset_sheet.html"
    context_object_name = "asset"

    def get_queryset(self):
        return AssetPage.objects.visible_to(self.request.user, at=timezone.now()).with_byline()

    def get_context_data(self, **kwargs):
        asset = self.object
        return super().get_context_data(
            **kwargs,
            personas=asset.personas.all(),
            topics=[row.tag for row in asset.asset_topics.all()],
            experts=asset.asset_experts.all(),
            edition=self._edition(asset),
            agreement=standing(asset),
            headings=outline(asset),
            opening=opening(asset, words=120),
            others=self._others(asset),
            public_link=self.request.build_absolute_uri(asset.get_url(self.request)),
            evidence=evidence_for(asset),
            touches=last_touches(asset, most=MOST_ROWS),
            deals=self._deals(asset),
        )

    def _others(self, asset):
        """Assets for the same stage, newest first, under both pillars: this one's own first."""
        visible = AssetPage.objects.visible_to(self.request.user, at=timezone.now()).exclude(pk=asset.pk)
        same_stage = visible.filter(stage=asset.stage_id).newest_first()
        pillars = [asset.pillar_choice, asset.pillar_choice.opposite]
        return [(pillar, same_stage.for_pillar(pillar)[:OTHERS_A_PILLAR]) for pillar in pillars]

    def _edition(self, asset):
        """What salespeople say about it, for those who may see that."""
        if not self.request.user.has_perm("content.view_salesedition"):
            return None
        editions = SalesEdition.objects.select_related("asset").prefetch_related("attachments__document")
        return editions.filter(asset=asset.pk).first()

    def _deals(self, asset):
        """The deals by name are for those who may see deals."""
        may_see = self.request.user.has_perm("revenue.view_deal")
        return credited_deals(asset, most=MOST_ROWS) if may_see else []
