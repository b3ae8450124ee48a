import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audiences.hearing import note
from audiences.models import FieldNote, Industry
from buying_stages.models import Pillar
from content.models import AssetExpert, Interview, InterviewQuote
from tests.factories import NOON, make_account, make_asset, make_expert, make_lead, make_stage, make_user

pytestmark = pytest.mark.django_db
HEARD = "/library/heard/"


@pytest.fixture
def desk(client, salesperson):
    client.force_login(salesperson)
    return client


@pytest.fixture
def rail():
    return Industry.objects.create(name="Rail components", slug="rail-components")


def test_a_note_takes_two_fields_and_is_told_without_its_author(desk, salesperson, rail):
    response = desk.post(HEARD, {"heard": "They ask for castings first", "industry": "rail-components"})

    kept = FieldNote.objects.get()
    assert response.url == f"{HEARD}?industry=rail-components#note-{kept.pk}"
    assert (kept.heard, kept.industry, kept.by) == ("They ask for castings first", rail, salesperson)
    desk.force_login(make_user("Sales", first_name="Ines"))
    text = desk.get(HEARD).text
    assert "They ask for castings first" in text
    assert "A colleague heard it from a buyer" in text
    assert "salesperson" not in text.split("<main")[1].replace("Other salespeople", "")


@pytest.mark.parametrize(
    ("heard", "named"),
    [
        ("Hollis Pumps cannot get castings", "“Hollis Pumps”"),
        ("Rosa Lind cannot get castings", "“Rosa Lind”"),
    ],
)
def test_a_note_that_names_a_customer_is_refused_kindly_and_not_lost(desk, rail, heard, named):
    make_lead(first_name="Rosa", last_name="Lind", account=make_account("Hollis Pumps"))

    response = desk.post(HEARD, {"heard": heard, "industry": "rail-components"})

    assert response.status_code == 422
    assert named in response.text
    assert "a manufacturer" in response.text
    assert heard in response.text
    assert not FieldNote.objects.exists()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"heard": "", "industry": "rail-components"}, "Write in a sentence or two"),
        ({"heard": "They ask"}, "Choose the industry"),
        ({"heard": "They ask", "industry": "none-such"}, "Select a valid choice"),
        ({"heard": "x" * 601, "industry": "rail-components"}, "this has 601"),
    ],
)
def test_a_note_that_cannot_be_kept_says_why(desk, rail, said, why):
    response = desk.post(HEARD, said)

    assert response.status_code == 422
    assert why in response.text
    assert said["heard"] in response.text


def test_each_point_for_an_industry_comes_with_something_to_share(desk, salesperson, rail):
    asset = make_asset("For rail", topics=["Castings"], evidence="A survey of forty makers (2025).")
    asset.industries.add(rail)
    asset.save_revision().publish()
    note("They ask first", industry=rail, by=make_user("Sales"), at=NOON, topic="castings")
    note("Of another", industry=Industry.objects.create(name="Pumps", slug="pumps"), by=salesperson, at=NOON)

    text = desk.get(HEARD, {"industry": "rail-components"}).text

    assert "They ask first" in text
    assert "on Castings, for Rail components" in text
    assert f"{reverse('library:share')}?asset={asset.pk}" in text
    assert "A survey of forty makers (2025)." in text
    assert "From what we published" in text
    assert "Of another" not in text


@pytest.mark.parametrize(("consent", "told"), [("named", True), ("unnamed", False), ("background", False)])
def test_an_expert_is_passed_on_without_the_name_and_only_when_they_may_be_quoted(desk, consent, told):
    asset, expert = make_asset("Castings", pillar=Pillar.PRACTICAL), make_expert("Ada Okafor")
    interview = Interview.objects.create(expert=expert, held_on=NOON.date(), subject="Castings", consent=consent)
    InterviewQuote.objects.create(interview=interview, text="Nobody keeps the patterns")
    AssetExpert.objects.create(asset=asset, expert=expert, role="author", interview=interview)

    text = desk.get(HEARD).text

    assert ("Nobody keeps the patterns" in text) is told
    assert ("An expert told us" in text) is told
    assert "Ada Okafor" not in text


def test_nothing_that_may_not_be_seen_is_offered(desk, rail):
    draft = make_asset("Draft", live=False, topics=["Castings"])
    note("They ask first", industry=rail, by=make_user("Sales"), at=NOON, topic="castings")

    text = desk.get(HEARD).text

    assert "Draft" not in text
    assert f"asset={draft.pk}" not in text
    assert "No asset goes with it yet." in text


def test_ones_own_note_can_be_withdrawn_and_no_other(desk, salesperson, rail):
    own, other = (note(who, industry=rail, by=by, at=NOON) for who, by in [("own", salesperson), ("x", make_user())])

    desk.post(reverse("library:note_withdraw", args=[own.pk]))

    assert desk.post(reverse("library:note_withdraw", args=[other.pk])).status_code == 404
    assert list(FieldNote.objects.filter(withdrawn_at=None)) == [other]


def test_what_the_address_says_fills_the_form_and_what_it_cannot_mean_is_left_out(desk, rail):
    note("They ask first", industry=rail, by=make_user("Sales"), at=NOON)

    text = desk.get(HEARD, {"industry": "rail-components", "stage": "none-such", "persona": "\x00"}).text

    assert text.count('<option value="rail-components" selected>') == 2
    assert "They ask first" in text


def test_an_empty_page_says_what_it_is_for_and_offers_nothing_that_cannot_be_done(desk):
    text = desk.get(HEARD).text

    assert "Nobody has noted anything yet" in text
    assert "there is no industry yet" in text
    assert "Note it" not in text
    assert 'class="narrow"' not in text


def test_notes_ask_no_query_each(desk, rail, salesperson, django_assert_num_queries):
    def hear(what):
        asset = make_asset(f"On {what}", topics=["Castings"])
        note(what, industry=rail, by=salesperson, at=NOON, stage=make_stage(), topic="castings")
        return asset

    hear("one")
    hear("two")
    desk.get(HEARD)
    with CaptureQueriesContext(connection) as few:
        desk.get(HEARD)
    expected = len(few)
    for each in range(4):
        hear(f"more {each}")
    desk.get(HEARD)

    with django_assert_num_queries(expected):
        desk.get(HEARD)


def test_executives_read_and_do_not_write(client, executive, rail):
    client.force_login(executive)

    assert "Note it" not in client.get(HEARD).text
    assert client.post(HEARD, {"heard": "x", "industry": "rail-components"}).status_code == 403
