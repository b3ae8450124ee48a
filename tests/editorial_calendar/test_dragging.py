"""The month in a real browser: dragging plans, and only plans."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from content.models import AssetPage
from editorial_calendar.models import Slot
from tests.editorial_calendar.makers import make_slot
from tests.factories import make_asset, make_user
from users.group_permissions import MARKETING

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

# The middle of a month: the days around it are in the same month, so that every one of them is drawn.
DAY = timezone.localdate().replace(day=15)


@pytest.fixture
def visit(browser, live_server, client):
    """A marketer's window at the calendar. (pytest-playwright's own `page` raises a deprecation warning.)"""
    contexts = []

    def opens(**settings_of_window):
        client.force_login(make_user(MARKETING, username="mara"))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 1000}, **settings_of_window})
        contexts.append(context)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{live_server.url}/admin/calendar/")
        return page

    yield opens
    for context in contexts:
        context.close()


@pytest.fixture
def month(visit):
    def opened(**settings_of_window):
        page = visit(**settings_of_window)
        expect(page.locator("#calendar")).to_be_visible()
        return page

    return opened


def cell(page, day):
    return page.locator(".ec-day:not(.ec-other-month)", has=page.locator(f'time[datetime="{day.isoformat()}"]')).first


def drag(page, title, day):
    """By hand, in steps, as a person does."""
    page.locator(".ec-event", has_text=title).hover()
    page.mouse.down()
    box = cell(page, day).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=12)
    page.mouse.up()


def test_dragging_a_slot_plans_it_for_another_day_and_leaves_the_live_date(month):
    asset = make_asset(live=False)
    asset.go_live_at = timezone.now() + timedelta(days=40)
    asset.save_revision().publish()
    make_slot("Second sources", planned_on=DAY, asset=asset)
    dates = AssetPage.objects.values_list("go_live_at", "latest_revision__approved_go_live_at")
    before = dates.get()
    page = month()

    drag(page, "Second sources", DAY + timedelta(days=1))

    expect(page.locator("#calendar-message")).to_contain_text("Moved to 16 ")
    assert Slot.objects.get().planned_on == DAY + timedelta(days=1)
    assert dates.get() == before

    page.get_by_role("button", name="Undo").click()

    expect(page.locator("#calendar-message")).to_contain_text("is back")
    assert Slot.objects.get().planned_on == DAY
    assert page.complaints == []


def test_a_slot_that_a_colleague_moved_meanwhile_is_shown_where_it_stands(month):
    slot = make_slot("Second sources", planned_on=DAY)
    page = month()
    Slot.objects.filter(pk=slot.pk).update(planned_on=DAY + timedelta(days=3))

    drag(page, "Second sources", DAY + timedelta(days=1))

    expect(page.locator("#calendar-message")).to_contain_text("moved it to 18 ")
    expect(cell(page, DAY + timedelta(days=1)).locator(".ec-event")).to_have_count(0)
    assert Slot.objects.get().planned_on == DAY + timedelta(days=3)


def test_a_live_date_cannot_be_dragged(month):
    asset = make_asset("Ends")
    moment = timezone.now().replace(day=15, hour=12)
    AssetPage.objects.filter(pk=asset.pk).update(expire_at=moment, first_published_at=moment - timedelta(days=400))
    page = month()

    drag(page, "Ends", DAY + timedelta(days=1))

    assert AssetPage.objects.get().expire_at == moment
    expect(page.locator("#calendar-message")).to_be_hidden()


def test_a_slot_of_the_backlog_gets_its_day_and_leaves_the_tray(month):
    make_slot("Undated")
    page = month()

    page.get_by_label("Day for Undated").fill(DAY.isoformat())
    page.get_by_role("button", name="Plan").click()

    expect(page.locator(".ec-event", has_text="Undated")).to_be_visible()
    expect(page.locator("#calendar-tray")).to_contain_text("Every slot has its day.")
    assert Slot.objects.get().planned_on == DAY


def test_a_slot_dragged_onto_the_backlog_loses_its_day(month):
    make_slot("Second sources", planned_on=DAY)
    page = month()

    page.locator(".ec-event", has_text="Second sources").hover()
    page.mouse.down()
    box = page.locator("#calendar-tray").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 20, steps=12)
    page.mouse.up()

    expect(page.locator("#calendar-tray")).to_contain_text("Second sources")
    assert Slot.objects.get().planned_on is None


def test_a_phone_shows_the_month_as_a_list(month):
    make_slot("Second sources", planned_on=DAY)
    page = month(viewport={"width": 390, "height": 800})

    expect(page.locator(".ec-list .ec-event", has_text="Second sources")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_a_script_the_list_of_the_server_stands(visit):
    make_slot("Second sources", planned_on=DAY)

    page = visit(java_script_enabled=False)

    expect(page.locator("#calendar-list")).to_contain_text("Second sources")
    expect(page.locator("#calendar")).to_be_hidden()
