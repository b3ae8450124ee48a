from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from content.apparatus import gist
from content.asset_text import outline
from content.glances import glance_of
from content.holding import freshness_now
from content.models import AssetPage, SalesEdition
from content.outline import opening
from library.desk import SEES_EDITIONS, LibraryDeskMixin
from library.models.voices import Of
from library.sharing.outcomes import outcomes_of
from library.sharing.sent import shares_of
from library.sheet.evidence import MODEL, evidence_for, reads_a_week
from library.sheet.rows import MaySee, What, rows_of
from library.sheet.standing import keeper_of, standing_of, versions_of
from library.voices.forms import STARS, TipForm
from library.voices.ratings import ratings_of
from library.voices.tips import tips_on

OTHERS_A_PILLAR = 5
WORDS_SHOWN = 180
ROWS_A_PAGE = 50
USES_SHOWN = 4


class AssetSheetView(LibraryDeskMixin, DetailView):
    """Everything a salesperson asks of one asset before sharing it."""

    template_name = "library/sheet/asset_sheet.html"
    context_object_name = "asset"

    def get_queryset(self):
        assets = AssetPage.objects.visible_to(self.request.user, at=timezone.now())
        return assets.with_byline().select_related("stage", "cover", "owner")

    def get_context_data(self, **kwargs):
        asset, at = self.object, timezone.now()
        versions, published = versions_of(asset)
        return super().get_context_data(
            **kwargs,
            personas=asset.personas.all(),
            industries=asset.industries.all(),
            topics=[row.tag for row in asset.asset_topics.all()],
            experts=asset.asset_experts.all(),
            standing=standing_of(asset),
            gist=gist(asset),
            headings=outline(asset),
            opening=opening(asset.body, words=WORDS_SHOWN),
            companion=AssetPage.beside(glance_of(asset))[0],
            others=self._others(asset, at),
            public_link=self.request.build_absolute_uri(asset.get_url(self.request)),
            evidence=evidence_for(asset),
            chart=reads_a_week(asset, at=at),
            freshness=freshness_now(asset, today=timezone.localdate(at)),
            keeper=keeper_of(asset),
            versions=versions,
            published=published,
            may_edit=asset.permissions_for_user(self.request.user).can_edit(),
            **self._voices(asset),
        )

    def _voices(self, asset) -> dict:
        """The edition, and what salespeople say of both; for those who may see editions."""
        user = self.request.user
        may_see = user.has_perm(SEES_EDITIONS)
        editions = SalesEdition.objects.select_related("asset").prefetch_related("attachments__document")
        edition = editions.filter(asset=asset.pk).first() if may_see else None
        ratings = ratings_of(asset, reader=user)
        return {
            "edition": edition,
            "tips": tips_on(asset, reader=user, editions=may_see),
            "ratings": [ratings[of] for of in Of if of is Of.ASSET or edition],
            "rating": ratings[Of.ASSET],
            "stars": STARS,
            "uses": shares_of(asset, most=USES_SHOWN),
            "tip_form": TipForm(has_edition=edition is not None),
        }

    def _others(self, asset, at):
        """Assets for the same stage, newest first, under both pillars: this one's own first."""
        visible = AssetPage.objects.visible_to(self.request.user, at=at).exclude(pk=asset.pk)
        same_stage = visible.filter(stage=asset.stage_id).newest_first()
        pillars = [asset.pillar_choice, asset.pillar_choice.opposite]
        return [(pillar, same_stage.for_pillar(pillar)[:OTHERS_A_PILLAR]) for pillar in pillars]


class EvidenceView(LibraryDeskMixin, TemplateView):
    """The rows behind one number of a sheet."""

    def get_template_names(self):
        return [self.what.template]

    def get_context_data(self, pk, what, **kwargs):
        asset = get_object_or_404(AssetPage.objects.visible_to(self.request.user, at=timezone.now()), pk=pk)
        self.what = self._asked(what)
        rows = rows_of(self.what, asset, self.may_see)
        page = Paginator(rows, ROWS_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            **kwargs,
            asset=asset,
            what=self.what,
            page=page,
            outcomes=outcomes_of(page.object_list) if self.what is What.SHARES else [],
            may_see=self.may_see,
            model=MODEL,
        )

    @property
    def may_see(self) -> MaySee:
        may = self.request.user.has_perm
        return MaySee(leads=may("leads.view_lead"), deals=may("revenue.view_deal"), editions=may(SEES_EDITIONS))

    def _asked(self, what: str) -> What:
        try:
            asked = What(what)
        except ValueError as unknown:
            raise Http404(f"There are no rows called {what[:40]}.") from unknown
        if asked is What.DEALS and not self.may_see.deals:
            raise PermissionDenied
        return asked
