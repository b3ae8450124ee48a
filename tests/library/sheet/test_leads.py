from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audiences.models import Industry
from buying_stages.models import Pillar
from leads.models import Follower, Letter
from library.sheet.lead_reading import road_of
from library.sheet.lead_search import find_leads
from tests.factories import NOON, make_account, make_asset, make_lead, make_stage, make_touch, make_user, make_visitor
from tests.library.sheet.makers import share

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, salesperson):
    client.force_login(salesperson)
    return client


def page(desk, lead):
    return desk.get(reverse("library:lead", args=[lead.pk]))


def reader_of(*assets, thorough=True, **lead):
    reader = make_visitor()
    for asset in assets:
        make_touch(reader, asset, thorough=thorough, depth=0.9)
    return make_lead(visitors=[reader], **lead)


def advised(lead, salesperson, at=NOON):
    return {each.asset.title: each.reasons for each in road_of(lead, user=salesperson, at=at).advice}


def test_what_was_read_is_never_recommended_and_the_next_stage_is(salesperson):
    read = make_asset("Read", stage=make_stage("interest"), topics=["Pumps"])
    opened = make_asset("Opened", stage=make_stage("evaluation"))
    make_asset("Next", stage=make_stage("evaluation"), topics=["Pumps"], pillar=Pillar.PRACTICAL)
    make_asset("Unrelated", stage=make_stage("epiphany"))
    make_asset("Draft", stage=make_stage("evaluation"), live=False)
    lead = reader_of(read)
    make_touch(lead.identifications.get().visitor, opened, depth=0.05)

    road = road_of(lead, user=salesperson, at=NOON)

    assert road.furthest == make_stage("interest")
    assert [each.asset.title for each in road.advice] == ["Next"]
    assert road.advice[0].reasons == [
        f"For Evaluation, what comes after Interest: “{make_stage('evaluation').buyer_question}”",
        "On Pumps, which they read about",
        "Practical: so far they have read 2 aspirational and 0 practical",
    ]


def test_a_stage_that_was_only_skimmed_does_not_count(salesperson):
    lead = reader_of(make_asset("Skimmed", stage=make_stage("evaluation")), thorough=False)

    assert road_of(lead, user=salesperson, at=NOON).furthest is None


def test_nothing_is_sent_twice_within_two_months_to_a_person_or_an_account(salesperson):
    lead = make_lead("me@hollis.example")
    colleague, stranger = make_lead("you@hollis.example"), make_lead("x@other.example", account=make_account("Other"))
    for title, to, days in [("Mine", lead, 1), ("Theirs", colleague, 1), ("Long ago", lead, 61), ("Else", stranger, 1)]:
        share(make_asset(title), salesperson, lead=to, at=NOON - timedelta(days=days))

    assert set(advised(lead, salesperson)) == {"Long ago", "Else"}


def test_what_a_letter_told_of_counts_as_sent(salesperson):
    lead, asset = make_lead(), make_asset(topics=["Pumps"])
    follower = Follower.objects.create(email=lead.email, lead=lead, asked_at=NOON)
    letter = Letter.objects.create(follower=follower, kind="digest", written_at=NOON, due_at=NOON, sent_at=NOON)
    topic = asset.topics.get()
    letter.letter_assets.create(follower=follower, asset=asset, topic=topic)

    assert advised(lead, salesperson) == {}


def test_the_industry_of_the_account_speaks_for_an_asset(salesperson):
    industry = Industry.objects.create(name="Rail components", slug="rail-components")
    asset = make_asset("For rail")
    asset.industries.add(industry)
    asset.save_revision().publish()
    lead = make_lead(account=make_account("Bogie works", industry="rail Components"))

    assert "Speaks of Rail components" in advised(lead, salesperson)["For rail"]


def test_the_page_says_what_was_read_in_order_and_how_deep(desk):
    asset = make_asset("Second sources")
    lead = reader_of(asset, first_name="Rosa", last_name="Lind")

    text = page(desk, lead).text

    for said in ["Rosa Lind", "Second sources", "90%", "thorough", reverse("lead:inspect", args=[lead.pk])]:
        assert said in text, said


def test_a_lead_without_any_reading_can_be_worked_all_the_same(desk):
    make_asset("Where the road begins")
    lead = make_lead()

    text = page(desk, lead).text

    assert "Where they are is not known yet" in text
    assert "Nothing of ours that this person read is on record." in text
    assert f"{reverse('library:share')}?lead={lead.pk}" in text


def test_the_page_asks_no_query_an_asset(desk, django_assert_num_queries, salesperson):
    lead = reader_of(make_asset("One", topics=["Pumps"]))
    make_asset("To give", topics=["Pumps"])
    share(make_asset("Sent", live=True), salesperson, lead=lead, at=timezone.now())
    page(desk, lead)
    with CaptureQueriesContext(connection) as few:
        page(desk, lead)
    expected = len(few)
    for n in range(5):
        make_touch(lead.identifications.get().visitor, make_asset(f"More {n}", topics=["Pumps"]))
        make_asset(f"To give {n}", topics=["Pumps"])
        share(make_asset(f"Sent {n}"), salesperson, lead=lead, at=timezone.now())
    page(desk, lead)

    with django_assert_num_queries(expected):
        page(desk, lead)
    assert expected <= 28


@pytest.mark.parametrize("words", ["rosa lind", "LIND", "hollis pumps", "@hollis", "coo@hollis.example"])
def test_anybody_is_found_by_name_company_or_address(words, salesperson):
    lead = make_lead(first_name="Rosa", last_name="Lind")
    make_lead("piet@other.example", account=make_account("Other"))

    assert list(find_leads(words, user=salesperson).leads) == [lead]


def test_without_words_ones_own_accounts_come_and_otherwise_everybody(salesperson):
    mine, other = (make_lead(f"{n}@{n}.example", account=make_account(n)) for n in ("mine", "other"))
    assert set(find_leads("", user=salesperson).leads) == {mine, other}

    mine.account.owner = salesperson
    mine.account.save()

    assert list(find_leads("", user=salesperson).leads) == [mine]
    assert set(find_leads("example", user=salesperson).leads) == {mine, other}


def test_who_read_last_comes_first_and_nobody_is_hidden(salesperson):
    silent = make_lead("silent@a.example")
    reader, later = make_visitor(), make_visitor()
    first, last = make_lead("first@a.example", visitors=[reader]), make_lead("last@a.example", visitors=[later])
    make_touch(reader, at=NOON)
    make_touch(later, at=NOON + timedelta(days=1))

    assert list(find_leads("", user=salesperson).leads) == [last, first, silent]


@pytest.mark.parametrize("words", ["", "zzz", "\x00", "%", "'; drop", "a " * 5000, "[*]"])
def test_whatever_is_typed_the_page_answers(desk, words):
    response = desk.get(reverse("library:leads"), {"q": words})

    assert response.status_code == 200


def test_people_are_for_those_who_may_see_leads(client):
    lead, user = make_lead(), make_user()
    for address in (reverse("library:leads"), reverse("library:lead", args=[lead.pk])):
        client.logout()
        assert client.get(address).status_code == 302
        client.force_login(user)
        assert client.get(address).status_code == 403


def test_the_record_in_the_cms_leads_here(desk):
    lead = make_lead()

    assert reverse("library:lead", args=[lead.pk]) in desk.get(reverse("lead:inspect", args=[lead.pk])).text


def test_what_came_by_a_link_that_nobody_confirmed_says_so(desk):
    lead = reader_of(make_asset())
    assert "by a personal link" not in page(desk, lead).text

    lead.identifications.update(how="link")

    assert "by a personal link, and the reader has not said who they are" in page(desk, lead).text


def test_a_lead_that_is_not_there_is_not_found(desk):
    assert desk.get("/library/leads/999999/").status_code == 404
