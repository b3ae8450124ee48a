import os
import shutil

import pytest
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.models import Site

from analytics import pace
from analytics.machines.door import PACE
from content import freshness
from tests.factories import make_user
from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES

# Playwright's event loop makes Django think that the tests' own queries run in async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A machine that also runs other tests answers late; what holds holds as soon as it is there.
expect.set_options(timeout=15_000)

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A browser that says it is driven by a program is taken for one (navigator.webdriver).
    "--disable-blink-features=AutomationControlled",
    # Headless Chromium names itself a robot and is turned away as one; a context's own agent is left off beacons.
    "--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What empties the database runs last. pytest brings tests of one browser together, also before those that come first."""
    items.sort(key=_empties_the_database)


def _empties_the_database(item):
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Once Playwright's event loop runs, Django gives the tests another connection; it must know the first rows too,
    or `serialized_rollback` restores nothing.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    contents = getattr(connection, "_test_serialized_contents", None)
    if contents:
        type(connection)._test_serialized_contents = contents


@pytest.fixture(autouse=True)
def _no_stale_caches():
    """What a process remembers outlives a rolled-back test: Wagtail's site and its paths, kept facts, who was too fast."""
    Site.clear_site_root_paths_cache()
    freshness.forget()
    pace.forget()
    PACE.forget()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if found is None:
        pytest.skip("no Chromium on this machine; on Debian: apt-get install chromium")
    return {**browser_type_launch_args, "executable_path": found, "args": CHROMIUM_FLAGS}


@pytest.fixture
def desks(browser, live_server, settings):
    """A browser of its own for each person, signed in where the person has an account; it notes what our policy refused."""
    settings.BASE_URL = live_server.url
    contexts = []

    def open_desk(user=None, **options):
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.refused = []
        page.on("console", lambda said: page.refused.append(said.text) if "Content Security" in said.text else None)
        if user:
            page.goto(reverse("wagtailadmin_login"))
            page.locator("#id_username").fill(user.username)
            page.locator("#id_password").fill("correct horse")
            page.get_by_role("button", name="Sign in").click()
            expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page

    yield open_desk
    for context in contexts:
        context.close()


@pytest.fixture
def search_index(db, settings, tmp_path):
    """A search index of its own that follows each save; without it, tests do not write to any."""
    backends = {**settings.WAGTAILSEARCH_BACKENDS}
    backends["default"] = {**backends["default"], "PATH": str(tmp_path / "search"), "AUTO_UPDATE": True}
    settings.WAGTAILSEARCH_BACKENDS = backends
    call_command("update_index", verbosity=0)
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
