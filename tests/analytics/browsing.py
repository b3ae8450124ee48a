"""A reader in a real browser, and what their page says of them."""

import json
from contextlib import contextmanager

from django.utils import timezone

from analytics.loading.draining import drain
from tests.factories import make_asset

# A page in a tab that nobody has looked at yet, until `lookAt()` is called.
IN_THE_BACKGROUND = """
    let hidden = true;
    Object.defineProperty(document, "hidden", {get: () => hidden});
    Object.defineProperty(document, "visibilityState", {get: () => hidden ? "hidden" : "visible"});
    const turn = now => { hidden = now; document.dispatchEvent(new Event("visibilitychange", {bubbles: true})); };
    window.lookAt = () => turn(false);
    window.lookAway = () => turn(true);
"""


def make_long_asset(title="A long idea", **fields):
    """1,600 words: several screens, and 403 seconds to read."""
    return make_asset(title, text="".join(f"<p>{'word ' * 80}</p>" for _ in range(20)), **fields)


def agree(page, url):
    page.goto(url)
    page.get_by_role("button", name="Yes, remember").click()
    page.get_by_text("We remember what you read here, as you agreed").wait_for()


@contextmanager
def told_by(page):
    """The events that the page sends meanwhile, in order."""
    events = []

    def note(request):
        if request.url.endswith("/t/"):
            events.append(json.loads(request.post_data))

    page.on("request", note)
    yield events
    page.remove_listener("request", note)


def load(page):
    """What was sent has arrived and is in the database."""
    page.wait_for_timeout(300)
    drain(at=timezone.now())
