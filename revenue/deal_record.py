"""What a deal's amount was made of: each touch with its credit by each model."""

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
    "u": "40 % to the first touch, 40 % to the one at which we learnt who they are, 20 % to the others together.",
    "w": "30 % each to the first touch, to the one at which we learnt who they are and to the last one before the deal "
    "was opened; 10 % to the others together.",
    "full-path": "As W, with the last touch before the closing: 22.5 % to each of the four, 10 % to the others together.",
    "time-decay-7d": "A touch counts half for each seven days that it lies before the last one.",
}
#: What fits beside a lead's touches.
ON_THE_LEAD_RECORD = ["first", "last", "linear", "u"]


@dataclass(frozen=True)
class CreditLine:
    """One touch with its cents by model; no touch for what nothing of ours was read before."""

    touch: object | None
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
        "credits__touch__asset", "credits__touch__visitor__identification__lead"
    )
    by_pk = {deal.pk: deal for deal in deals}
    return {crediting.deal_id: _table(by_pk[crediting.deal_id], crediting, models) for crediting in current}


def _table(deal: Deal, crediting: Crediting, models: list[str]) -> CreditTable:
    touches: dict[int | None, object] = {}
    cents: dict[tuple[int | None, str], int] = {}
    for credit in crediting.credits.all():
        touches[credit.touch_id] = credit.touch
        cents[credit.touch_id, credit.model] = credit.cents
    lines = [
        CreditLine(touch, _reader(touch), [cents.get((pk, model), 0) for model in models])
        for pk, touch in sorted(touches.items(), key=lambda item: (item[1].at, item[0]) if item[1] else ())
    ]
    totals = [sum(line.cents[i] for line in lines) for i in range(len(models))]
    return CreditTable(deal, crediting, models, lines, totals)


def _reader(touch):
    said = getattr(touch.visitor, "identification", None) if touch else None
    return said and said.lead
