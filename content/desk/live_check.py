"""What the desk says of an asset while it is written: what is missing, how long it is, of whom it speaks."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from buying_stages.models import BuyingStage, CallToAction, Pillar
from content.asset_text import SUBFIELDS
from content.desk.self_promotion import Passage, SelfPromotion, examine
from content.readiness import unusual_contact, unusual_gate, unusual_placement, what_is_missing
from content.reading_time import expected_seconds, measure
from content.vehicles import LengthClass

MOST_FINDINGS = 30


@dataclass(frozen=True)
class DeskCheck:
    """An asset as its form has it, looked over."""

    asset: object
    missing: dict[str, str]
    words: int
    figures: int
    promotion: SelfPromotion
    names_are_known: bool

    @property
    def length_class(self) -> LengthClass:
        return LengthClass.of(words=self.words, figures=self.figures)

    @property
    def seconds(self) -> int:
        return expected_seconds(words=self.words, figures=self.figures)

    @property
    def minutes(self) -> int:
        return max(1, round(self.seconds / 60))

    @cached_property
    def objections(self) -> list[str]:
        """None before a stage is chosen: the stage says how much of ourselves its buyers bear."""
        stage = self.asset.stage
        return self.promotion.objections(stage.brand_mentions_limit) if stage else []

    @property
    def share_of_us(self) -> int:
        return round(100 * self.promotion.share_of_us)

    @property
    def findings(self) -> list:
        return self.promotion.findings[:MOST_FINDINGS]

    @property
    def findings_left_out(self) -> int:
        return max(0, len(self.promotion.findings) - MOST_FINDINGS)

    @property
    def count(self) -> int:
        return len(self.missing) + len(self.objections)


def look_over(asset, *, personas: Collection, names: Sequence[str]) -> DeskCheck:
    words, figures = measure(asset.body)
    return DeskCheck(
        asset=asset,
        missing=_required(asset) | what_is_missing(asset, personas=personas),
        words=words,
        figures=figures,
        promotion=examine(passages_of(asset), names),
        names_are_known=bool(names),
    )


def _required(asset) -> dict[str, str]:
    fields = {name: asset._meta.get_field(name) for name in ("pillar", "stage")}
    missing = {name: field.error_messages["blank"] for name, field in fields.items() if not getattr(asset, name)}
    return missing if asset.summary else missing | {"summary": "Say the claim in one or two sentences."}


def passages_of(asset) -> Iterator[Passage]:
    """What readers read, each stretch with the place in the editor that holds it."""
    for name in ("title", "summary", *SUBFIELDS):
        yield Passage(f"id_{name}", getattr(asset, name))
    for block in asset.body:
        text = "\n".join(map(str, block.block.get_searchable_content(block.value)))
        yield Passage(f"block-{block.id}-section", text)


def rules_of(stages: Collection[BuyingStage]) -> dict[str, dict]:
    """What each stage lets pass, in the sentences that the editor reads; told to the page as data."""
    return {
        str(stage.pk): {
            "placement": {pillar.value: unusual_placement(stage, pillar) for pillar in Pillar},
            "gated": {"on": unusual_gate(stage)},
            "call_to_action": {CallToAction.CONTACT.value: unusual_contact(stage)},
        }
        for stage in stages
    }
