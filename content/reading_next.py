"""Where a reader goes from here: the other question on the same topic first."""

from django.db.models import Case, IntegerField, Q, Value, When

from content.querysets import AssetQuerySet, sharing_a_topic


def read_next(asset, among: AssetQuerySet, *, at_most: int = 3) -> AssetQuerySet:
    """The other pillar on a shared topic, then the same stage, then the topic alone; within each the newest."""
    on_topic = sharing_a_topic(asset)
    nearness = Case(
        When(on_topic & ~Q(pillar=asset.pillar), then=Value(0)),
        When(Q(stage__isnull=False, stage=asset.stage_id), then=Value(1)),
        When(on_topic, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    others = among.exclude(pk=asset.pk).alias(nearness=nearness).filter(nearness__lt=3)
    return others.order_by("nearness", "-first_published_at", "-pk")[:at_most]
