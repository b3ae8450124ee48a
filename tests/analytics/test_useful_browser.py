"""What a reader does with "was this useful?" in a real browser, with our script and without any."""

import pytest

from analytics import pace
from analytics.models import UsefulnessVote, Visitor
from tests.factories import make_asset

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def url(live_server):
    pace.forget()
    asset = make_asset("A long idea", text="".join(f"<p>{'word ' * 80}</p>" for _ in range(10)))
    return live_server.url + asset.get_url()


def said():
    return list(UsefulnessVote.objects.values_list("useful", "reason", "remark"))


def answer(page):
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_text("If you like, say what it lacked").wait_for()
    page.get_by_label("It stays too general").locator("visible=true").check()
    page.get_by_label("In a sentence").locator("visible=true").fill("Where are the numbers?")
    page.get_by_role("button", name="Send the reason").locator("visible=true").click()
    page.get_by_text("Your reason is kept").wait_for()


def test_a_reader_answers_gives_a_reason_and_changes_their_mind_on_the_page(page, context, url):
    wrong = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(url)
    answer(page)
    assert said() == [(False, "general", "Where are the numbers?")]

    page.get_by_role("button", name="Yes", exact=True).click()
    page.get_by_text("say what made it useful").wait_for()

    assert said() == [(True, "", "")]
    assert page.url == url
    assert page.locator("#useful-yes").evaluate("form => form === document.activeElement")
    assert context.cookies() == []
    assert not Visitor.objects.exists()
    assert wrong == []


def test_it_works_without_javascript(browser, url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(url)

    answer(page)

    assert page.url == f"{url}#useful-kept"
    assert said() == [(False, "general", "Where are the numbers?")]
    assert context.cookies() == []
    context.close()


def test_a_lost_connection_is_said_and_nothing_is_lost(page, context, url):
    page.goto(url)
    context.set_offline(True)
    page.get_by_role("button", name="Yes", exact=True).click()
    page.get_by_text("could not be sent").wait_for()
    context.set_offline(False)
    page.get_by_role("button", name="Yes", exact=True).click()
    page.get_by_text("say what made it useful").wait_for()

    assert said() == [(True, "", "")]
    assert not page.get_by_text("could not be sent").is_visible()
