import pytest
from wagtail.models import Site

from tests.factories import make_user
from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES


@pytest.fixture(autouse=True)
def _no_stale_caches():
    """Wagtail keeps the site and its paths in the cache, which outlives a rolled-back test."""
    Site.clear_site_root_paths_cache()


@pytest.fixture
def search_index(settings, tmp_path):
    """A search index of its own that follows each save; without it, tests do not write to any."""
    backends = {**settings.WAGTAILSEARCH_BACKENDS}
    backends["default"] = {**backends["default"], "PATH": str(tmp_path / "search"), "AUTO_UPDATE": True}
    settings.WAGTAILSEARCH_BACKENDS = backends
    return tmp_path / "search"


@pytest.fixture
def marketer(db):
    return make_user(MARKETING, username="marketer")


@pytest.fixture
def marketing_lead(db):
    return make_user(MARKETING_LEADS, username="marketing-lead")


@pytest.fixture
def salesperson(db):
    return make_user(SALES, username="salesperson")


@pytest.fixture
def executive(db):
    return make_user(EXECUTIVES, username="executive")
