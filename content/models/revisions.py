"""What a kept revision says, in a house where a stage or an expert of that time may be gone."""

from buying_stages.models import BuyingStage
from content.models.experts import Expert


def without_the_deleted(said: dict, *, stage_now: int | None) -> dict:
    """The revision as it can still be opened: an expert who is gone is left out, for a stage the asset's own stands in.

    Only rows are protected from deletion, and a draft that was not published yet is no row.
    """
    stage, rows = said.get("stage"), said.get("asset_experts", [])
    known = set(Expert.objects.filter(pk__in=[row["expert"] for row in rows]).values_list("pk", flat=True))
    return said | {
        "stage": stage if BuyingStage.objects.filter(pk=stage).exists() else stage_now,
        "asset_experts": [row for row in rows if row["expert"] in known],
    }
