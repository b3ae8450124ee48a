import json
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from analytics.collecting.spool import spool_in
from analytics.models import Deed, PageView, Touch
from audiences.models import FieldNote
from leads.merging import merge
from leads.models import ErasureReceipt, Lead
from leads.rights.erasing import erase_address, erase_lead
from leads.rights.exporting import ROWS_ON_THE_PAGE, as_json, everything_known
from leads.rights.people import Person
from revenue.models import Credit, Crediting, Deal
from tests.factories import NOON, make_asset, make_lead, make_touch, make_user, make_visitor
from tests.leads.makers import DAY
from tests.leads.rights.people import EMAIL, FIRST, REMARK, come_through_every_door
from tests.library.sharing.makers import make_share

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_spool_of_its_own(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"
    yield
    spool_in(django_settings.SPOOL_DIR).close()


def file_of(person):
    return json.loads(as_json(everything_known(person), at=NOON))


def test_a_person_sees_what_every_floor_holds():
    they = come_through_every_door()

    known = file_of(Person.of_lead(they.lead))

    assert known["made_at"] == "2026-03-19T12:00:00Z"
    assert known["person"][0]["email"] == EMAIL
    assert {row["message"] for row in known["form_answers"]} == {"", f"{REMARK}. Call me, {FIRST}"}
    assert known["deeds"][0] | {"at": ""} == {"at": "", "what": "Downloaded a document", "on": "Gated", "target": 7}
    assert known["votes"][0]["remark"] == REMARK
    assert known["personal_links"][0]["pieces"] == ["Gated"]
    assert known["deals"][0]["amount"] == "100000.00"
    assert {row["where"] for row in known["mentions"]} >= {"demand, words", "field note, heard", "deal, name"}
    assert list(known) == [
        "format", "made_at", "person", "former_records", "form_answers", "addresses", "followed_topics", "letters", "browsers",
        "identifications", "consents", "reading", "page_views", "deeds", "hidden_links", "votes", "expert", "expert_checks", "history",
        "half_filled_forms", "deals", "credit", "personal_links", "opened_links", "signals", "mentions",
    ]  # fmt: skip


def test_moments_are_in_utc_and_names_are_stable():
    visitor = make_visitor()
    make_touch(visitor, make_asset("Read"), at=NOON, source="a campaign")

    reading = file_of(Person.of_browsers([visitor]))["reading"]

    assert reading[0] | {"browser": ""} == {
        "browser": "",
        "opened_at": "2026-03-19T12:00:00Z",
        "last_sign_at": "2026-03-19T12:01:00Z",
        "piece": "Read",
        "active_seconds": 60.0,
        "depth": 0.0,
        "read_thoroughly": False,
        "source": "a campaign",
        "medium": "",
        "campaign": "",
        "referrer": "",
        "country": "",
        "set_aside_as_a_machines": "",
    }


def test_a_browser_without_a_name_is_told_of_itself_and_of_nobody_else():
    visitor = make_visitor()
    make_touch(visitor, make_asset("Mine"))
    make_touch(make_visitor(), make_asset("Not mine"))

    known = file_of(Person.of_browsers([visitor]))

    assert [row["piece"] for row in known["reading"]] == ["Mine"]
    assert "Not mine" not in str(known)


def test_any_address_of_a_person_leads_to_all_of_it():
    old, lead = make_lead("ada@old.example"), make_lead("ada@hollis.example")
    lead.followers.create(email="ada@private.example", asked_at=NOON)
    merge(old, lead, by=None, at=NOON)

    found = [Person.of_address(f"ada@{host}.example") for host in ("hollis", "old", "private")]

    assert {person.lead for person in found} == {lead}
    assert found[0].emails == {"ada@hollis.example", "ada@old.example", "ada@private.example"}


def test_a_person_is_named_in_texts_only_by_a_name_that_nobody_shares():
    lead = make_lead(first_name="Ada", last_name="Okafor")
    assert "Ada Okafor" in Person.of_lead(lead).mentions()

    make_lead("other@hollis.example", first_name="ada", last_name="okafor")

    assert Person.of_lead(lead).mentions() == [lead.email]


def test_the_page_shows_the_first_of_many_and_the_file_has_them_all(django_assert_max_num_queries):
    visitor, asset = make_visitor(), make_asset()
    for i in range(ROWS_ON_THE_PAGE + 2):
        make_touch(visitor, asset, at=NOON + i * DAY)
    sections = {section.key: section for section in everything_known(Person.of_browsers([visitor]))}

    with django_assert_max_num_queries(2):
        assert len(sections["reading"].shown) == ROWS_ON_THE_PAGE
    assert sections["reading"].hidden == 2
    assert len(list(sections["reading"].rows())) == ROWS_ON_THE_PAGE + 2


def test_who_asks_by_mail_sees_no_notes_by_a_name_that_they_typed_themselves():
    """Anybody may call themselves "in the" in a form of ours, and would read every note of ours that says it."""
    make_lead("stranger@elsewhere.example", first_name="in", last_name="the")
    FieldNote.objects.create(heard="A secret of a buyer in the north", by=make_user(), at=NOON)

    assert "mentions" not in file_of(Person.of_address("stranger@elsewhere.example"))
    receipt = erase_address("stranger@elsewhere.example", asked=ErasureReceipt.Asked.PERSON, by=None, at=NOON)

    assert FieldNote.objects.get().heard == "A secret of a buyer in the north"
    assert "texts" not in receipt.kept


@pytest.mark.parametrize("longer", ["ann@x.co.uk", "joann@x.co", "ann@x.com", "jo.ann@x.co"])
def test_an_address_is_not_found_within_a_longer_one(longer):
    FieldNote.objects.create(heard=f"Write to {longer}.", by=make_user(), at=NOON)
    share = make_share(name=f"Somebody <{longer}>")

    assert "ann@x.co" in longer
    assert set(file_of(Person.of_address("ann@x.co"))) == {"format", "made_at"}
    erase_address("ann@x.co", asked=ErasureReceipt.Asked.PERSON, by=None, at=NOON)

    share.refresh_from_db()
    assert (share.recipient, share.revoked_at) == (f"Somebody <{longer}>", None)


def test_an_address_is_found_where_it_ends_a_sentence():
    FieldNote.objects.create(heard="Write to Ann@X.co. Soon.", by=make_user(), at=NOON)
    make_share(name="ann@x.co")

    assert set(file_of(Person.of_address("ann@x.co"))) == {"format", "made_at", "personal_links", "mentions"}


def test_a_name_that_looks_like_json_can_be_erased():
    lead = make_lead(first_name='"args":', last_name="[],")
    DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {"of": lead.email}},
        task_path="x",
        queue_name="x",
        backend_name="x",
        run_after=NOON,
    )

    erase_lead(lead, asked=ErasureReceipt.Asked.STAFF, by=None, at=NOON)

    assert DBTaskResult.objects.get().args_kwargs == {"args": [], "kwargs": {"of": "[erased]"}}


def read_often(visitor, asset, times):
    first = make_touch(visitor, asset)
    fields = {"visitor": visitor, "asset": asset, "read_as": first.read_as, "expected_seconds": 100}
    touches = Touch.objects.bulk_create(
        [Touch(at=NOON + n * DAY, last_at=NOON + n * DAY, **fields) for n in range(times)], batch_size=500
    )
    views = PageView.objects.bulk_create(
        [
            PageView(id=uuid4(), touch=t, last_seq=1, active_ms=1, depth=0, heard_from=t.at, heard_until=t.at)
            for t in touches
        ],
        batch_size=500,
    )
    Deed.objects.bulk_create([Deed(page_view=view, seq=1, kind="share", at=NOON) for view in views], batch_size=500)
    deal = Deal.objects.create(name="Pumps", amount_cents=100, opened_at=NOON, lead=Lead.objects.get())
    crediting = Crediting.objects.create(deal=deal, version=1, rules="1", facts="x", at=NOON)
    Credit.objects.bulk_create(
        [Credit(crediting=crediting, model="u", touch=t, asset=asset, cents=1) for t in touches], batch_size=500
    )


def test_many_rows_are_told_in_as_many_queries_as_few(django_assert_num_queries):
    visitor = make_visitor()
    lead = make_lead(visitors=[visitor])
    read_often(visitor, make_asset("Read"), 5)
    person = Person.of_lead(lead)
    file_of(person)
    with CaptureQueriesContext(connection) as few:
        file_of(person)
    read_often(visitor, make_asset("Read again"), 2500)

    with django_assert_num_queries(len(few)):
        known = file_of(person)

    assert [len(known[kind]) for kind in ("reading", "page_views", "deeds", "credit")] == [2507, 2505, 2505, 2505]
    assert len(few) <= 80
