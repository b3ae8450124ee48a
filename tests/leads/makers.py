"""What the tests of leads and of revenue need besides the shared factories."""

from datetime import timedelta

from django.http import HttpResponse

from analytics.visitors import give_cookie
from content.models import Topic
from leads.following import Asked, confirm
from leads.models import Follower, Following
from tests.factories import NOON, make_asset, make_lead, make_touch, make_visitor

DAY = timedelta(days=1)


def remember(client, visitor):
    """Give a test client the cookie of a browser that consented."""
    response = HttpResponse()
    give_cookie(response, visitor, secure=False)
    client.cookies.update(response.cookies)
    return visitor


def make_reader(email="ada@hollis.example", *, days=(), known_day=0, assets=None, **fields):
    """A lead with one browser that read an asset on each of the days, counted from `NOON`."""
    visitor = make_visitor()
    lead = make_lead(email, visitors=[visitor], known_at=NOON + DAY * known_day, **fields)
    for i, day in enumerate(days):
        asset = assets[i % len(assets)] if assets else make_asset(f"Read on day {day}")
        make_touch(visitor, asset, at=NOON + DAY * day)
    return lead


def write_csv(tmp_path, *lines, encoding="utf-8"):
    path = tmp_path / "rows.csv"
    path.write_bytes("\n".join(lines).encode(encoding))
    return str(path)


def make_topic(name):
    return Topic.objects.get_or_create(name=name, slug=name.lower().replace(" ", "-"))[0]


def make_follower(email, *topics, frequency="weekly", at=NOON):
    """An address that said yes twice to each topic."""
    follower = Follower.objects.get_or_create(email=email, defaults={"asked_at": at})[0]
    for topic in topics:
        following = follower.followings.create(topic=topic, asked_at=at)
        confirm(Asked(following, Following.Frequency(frequency)), visitor=None, at=at)
        follower = following.follower
    return follower
