"""The asset on the other question that stands beside this one."""

from django.db.models import Case, IntegerField, Q, Value, When

from content.querysets import NOT_ON_CARDS, AssetQuerySet, sharing_a_topic


def companion_of(asset, among: AssetQuerySet):
    """One of `among` that answers the other question, or None; `among` is what this reader may see.

    First the editor's own choice, then one whose editor chose this asset, then the newest on a shared topic
    (of the same stage first), then the newest of the same stage. At most two queries.
    """
    on_topic = sharing_a_topic(asset)
    same_stage = Q(stage__isnull=False, stage=asset.stage_id)
    nearness = Case(
        When(pk=asset.companion_id, then=Value(0)),
        When(companion=asset.pk, then=Value(1)),
        When(on_topic & same_stage, then=Value(2)),
        When(on_topic, then=Value(3)),
        When(same_stage, then=Value(4)),
        default=Value(5),
        output_field=IntegerField(),
    )
    others = (
        among.defer(*NOT_ON_CARDS)
        .exclude(pk=asset.pk)
        .exclude(pillar=asset.pillar)
        .alias(nearness=nearness)
        .filter(nearness__lt=5)
    )
    return others.order_by("nearness", "-first_published_at", "-pk").first()
