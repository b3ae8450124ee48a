from datetime import datetime

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from buying_stages.models import Pillar
from content.sections import in_private_section

NOT_ON_CARDS = (
    *("body", "placement_reason", "gate_reason", "call_to_action_reason", "canonical_url", "search_description"),
    *("catalyst", "evidence", "trend", "meaning", "what_to_do", "change_level", "seo_title", "draft_title"),
    *("locked_at", "locked_by", "latest_revision", "latest_revision_created_at", "live_revision", "owner"),
)


class AssetQuerySet(PageQuerySet):
    """The questions that marketers, sales and the public site ask of all assets."""

    def visible_to(self, user, *, at: datetime):
        """The one answer to which assets somebody may see.

        Every page, list, search, feed, export and API asks here: live, not expired, and in no private
        section. Nobody sees drafts or planned pieces through this door, whoever `user` is; when some may
        enter private sections, it is said here and nowhere else.
        """
        return self._published(at).public()

    def open_to(self, user, *, at: datetime):
        """`visible_to` in the words of the database: no query of its own for what is private, but no search either."""
        return self._published(at).filter(~in_private_section())

    def _published(self, at: datetime):
        return self.live().filter(Q(expire_at=None) | Q(expire_at__gt=at))

    def in_live_coverage(self, at: datetime):
        """What counts as covering its place on the map: published, not expired, and not past its relevance date."""
        day = timezone.localdate(at)
        return self._published(at).filter(Q(relevant_until=None) | Q(relevant_until__gte=day))

    def under_agreement(self, at: datetime):
        """Those whose place marketing and sales had both signed for by then, and that still stood there."""
        stands = Q(
            stage_agreements__ended_at=None,
            stage_agreements__stage=F("stage"),
            stage_agreements__pillar=F("pillar"),
        )
        return self.filter(
            stands | Q(stage_agreements__ended_at__gt=at),
            stage_agreements__marketing_at__lte=at,
            stage_agreements__sales_at__lte=at,
            stage_agreements__effective_from__lte=timezone.localdate(at),
        )

    def for_pillar(self, pillar: Pillar):
        return self.filter(pillar=pillar)

    def newest_first(self):
        return self.order_by("-first_published_at", "-pk")

    def with_byline(self):
        """With stage, authors and topics at hand, so that a list of cards asks nothing more a row."""
        return self.select_related("stage", "cover").prefetch_related(*self.byline())

    def as_cards(self):
        """What a list shows of each, and its text left where it is: reading that costs more than all the rest."""
        return self.with_byline().defer(*NOT_ON_CARDS)

    def byline(self) -> list[str | Prefetch]:
        """What a card shows of other tables: two queries, and one more where there are covers."""
        parts, topics = (self.model._meta.get_field(name).related_model for name in ("asset_experts", "asset_topics"))
        return [
            Prefetch("asset_experts", parts.objects.select_related("expert__photo")),
            Prefetch("asset_topics", topics.objects.select_related("tag")),
            "cover__renditions",
        ]


class ExpertQuerySet(QuerySet):
    def behind(self, assets: AssetQuerySet):
        """Those with a part in one of these, whichever it is, and in how many as `assets`."""
        of_them = self.filter(asset_experts__asset__in=assets.order_by().values("pk"))
        return of_them.annotate(assets=Count("asset_experts__asset", distinct=True)).order_by("name")


class TopicQuerySet(QuerySet):
    def of(self, assets: AssetQuerySet):
        """Those that one of these is on, and how many are as `assets`."""
        of_them = self.filter(asset_topics__content_object__in=assets.order_by().values("pk"))
        return of_them.annotate(assets=Count("asset_topics__content_object", distinct=True)).order_by("name")


AssetManager = PageManager.from_queryset(AssetQuerySet)
