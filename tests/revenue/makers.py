"""Sales with a history behind them."""

from tests.factories import NOON, make_account, make_deal
from tests.leads.makers import DAY, make_reader


def make_sale(
    name="Network redesign", *, days=(0, 5, 12, 30, 40, 60), known_day=12.2, opened_day=40.5, won_day=61, **fields
):
    """A deal won from one reader; by default the golden case of docs/reference/attribution.md."""
    fields.setdefault("account", make_account(f"Account of {name}"))
    assets = fields.pop("assets", None)
    make_reader(
        f"reader-{name.lower().replace(' ', '-')}@x.example",
        days=days,
        known_day=known_day,
        account=fields["account"],
        assets=assets,
    )
    return make_deal(name, opened_at=NOON + DAY * opened_day, closed_at=NOON + DAY * won_day, outcome="won", **fields)
