from datetime import timedelta

from django.core.management import call_command

from revenue.models import Credit, Crediting
from tests.factories import NOON, make_deal


def make_credit(touch, cents, *, model="linear", currency="EUR", current=True, deal=None):
    """A won deal of which one touch is given a share."""
    deal = deal or make_deal(
        opened_at=NOON, closed_at=NOON + timedelta(days=30), outcome="won", amount_cents=cents, currency=currency
    )
    version = deal.creditings.count() + 1
    crediting = Crediting.objects.create(
        deal=deal, version=version, rules="2026-1", facts="f", at=NOON, current=current
    )
    return Credit.objects.create(crediting=crediting, model=model, touch=touch, asset=touch.asset, cents=cents)


def index_all():
    """Experts and topics are stored after their asset, so the index hears of them at its next update."""
    call_command("update_index", verbosity=0)
