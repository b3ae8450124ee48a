from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leads.identification import Details, answer_form
from library.models import ReadSignal, Share
from library.sharing.making import revoke
from library.sharing.outcomes import outcomes_of
from library.sharing.sent import shares_of
from library.sharing.signals import note_thorough_reads
from tests.factories import make_account, make_asset, make_lead
from tests.library.sharing.makers import make_seller, make_share, open_as, read

pytestmark = pytest.mark.django_db

SHARED = "/library/shared/"


@pytest.fixture
def desk(client, salesperson):
    client.force_login(salesperson)
    return client


@pytest.fixture
def asset():
    return make_asset("Valves that last")


def sent_to(name, asset, by, **fields):
    return make_share(asset, lead=make_lead(f"{name.lower()}@x.example", first_name=name), by=by, **fields)


def test_the_empty_list_says_what_it_is_for(desk):
    assert "You have not shared anything yet" in desk.get(SHARED).text


def test_it_shows_my_links_and_those_to_people_of_my_accounts(desk, asset, salesperson):
    at = timezone.now()
    sent_to("Ann", asset, salesperson, at=at)
    mine = make_account("Mine", owner=salesperson)
    make_share(asset, lead=make_lead("bo@x.example", first_name="Bo", account=mine), by=make_seller(), at=at)
    sent_to("Cleo", asset, make_seller(), at=at)

    page = desk.get(SHARED)

    assert "Ann" in page.text
    assert "Bo" in page.text
    assert "Cleo" not in page.text
    assert page.text.index(">Bo<") < page.text.index(">Ann<")


def test_others_do_not_learn_that_a_link_exists(desk, asset):
    theirs = sent_to("Cleo", asset, make_seller(), at=timezone.now())

    for name in ("shared", "revoke"):
        assert desk.post(reverse(f"library:{name}", args=[theirs.pk])).status_code in (404, 405)
    assert desk.get(reverse("library:shared", args=[theirs.pk])).status_code == 404
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


def test_filters_narrow_it(desk, asset, salesperson):
    at = timezone.now()
    sent_to("Waiting", asset, salesperson, at=at)
    been = sent_to("Read", asset, salesperson, at=at)
    read(open_as(been, at=at), asset)
    passed = sent_to("Passed", asset, salesperson, at=at)
    open_as(open_as(passed, at=at), at=at)
    sent_to("Over", asset, salesperson, at=at - timedelta(days=60))

    def shown(which):
        page = desk.get(SHARED, {"show": which})
        return {name for name in ("Waiting", "Read", "Passed", "Over") if f">{name}</a></h2>" in page.text}

    assert shown("waiting") == {"Waiting", "Passed"}
    assert shown("read") == {"Read"}
    assert shown("passed-on") == {"Passed"}
    assert shown("over") == {"Over"}
    assert shown("made-up") == {"Waiting", "Read", "Passed", "Over"}


def test_passed_on_means_the_same_in_the_filter_and_in_words(desk, asset, salesperson):
    at = timezone.now()
    named = make_share(asset, by=salesperson, name="Ann", at=at)
    answer_form(Details("ann@x.example", "Ann"), asset, visitor=open_as(named, at=at).visitor, at=at)
    corrected = sent_to("Bo", asset, salesperson, at=at)
    answer_form(Details("cleo@x.example", "Cleo"), asset, visitor=open_as(corrected, at=at).visitor, at=at)
    twice_the_same = sent_to("Dee", asset, salesperson, at=at)
    telephone = open_as(open_as(twice_the_same, at=at), at=at).visitor
    answer_form(Details("dee@x.example"), asset, visitor=telephone, at=at)

    rows = desk.get(SHARED, {"show": "passed-on"}).context["rows"]

    assert [outcome.share for outcome, _ in rows] == [corrected]
    assert [each.times_forwarded for each in outcomes_of([named, corrected, twice_the_same])] == [0, 1, 0]


def test_read_means_the_same_in_the_filter_and_in_words(desk, asset, salesperson):
    at = timezone.now()
    before, after, elsewhere, in_time = (sent_to(name, asset, salesperson, at=at) for name in "ABCD")
    readers = [open_as(made, at=at) for made in (before, after, elsewhere, in_time)]
    for made in (after, in_time):
        revoke(made, at=at + timedelta(hours=2))
    read(readers[0], asset, at=at - timedelta(hours=5))
    read(readers[1], asset, at=at + timedelta(hours=3))
    read(readers[2], make_asset("Something else"))
    read(readers[3], asset)

    rows = desk.get(SHARED, {"show": "read"}).context["rows"]

    assert [outcome.share for outcome, _ in rows] == [in_time]
    not_read = Share.objects.exclude(pk=in_time.pk)
    assert {str(each) for each in outcomes_of(not_read)} == {"opened, not read yet"}


def test_a_link_for_a_name_was_passed_on_once_its_readers_are_two_people(desk, asset, salesperson):
    at = timezone.now()
    made = make_share(asset, by=salesperson, name="Ann", at=at)
    for name in ("ann", "cleo"):
        answer_form(Details(f"{name}@x.example"), asset, visitor=open_as(made, at=at).visitor, at=at)

    rows = desk.get(SHARED, {"show": "passed-on"}).context["rows"]

    assert [(outcome.share, outcome.times_forwarded) for outcome, _ in rows] == [(made, 1)]


def test_a_revoked_link_can_be_opened_again(desk, asset, salesperson):
    made = sent_to("Ann", asset, salesperson, at=timezone.now())
    where = reverse("library:revoke", args=[made.pk])

    page = desk.post(where, follow=True)
    made.refresh_from_db()
    assert made.revoked_at
    assert "It opens nothing any more" in page.text
    assert desk.get(where).status_code == 405

    desk.post(where, {"reopen": "1"})
    made.refresh_from_db()
    assert made.revoked_at is None


def test_looking_marks_nothing_and_the_page_says_what_was_seen(desk, asset, salesperson):
    made = sent_to("Ann", asset, salesperson, at=timezone.now())
    read(open_as(made, at=timezone.now()), asset)
    note_thorough_reads(at=timezone.now())

    page = desk.get(SHARED)
    assert "read 86%, 6 min" in page.text
    assert page.context["newest"] == ReadSignal.objects.get().pk
    assert ReadSignal.objects.filter(seen_at=None).exists()

    said = {"newest": page.context["newest"], "share": [made.pk]}
    left = desk.post(reverse("library:seen"), said, headers={"x-requested-with": "fetch"})
    assert left.text == "0"
    assert not ReadSignal.objects.filter(seen_at=None).exists()


@pytest.mark.parametrize("said", [{}, {"newest": "x", "share": "y"}, {"newest": "9" * 40, "share": ["9" * 40]}])
def test_nonsense_marks_nothing(desk, said):
    assert desk.post(reverse("library:seen"), said).status_code == 302


def test_the_count_stands_on_every_page_of_the_library(desk, asset, salesperson):
    made = sent_to("Ann", asset, salesperson, at=timezone.now())
    read(open_as(made, at=timezone.now()), asset)
    assert "data-unseen hidden>0" in desk.get("/library/").text

    note_thorough_reads(at=timezone.now())

    assert "data-unseen>1" in desk.get("/library/").text


def test_the_list_asks_the_same_number_of_questions_for_many(desk, asset, salesperson, django_assert_num_queries):
    def fill(names):
        for name in names:
            read(open_as(sent_to(name, asset, salesperson, at=timezone.now()), at=timezone.now()), asset)

    def questions():
        with django_assert_num_queries(QUERIES):
            desk.get(SHARED, {"rows": "1"})

    fill("A")
    questions()
    fill("BCDEF")
    questions()


# Session, user, rights of user and groups, count, shares, unseen, items, readers, touches.
QUERIES = 10


def test_an_asset_knows_who_shared_it(asset, salesperson):
    made = sent_to("Ann", asset, salesperson)
    read(open_as(made), asset)
    make_share(make_asset("Other"), name="Bo")

    [outcome] = shares_of(asset)

    assert (outcome.share, str(outcome)) == (made, "read 86%, 6 min")
