from uuid import uuid4

from analytics.machines.quarantine import hold
from analytics.models import PageView
from analytics.reasons import Machine
from analytics.rollups.adding import apply
from analytics.rollups.facts import facts_of
from tests.factories import NOON, make_touch

WHY = (Machine.SCANNER, "3 different links of one mail were opened within 10 s.")


def make_counted(*args, **fields):
    """A touch that stands in the daily numbers, as the loader leaves it."""
    touch = make_touch(*args, **fields)
    apply((None, fact) for fact in facts_of([touch.pk]).values())
    return touch


def make_held(*args, why=WHY, held_at=NOON, **fields):
    touch = make_counted(*args, **fields)
    hold({touch.pk: why}, at=held_at)
    touch.refresh_from_db()
    return touch


def make_view(touch, *, mail="", heard=None, **fields):
    heard = heard or touch.at
    return PageView.objects.create(
        id=uuid4(),
        touch=touch,
        last_seq=0,
        active_ms=0,
        depth=0,
        heard_from=heard,
        heard_until=heard,
        mail=mail,
        **fields,
    )
