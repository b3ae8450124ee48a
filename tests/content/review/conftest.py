import pytest

from content.review.agreements import propose, sign
from tests.content.review.makers import HOUR, NOON, SECRET, send_to
from tests.factories import make_asset, make_stage


@pytest.fixture
def asset():
    return make_asset("Stock is a promise", stage=make_stage("interest"))


@pytest.fixture
def proposed(asset, marketer):
    return propose(asset, by=marketer, at=NOON)


@pytest.fixture
def signed(proposed, salesperson):
    return sign(proposed, by=salesperson, at=NOON + HOUR)


@pytest.fixture
def draft():
    return make_asset("What nobody has read yet", text=f"<p>{SECRET}</p>", live=False)


@pytest.fixture
def sent(draft, marketer):
    return send_to(draft, marketer)
