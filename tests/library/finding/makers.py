from content.holding import Freshness
from library.finding.facts import Fact
from library.models import Rating
from tests.factories import NOON, make_touch, make_user


def make_fact(pk=1, *, days_old=0, freshness=Freshness.CURRENT, stage=1, industries=(None,)):
    keys = ((stage,), ("practical",), (), (), industries, ("article",), (freshness.value,), (1,))
    return Fact(pk, NOON, days_old, freshness, keys)


def read_by(asset, *, thoroughly=0, otherwise=0):
    for number in range(thoroughly + otherwise):
        make_touch(asset=asset, thorough=number < thoroughly, depth=0.9 if number < thoroughly else 0.1)


def rated(asset, *stars, of="asset"):
    for each in stars:
        Rating.objects.create(asset=asset, of=of, stars=each, by=make_user(), at=NOON)
