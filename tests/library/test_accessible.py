"""The library and what its links open, on a phone: what axe finds in either colour, and that nothing sticks out."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from audiences.hearing import note
from audiences.models import Industry
from library.models import CollectionItem, Tip
from tests.content.public.test_public_browser import COLOURS, RULES
from tests.factories import make_account, make_asset, make_lead, make_stage, make_touch, make_user
from tests.library.sharing.makers import make_collection, make_share, open_as, read
from users.group_permissions import SALES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sqlite_only,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

EMPTY = {
    "search": "/library/",
    "not found": "/library/?q=zzzz",
    "shared": "/library/shared/",
    "share": "/library/share/",
    "collections": "/library/collections/",
    "leads": "/library/leads/",
    "heard": "/library/heard/",
    "ask": "/library/ask/",
    "tips": "/library/tips/",
    "dead link": "/s/altered/",
}


def looked_at(page, pages):
    """What axe finds on each page, everything that opens opened."""
    found = {}
    page.set_viewport_size({"width": 390, "height": 844})
    for name, address in pages.items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        for scheme, rules in (("light", RULES), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            results = Axe().run(page, options=rules)
            if results.violations_count:
                found[name, scheme] = results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
    assert page.refused == []
    return found


def test_axe_finds_nothing_where_there_is_nothing(desks):
    assert looked_at(desks(make_user(SALES, username="sam")), EMPTY) == {}


def test_axe_finds_nothing_where_there_is_much(desks):
    at = timezone.now()
    sam = make_user(SALES, username="sam", first_name="Sam", last_name="Carter")
    rail = Industry.objects.create(name="Rail components", slug="rail-components")
    stage = make_stage("interest")
    first = make_asset("Valves that last", stage=stage, first_published_at=at, text="<p>Stock.</p>")
    old = make_asset("Stock of long ago", stage=stage, review_by=at.date() - timedelta(days=9))
    lead = make_lead(account=make_account(owner=sam), first_name="Dana", last_name="Ruiz")
    make_touch(asset=first, at=at, thorough=True)
    note("They count stock by hand.", industry=rail, by=sam, at=at)
    Tip.objects.create(asset=first, by=sam, text="Send it before the visit.", at=at)
    pair = make_collection("Two for Monday", by=sam, assets=[first, old])
    CollectionItem.objects.update(remark="Begin here.")
    sent = make_share(first, old, by=sam, lead=lead, at=at)
    read(open_as(open_as(sent, at=at), at=at), first, at=at)
    pages = {
        "found": "/library/?q=stock",
        "for a lead": f"/library/?q=stock&lead={lead.pk}",
        "asset": f"/library/{first.pk}/",
        "overdue": f"/library/{old.pk}/",
        "rows": f"/library/{first.pk}/touches/",
        "lead": f"/library/leads/{lead.pk}/",
        "leads": "/library/leads/",
        "share": f"/library/share/?asset={first.pk}&asset={old.pk}&lead={lead.pk}",
        "shared": "/library/shared/",
        "one share": f"/library/shared/{sent.pk}/",
        "collections": "/library/collections/",
        "collection": f"/library/collections/{pair.pk}/",
        "heard": "/library/heard/",
    }

    assert looked_at(desks(sam), pages) == {}
