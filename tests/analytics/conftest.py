from datetime import timedelta

import pytest
from django.test import Client

from analytics.collecting.spool import spool_in
from analytics.visitor_cookie import VISITOR_COOKIE, signer
from tests.factories import NOON, make_asset, make_visitor


@pytest.fixture(autouse=True)
def spool_dir(settings, tmp_path):
    """A spool of its own for each test, let go of afterwards."""
    settings.SPOOL_DIR = tmp_path / "spool"
    yield settings.SPOOL_DIR
    spool_in(settings.SPOOL_DIR).close()


@pytest.fixture
def visitor(db):
    return make_visitor(first_seen_at=NOON - timedelta(days=40))


@pytest.fixture
def asset(db):
    """Takes 100 seconds to read: 396.67 words at 238 a minute."""
    return make_asset(text="<p>" + "word " * 397 + "</p>")


def signed(visitor_key):
    return signer.sign(str(visitor_key))


@pytest.fixture
def reader(visitor):
    """The browser of a visitor who agreed."""
    client = Client()
    client.cookies[VISITOR_COOKIE] = signed(visitor.key)
    return client
