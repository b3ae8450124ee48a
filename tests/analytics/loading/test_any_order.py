"""However signs arrive, the same is kept of them."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.loading.page_views import Arrival
from analytics.loading.storing import store
from analytics.models import Consumption, Deed, PageView, Touch
from analytics.rollups.recounting import differences, months_to_count
from tests.analytics.makers import make_sign
from tests.factories import NOON, make_asset, make_visitor

pytestmark = pytest.mark.django_db

EVENING = NOON + timedelta(hours=11)
VIEW = ("pk", "last_seq", "active_ms", "depth", "pages", "film", "heard_from", "heard_until", "shown", "mail")
TOUCH = ("visitor", "asset", "at", "last_at", "active_ms", "depth", "thorough", *Arrival._fields)
COUNTED = ("by", "period", "starts", "key", *Consumption.COUNTED)
EXAMPLES = 40 if "sqlite" in django_settings.DATABASES["default"]["ENGINE"] else 15

steps = st.tuples(
    st.one_of(st.integers(0, 60), st.integers(25 * 60, 35 * 60)),  # seconds since the sign before
    st.integers(0, 40_000),
    st.floats(0, 0.5),
    st.sampled_from(["", "", "", "download", "next"]),
    st.booleans(),
    st.integers(-5, 5),  # how much later than said we hear of it, in seconds
)


@st.composite
def page_views(draw, number):
    """What one page says, growing as it does in a browser, in the hours around midnight."""
    whose = {"view": UUID(int=number), "visitor": draw(st.integers(0, 1)), "asset": draw(st.integers(0, 2))}
    whose["mail"] = draw(st.sampled_from(["", "", "letter"]))
    whose["source"] = draw(st.sampled_from(["", "search.example", "news.example"]))
    at, ms, depth, signs = EVENING + timedelta(seconds=draw(st.integers(0, 7200))), 0, 0.0, []
    for seq, (later, more, deeper, did, shown, lag) in enumerate(draw(st.lists(steps, min_size=1, max_size=5))):
        at, ms, depth = at + timedelta(seconds=later), ms + more, min(1.0, depth + deeper)
        said = {"seq": seq, "active_ms": ms, "depth": depth, "film": depth / 2, "did": did, "shown": shown}
        signs.append(whose | said | {"at": at, "heard": at + timedelta(seconds=lag)})
    return signs


@st.composite
def readings(draw):
    return [sign for n in range(draw(st.integers(1, 5))) for sign in draw(page_views(n + 1))]


@pytest.fixture
def readers():
    return [make_visitor(first_seen_at=NOON - timedelta(days=1)).key for _ in range(2)]


@pytest.fixture
def assets():
    return [make_asset(title, text="<p>" + "word " * 100 + "</p>", topics=["Growth"]).pk for title in ("A", "B", "C")]


def kept(batches, readers, assets):
    """What stands in the tables after these batches; then they are empty again."""
    with transaction.atomic():
        for batch in batches:
            rows = [
                make_sign(**sign | {"visitor": readers[sign["visitor"]], "asset": assets[sign["asset"]]})
                for sign in batch
            ]
            store(rows, at=NOON)
        assert [wrong for month in differences(months_to_count()) for wrong in month] == []
        found = (
            sorted((*row[:-1], row[-1] != "") for row in Touch.objects.values_list(*TOUCH, "quarantined_for")),
            sorted(PageView.objects.values_list(*VIEW, "touch__at", "touch__visitor", "touch__asset")),
            sorted(Deed.objects.values_list("page_view", "seq", "kind", "target", "at")),
            sorted(row for row in Consumption.objects.values_list(*COUNTED) if any(row[4:])),
        )
        transaction.set_rollback(True)
    return found


def in_parts(draw, signs):
    cuts = sorted(draw(st.lists(st.integers(0, len(signs)), max_size=6)))
    return [part for start, end in zip([0, *cuts], [*cuts, len(signs)], strict=True) if (part := signs[start:end])]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(signs=readings(), data=st.data())
def test_order_repeats_and_batches_change_nothing(readers, assets, signs, data):
    repeated = signs + data.draw(st.lists(st.sampled_from(signs), max_size=8))
    shuffled = data.draw(st.permutations(repeated))

    assert kept(in_parts(data.draw, shuffled), readers, assets) == kept([signs], readers, assets)
