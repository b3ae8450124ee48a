from django.utils import timezone
from django.views.generic import DetailView

from content.asset_text import opening, outline
from content.models import AssetPage, SalesEdition
from content.review.agreements import standing
from library.desk import LibraryDeskMixin
from library.sheet.evidence import credited_deals, evidence_for, last_touches

MOST_ROWS = 20
OTHERS_A_PILLAR = 5


class AssetSheetView(LibraryDeskMixin, DetailView):
    """Everything a salesperson asks of one asset before sharing it."""

    template_name = "library/sheet/asset_sheet.html"
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
