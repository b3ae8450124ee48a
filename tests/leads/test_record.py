import pytest
from django.urls import reverse
from wagtail import hooks

from leads.identification import identify, recognise
from leads.models import Identification
from leads.templatetags.durations import active_time
from tests.factories import NOON, make_asset, make_lead, make_touch, make_visitor
from tests.leads.makers import DAY, make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, salesperson):
    client.force_login(salesperson)
    return client


def record(client, lead, **query):
    return client.get(reverse("lead:inspect", args=[lead.pk]), query)


def test_touches_stand_in_order_before_and_after_we_knew_the_name(desk):
    lead = make_reader(days=[-40, 9, -3], known_day=0)

    html = record(desk, lead).content.decode()

    marks = ["Before we knew the name", "Read on day -40", "Read on day -3", "Since we know the name", "Read on day 9"]
    places = [html.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "7 Feb 2026" in html


def test_the_numbers_on_top_count_the_rows_below(desk):
    lead = make_reader(days=[0])
    make_touch(lead.identifications.get().visitor, make_asset("All of it"), at=NOON + DAY, thorough=True, depth=0.9)

    numbers = record(desk, lead).context["numbers"]

    assert numbers == {"touches": 2, "assets": 2, "thorough": 1, "first": NOON, "last": NOON + DAY}


def test_a_line_says_how_much_was_read(desk):
    lead = make_reader()
    make_touch(
        lead.identifications.get().visitor, make_asset(pillar="practical"), seconds=372, depth=0.86, thorough=True
    )

    html = record(desk, lead).content.decode()

    assert all(words in html for words in ("6 min 12 s", "86%", "Thorough", "Epiphany", 'class="practical"'))


def test_a_lead_who_read_nothing_has_a_page_that_says_why(desk):
    html = record(desk, make_lead()).content.decode()

    assert "Nothing of ours that this person read is on record." in html


def test_words_written_to_us_are_for_those_who_may_read_answers(client, desk, executive):
    lead = make_lead()
    lead.form_answers.create(asset=make_asset("On stock"), kind="contact", message="In confidence", at=NOON)
    assert "In confidence" in record(desk, lead).text

    client.force_login(executive)
    html = record(client, lead).text

    assert "A talk on On stock" in html
    assert "In confidence" not in html


@pytest.mark.parametrize("many", [1, 40])
def test_the_record_asks_the_same_however_much_was_read(desk, many, django_assert_max_num_queries):
    assets = [make_asset(f"Asset {i}") for i in range(3)]
    lead = make_reader(days=range(many), assets=assets)
    record(desk, lead)

    with django_assert_max_num_queries(21):
        record(desk, lead)


def test_long_histories_have_pages(desk):
    asset = make_asset("Again")
    lead = make_reader(days=range(101), assets=[asset])

    assert len(record(desk, lead).context["rows"]) == 100
    assert len(record(desk, lead, p=2).context["rows"]) == 1
    assert record(desk, lead, p="x").status_code == 200


def test_upper_floors_add_their_panels(desk):
    lead = make_lead()
    with hooks.register_temporarily("lead_record_panels", lambda request, lead: f"<p>Panel for {lead.email}</p>"):
        html = record(desk, lead).content.decode()

    assert "<p>Panel for coo@hollis.example</p>" in html


def test_names_are_text_and_not_markup(desk):
    lead = make_lead(first_name="<script>alert(1)</script>")

    assert "<script>alert(1)" not in record(desk, lead).content.decode()


def test_a_record_that_is_not_there_is_not_found(desk):
    assert desk.get(reverse("lead:inspect", args=[4711])).status_code == 404


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [(0, "0 s"), (59_400, "59 s"), (372_000, "6 min 12 s"), (3_600_000, "1 h 0 min"), (38_559_300_000, "10,711 h")],
)
def test_times_are_said_as_people_say_them(milliseconds, words):
    assert active_time(milliseconds) == words


def test_whom_only_a_link_names_is_said_to_be_unconfirmed(desk):
    lead, visitor = make_lead(), make_visitor()
    recognise(visitor, lead, at=NOON)
    assert "not confirmed by the reader yet" in record(desk, lead).text

    identify(visitor, lead, how=Identification.How.FORM, at=NOON)
    assert "not confirmed by the reader yet" not in record(desk, lead).text
