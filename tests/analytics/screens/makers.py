from uuid import uuid4

from analytics.models import Deed, PageView
from analytics.rollups.recounting import months_to_count, recount
from tests.factories import NOON, make_touch


def make_view(touch, **fields):
    defaults = {"last_seq": 3, "active_ms": touch.active_ms, "depth": touch.depth}
    heard = {"heard_from": touch.at, "heard_until": touch.last_at}
    return PageView.objects.create(pk=uuid4(), touch=touch, **defaults | heard | fields)


def make_deed(touch, kind=Deed.Kind.DOWNLOAD, *, target=None):
    return Deed.objects.create(page_view=make_view(touch), seq=1, kind=kind, target=target, at=touch.at)


def count_all():
    """The numbers, made from the touches as they are."""
    for _ in recount(months_to_count()):
        pass


def make_read(asset, n, *, at=NOON, thorough=0, **fields):
    """So many touches of an asset, each by another visitor; the first few thorough."""
    return [make_touch(asset=asset, at=at, thorough=number < thorough, **fields) for number in range(n)]
