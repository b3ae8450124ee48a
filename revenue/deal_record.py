"""What a deal's amount was made of: each touch with its credit by each model."""

from collections import defaultdict
from dataclasses import dataclass

from revenue.crediting import CREDITED
from revenue.models import Crediting, Deal

#: How the models are called on screens.
MODEL_NAMES = {
    "first": "First",
    "last": "Last",
    "linear": "Linear",
    "u": "U",
    "w": "W",
    "full-path": "Full path",
    "time-decay-7d": "Decay 7 d",
}
#: What a column says, for whoever has not met the model before. The weights are those of `attribution.MODELS`.
MODEL_MEANINGS = {
    "first": "Everything to the first touch.",
    "last": "Everything to the last touch before the closing.",
    "linear": "Every touch the same.",
    "u": "40% to the first touch, 40% to the one at which we learnt who they are, 20% to the others together.",
    "w": "30% each to the first touch, to the one at which we learnt who they are and to the last one before the deal "
    "was opened; 10% to the others together.",
    "full-path": "As W, with the last touch before the closing: 22.5% to each of the four, 10% to the others together.",
    "time-decay-7d": "A touch counts half for each seven days that it lies before the last one.",
}
#: What fits beside a lead's touches.
ON_THE_LEAD_RECORD = ["first", "last", "linear", "u"]


@dataclass(frozen=True)
class CreditLine:
    """One touch with its cents by model; no touch, but an asset, for a reader who was erased; neither for what nothing
    of ours was read before.
    """

    touch: object | None
    asset: object | None
    lead: object | None
    cents: list[int]


@dataclass(frozen=True)
class CreditTable:
    deal: Deal
    crediting: Crediting
    models: list[str]
    lines: list[CreditLine]
    totals: list[int]

    @property
    def model_names(self) -> list[str]:
        return [MODEL_NAMES[model] for model in self.models]

    @property
    def model_meanings(self) -> list[tuple[str, str]]:
        return [(MODEL_NAMES[model], MODEL_MEANINGS[model]) for model in self.models]


def credit_tables(deals: list[Deal], models: list[str] = CREDITED) -> dict[int, CreditTable]:
    """The current credits of each deal that has any, in two queries and those of the prefetches."""
    current = Crediting.objects.filter(deal__in=deals, current=True).prefetch_related(
        "credits__asset", "credits__touch__visitor__identification__lead"
    )
    by_pk = {deal.pk: deal for deal in deals}
    return {crediting.deal_id: _table(by_pk[crediting.deal_id], crediting, models) for crediting in current}


def _table(deal: Deal, crediting: Crediting, models: list[str]) -> CreditTable:
    lines = [*_of_touches(crediting, models), *_of_the_erased(crediting, models)]
    totals = [sum(line.cents[i] for line in lines) for i in range(len(models))]
    return CreditTable(deal, crediting, models, lines, totals)


def _of_touches(crediting: Crediting, models: list[str]) -> list[CreditLine]:
    """In the order of reading; one line without a touch for a deal that nothing of ours was read before."""
    tracked = [credit for credit in crediting.credits.all() if credit.touch_id or not credit.asset_id]
    touches = {credit.touch_id: (credit.touch, credit.asset) for credit in tracked}
    cents = {(credit.touch_id, credit.model): credit.cents for credit in tracked}
    return [
        CreditLine(touch, asset, _reader(touch), [cents.get((pk, model), 0) for model in models])
        for pk, (touch, asset) in sorted(touches.items(), key=lambda item: (item[1][0].at, item[0]) if item[0] else ())
    ]


def _of_the_erased(crediting: Crediting, models: list[str]) -> list[CreditLine]:
    """One line an asset: which of its touches was whose, and when, is no longer known."""
    assets, cents = {}, defaultdict(int)
    for credit in crediting.credits.all():
        if credit.touch_id is None and credit.asset_id:
            assets[credit.asset_id] = credit.asset
            cents[credit.asset_id, credit.model] += credit.cents
    return [
        CreditLine(None, asset, None, [cents[pk, model] for model in models])
        for pk, asset in sorted(assets.items(), key=lambda item: (item[1].title, item[0]))
    ]


def _reader(touch):
    said = getattr(touch.visitor, "identification", None) if touch else None
    return said and said.lead
