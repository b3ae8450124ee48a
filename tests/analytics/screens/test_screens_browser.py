"""The screens of reading in a real browser: pictures that are drawn, tables that a keyboard reaches, what axe finds."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from analytics.consent import give, withdraw
from analytics.models import BadRow, DailyCount, Deed, DroppedCount
from tests.analytics.screens.makers import count_all, make_deed, make_read
from tests.content.public.test_public_browser import COLOURS, RULES
from tests.factories import make_asset, make_stage, make_touch, make_user
from users.group_permissions import MARKETING_LEADS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sqlite_only,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

# Whether anything of the picture is neither clear nor one single colour.
INKED = """canvas => {
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3]) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
  return seen.size;
}"""
SCREENS = {
    "consumption": "/admin/consumption/",
    "stages": "/admin/consumption/stage/?period=90",
    "pillars": "/admin/consumption/pillar/?period=12-months",
    "live": "/admin/live/",
    "touches": "/admin/touches/",
    "turned away": "/admin/turned-away/",
    "bad rows": "/admin/bad_rows/",
    "consent log": "/admin/consent_log/",
}


@pytest.fixture
def page(desks):
    return desks(make_user(MARKETING_LEADS, username="jonas"))


@pytest.fixture
def read_assets(transactional_db):
    at = timezone.now()
    pumps = make_asset("Pumps", pillar="practical", topics=["Rail"])
    valves = make_asset("Valves", stage=make_stage("interest"))
    make_read(pumps, 5, at=at - timedelta(minutes=5), thorough=2, source="search.example")
    make_read(valves, 3, at=at - timedelta(days=3), thorough=1)
    make_read(valves, 1, at=at - timedelta(minutes=9), quarantined_for="scanner")
    make_deed(make_touch(asset=pumps, at=at - timedelta(days=9)), Deed.Kind.NEXT, target=valves.pk)
    for reason in ("no consent", "bot"):
        DroppedCount.objects.create(day=at.date(), reason=reason, count=7)
    DailyCount.objects.create(day=at.date(), asset=pumps, opened=4)
    BadRow.objects.create(at=at, reason="seq is wrong", body="{" * 100)
    withdraw(give(None, at=at), at=at)
    count_all()
    return pumps, valves


def drawn(page):
    """Each canvas that has more than one colour."""
    expect(page.locator("figure[data-chart][data-drawn]").first).to_be_visible()
    return [canvas.evaluate(INKED) > 1 for canvas in page.locator("figure[data-chart] canvas").all()]


@pytest.mark.parametrize("screen", ["consumption", "stages", "pillars", "live", "turned away"])
@pytest.mark.usefixtures("read_assets")
def test_the_picture_is_drawn_under_our_policy(page, screen):
    page.goto(SCREENS[screen])

    assert all(drawn(page))
    assert page.refused == []


@pytest.mark.usefixtures("read_assets")
def test_the_picture_is_drawn_anew_when_the_colours_change(page):
    page.emulate_media(color_scheme="light")
    page.goto(SCREENS["consumption"])
    assert drawn(page) == [True]
    light = page.locator("canvas").evaluate("canvas => canvas.toDataURL()")

    page.emulate_media(color_scheme="dark")

    page.wait_for_function("light => document.querySelector('canvas').toDataURL() !== light", arg=light)


@pytest.mark.usefixtures("read_assets")
def test_a_bar_leads_to_its_touches(page):
    page.goto(SCREENS["consumption"])
    assert drawn(page) == [True]
    box = page.locator("canvas").bounding_box()

    page.locator("canvas").click(position={"x": box["width"] - 12, "y": box["height"] - 40})

    page.wait_for_url("**/admin/touches/?**")
    expect(page.get_by_text("touches, the latest first")).to_be_visible()


@pytest.mark.usefixtures("read_assets")
def test_the_table_behind_the_picture_is_reached_by_keyboard(page):
    page.goto(SCREENS["consumption"])
    page.get_by_text("The numbers behind the picture").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    page.keyboard.press("Tab")

    region = page.get_by_role("region", name="The numbers behind the picture")
    expect(region).to_be_focused()
    expect(region.get_by_role("row")).to_have_count(29)
    page.keyboard.press("Tab")
    expect(region.get_by_role("link").first).to_be_focused()


def test_the_live_screen_hears_of_a_touch_by_itself_and_can_be_paused(page, read_assets):
    page.clock.install()
    page.goto(SCREENS["live"])
    rows = page.get_by_role("region", name="The latest touches").get_by_role("row")
    expect(rows).to_have_count(7)

    make_read(read_assets[1], 1, at=timezone.now())
    page.clock.run_for(10_000)

    expect(rows).to_have_count(8)
    assert drawn(page) == [True]
    page.get_by_role("button", name="Pause").click()
    make_read(read_assets[1], 1, at=timezone.now())
    page.clock.run_for(30_000)
    expect(page.get_by_text("Paused.")).to_be_visible()
    expect(rows).to_have_count(8)
    page.get_by_role("button", name="Go on").click()
    expect(rows).to_have_count(9)


def look_at(page, screens):
    """What axe finds on each, wide and narrow, light and dark, everything that opens opened; ours alone, not Wagtail's."""
    found = {}
    for name, address in screens.items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true; })")
        for scheme, width, rules in (("light", 1280, RULES), ("dark", 390, COLOURS)):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            results = Axe().run(page, context={"include": [["#main"]]}, options=rules)
            if results.violations_count:
                found[name, scheme] = results.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
    assert page.refused == []
    return found


def test_axe_finds_nothing_where_there_is_nothing(page):
    assert look_at(page, SCREENS) == {}


def test_axe_finds_nothing_where_there_is_much(page, read_assets):
    touch = read_assets[0].touches.latest("at")
    edited = reverse("wagtailadmin_pages:edit", args=[read_assets[0].pk])

    assert look_at(page, SCREENS | {"one touch": f"/admin/touches/{touch.pk}/"}) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(edited)
    page.get_by_role("button", name="Toggle reading").click()
    expect(page.get_by_text("Where its readers came from")).to_be_visible()
    results = Axe().run(page, context={"include": [[".reading-panel"]]}, options=RULES)
    assert results.violations_count == 0, results.generate_report()
