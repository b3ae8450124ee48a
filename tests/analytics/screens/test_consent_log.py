import pytest
from django.urls import reverse

from analytics.consent import TEXT_VERSION, give, withdraw
from analytics.models import Consent
from analytics.screens import lookback
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def screen(client, marketing_lead):
    client.force_login(marketing_lead)
    return lambda **asked: client.get(reverse("consent_log:index"), asked)


def test_answers_stand_with_the_version_of_the_text_and_are_counted(screen):
    first, _ = give(None, at=NOON), give(None, at=NOON)
    withdraw(first, at=NOON)
    Consent.objects.create(visitor=first, choice="given", text_version="2025-01-01.1", at=NOON)

    page = screen()

    assert page.context["counts"] == [(TEXT_VERSION, 2, 1), ("2025-01-01.1", 1, 0)]
    assert f"{TEXT_VERSION} (asked now)" in page.text
    assert first.key.hex[:8] in page.text
    assert first.key.hex not in page.text


def test_the_log_is_narrowed(screen):
    give(None, at=NOON)
    withdraw(give(None, at=NOON), at=NOON)

    rows = screen(choice="withdrawn").context["page_obj"].object_list

    assert [row.choice for row in rows] == ["withdrawn"]


def test_the_log_is_downloaded_without_the_visitors_whole_number(screen, monkeypatch):
    monkeypatch.setattr(lookback, "MOST_LISTED", 2)
    visitors = [give(None, at=NOON) for _ in range(3)]

    file = screen(export="csv")
    text = b"".join(file.streaming_content).decode()

    assert len(text.splitlines()) == 1 + 2
    assert "consent-log-first-2-of-more.csv" in file["Content-Disposition"]
    assert visitors[-1].key.hex[:8] in text
    assert visitors[-1].key.hex not in text


def test_it_explains_itself_before_anybody_answered(screen):
    assert f"Text asked now: {TEXT_VERSION}" in screen().text


def test_the_number_of_queries_does_not_grow(screen, django_assert_max_num_queries):
    for _ in range(20):
        give(None, at=NOON)
    screen()

    with django_assert_max_num_queries(18):
        screen()
