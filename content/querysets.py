from datetime import datetime

from django.db.models import Q
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from buying_stages.models import Pillar


class AssetQuerySet(PageQuerySet):
    """The questions that marketers, sales and the public site ask of all assets."""

    def visible_to(self, user, *, at: datetime):
        """The one answer to which assets somebody may see.

        Every page, list, search, feed, export and API asks here: live, not expired, and in no private
        section. Nobody sees drafts or planned pieces through this door, whoever `user` is; when some may
        enter private sections, it is said here and nowhere else.
        """
        return self.live().filter(Q(expire_at=None) | Q(expire_at__gt=at)).public()

    def for_pillar(self, pillar: Pillar):
        return self.filter(pillar=pillar)

    def newest_first(self):
        return self.order_by("-first_published_at", "-pk")

    def with_byline(self):
        """With stage, authors and topics at hand, so that a list of cards asks nothing more a row."""
        return self.select_related("stage", "cover").prefetch_related(
            "asset_experts__expert", "asset_topics__tag", "cover__renditions"
        )


AssetManager = PageManager.from_queryset(AssetQuerySet)
