from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from analytics.loading.segments import only_reader
from analytics.models import Touch, Visitor
from leads.identification import recognise
from leads.letters import send_waiting
from leads.models import ErasureReceipt, Follower, Lead, Letter
from leads.rights import traces
from leads.rights.asking import address_behind, ask_for_mine, token_for
from tests.factories import NOON, make_asset, make_lead, make_touch, make_visitor
from tests.leads.makers import DAY, remember

pytestmark = pytest.mark.django_db

ADA = "ada@hollis.example"


@pytest.fixture(autouse=True)
def _a_spool_of_its_own(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"


@pytest.fixture
def reader():
    return Client(headers={"User-Agent": "Mozilla/5.0 Firefox/140"})


@pytest.fixture
def ada():
    visitor = make_visitor()
    make_touch(visitor, make_asset("A private read"))
    return make_lead(ADA, first_name="Ada", last_name="Okafor", visitors=[visitor])


def link_for(email, at=None):
    with time_machine.travel(at or datetime.now(UTC), tick=False):
        ask_for_mine(email, at=datetime.now(UTC))
        return token_for(Letter.objects.filter(follower__email=email).latest("pk"))


def test_the_answer_is_the_same_whether_we_know_the_address_or_not(reader, ada):
    answers = [reader.post(reverse("my_data"), {"email": email}) for email in (ADA, "nobody@elsewhere.example")]
    pages = [reader.get(answer["Location"]).content for answer in answers]

    assert {answer.status_code for answer in answers} == {302}
    assert pages[0] == pages[1]
    assert Letter.objects.filter(kind="mine").count() == 2
    assert not Lead.objects.filter(email="nobody@elsewhere.example").exists()


def test_the_letter_leads_to_everything_and_names_nobody(reader, ada):
    reader.post(reverse("my_data"), {"email": " Ada@Hollis.Example"})
    send_waiting(at=datetime.now(UTC))
    (letter,) = mail.outbox
    address = next(line for line in letter.body.splitlines() if line.startswith("http"))

    page = reader.get(address)

    assert letter.to == [ADA]
    assert "Okafor" not in letter.body
    assert "Okafor" in page.text
    assert "A private read" in page.text
    assert page["Cache-Control"].startswith("max-age=0")
    assert page["X-Robots-Tag"] == "noindex"


def test_what_a_colleague_may_have_read_by_a_passed_on_link_is_not_shown_but_erased(reader, ada):
    guessed = make_visitor()
    make_touch(guessed, make_asset("Read by whoever held the link"))
    recognise(guessed, ada, at=NOON)
    address = link_for(ADA)

    page = reader.get(reverse("my_data_link", args=[address]))
    file = reader.get(reverse("my_data_export", args=[address]))

    assert "A private read" in page.text
    assert "whoever held the link" not in page.text + file.text
    reader.post(reverse("my_data_erase", args=[address]))
    assert not Visitor.objects.exists()


def test_a_mailbox_is_not_filled_by_asking(reader):
    for _ in range(5):
        reader.post(reverse("my_data"), {"email": ADA})

    assert Letter.objects.count() == 1


def test_the_form_says_what_is_wrong_and_is_not_for_machines_nor_other_sites(reader):
    wrong = reader.post(reverse("my_data"), {"email": "not an address"})
    machine = reader.post(reverse("my_data"), {"email": ADA, "website": "x"})
    elsewhere = reader.post(reverse("my_data"), {"email": ADA}, headers={"Origin": "https://evil.example"})

    assert (wrong.status_code, machine.status_code, elsewhere.status_code) == (422, 302, 403)
    assert "does not look like an e-mail address" in wrong.text
    assert not Follower.objects.exists()


@pytest.mark.parametrize("page", ["my_data_link", "my_data_export", "my_data_erase"])
def test_a_stale_a_forged_and_an_edited_link_show_nothing(reader, ada, page):
    stale = link_for(ADA, at=datetime.now(UTC) - 2 * DAY)
    good = link_for(ADA)
    other_purpose = reader.get(reverse("following", args=[good]))

    for token in (stale, good[:-1] + ("A" if good[-1] != "A" else "B"), "x" + good, "forged"):
        for answer in (reader.get(reverse(page, args=[token])), reader.post(reverse(page, args=[token]))):
            assert answer.status_code in (410, 405)
            assert "Okafor" not in answer.text
    assert other_purpose.status_code == 410
    assert Lead.objects.filter(pk=ada.pk).exists()


def test_opening_the_links_of_the_mail_erases_nothing(reader, ada):
    token = link_for(ADA)
    for page in ("my_data_link", "my_data_export", "my_data_erase"):
        assert reader.get(reverse(page, args=[token])).status_code == 200

    assert Lead.objects.get() == ada


def test_one_press_of_the_button_erases_and_the_link_ends(reader, ada):
    token = link_for(ADA)
    remember(reader, Visitor.objects.get())

    said = reader.post(reverse("my_data_erase", args=[token]))

    receipt = ErasureReceipt.objects.get()
    assert str(receipt.reference) in said.text
    assert (receipt.asked, receipt.by) == ("person", None)
    assert not Lead.objects.exists()
    assert not Touch.objects.exists()
    assert said.cookies["ts_visitor"].value == ""
    assert reader.get(reverse("my_data_link", args=[token])).status_code == 410


def test_the_button_does_not_work_from_another_site(reader, ada):
    token = link_for(ADA)

    said = reader.post(reverse("my_data_erase", args=[token]), headers={"Origin": "https://evil.example"})

    assert said.status_code == 403
    assert Lead.objects.exists()


def test_an_address_that_we_do_not_know_is_told_so(reader):
    page = reader.get(reverse("my_data_link", args=[link_for("nobody@elsewhere.example")]))

    assert "More than that we do not know of this address." in page.text


def test_a_browser_without_a_name_sees_takes_and_is_forgotten(reader):
    visitor = remember(reader, make_visitor())
    make_touch(visitor, make_asset("Mine"))
    make_touch(make_visitor(), make_asset("Not mine"))

    page, file = reader.get(reverse("my_data")), reader.get(reverse("my_data_export"))
    said = reader.post(reverse("forget_browser"))

    assert "Mine" in page.text
    assert "Not mine" not in page.text
    assert file.json()["reading"][0]["piece"] == "Mine"
    assert (said.status_code, said.cookies["ts_visitor"].value) == (200, "")
    assert [touch.asset.title for touch in Touch.objects.all()] == ["Not mine"]
    assert ErasureReceipt.objects.get().asked == "browser"


def test_a_browser_with_a_name_shows_and_forgets_nothing_by_its_cookie(reader, ada):
    remember(reader, Visitor.objects.get())

    page, file = reader.get(reverse("my_data")), reader.get(reverse("my_data_export"))
    said = reader.post(reverse("forget_browser"))

    for answer in (page, file, said):
        assert "A private read" not in answer.text
        assert "Okafor" not in answer.text
    assert (file.status_code, said.status_code) == (404, 409)
    assert Touch.objects.exists()


def test_a_browser_that_is_not_remembered_is_told_so(reader):
    assert "we keep nothing of what is read in it" in reader.get(reverse("my_data")).text
    assert reader.get(reverse("my_data_export")).status_code == 404
    assert reader.post(reverse("forget_browser")).status_code == 200
    assert not ErasureReceipt.objects.exists()


def test_forgetting_is_for_our_own_page_and_for_a_press_of_the_button(reader):
    visitor = remember(reader, make_visitor())

    elsewhere = reader.post(reverse("forget_browser"), headers={"Origin": "https://evil.example"})

    assert (elsewhere.status_code, reader.get(reverse("forget_browser")).status_code) == (403, 405)
    assert Visitor.objects.get() == visitor


def test_the_privacy_page_leads_here(reader):
    assert f'href="{reverse("my_data")}"' in reader.get(reverse("privacy")).text


def test_a_link_behind_which_somebody_else_is_erased_ends_for_them_only(ada):
    other, mine = link_for("other@hollis.example"), link_for(ADA)
    Client().post(reverse("my_data_erase", args=[other]))

    assert (address_behind(other), address_behind(mine)) == (None, ADA)


def test_while_the_spool_cannot_be_closed_nothing_is_erased(reader, ada, settings, monkeypatch):
    monkeypatch.setattr(traces, "PATIENCE_SECONDS", 0.1)
    token = link_for(ADA)
    settings.SPOOL_DIR.mkdir()

    with only_reader(settings.SPOOL_DIR):
        said = reader.post(reverse("my_data_erase", args=[token]))

    assert (said.status_code, Lead.objects.get()) == (503, ada)
    assert "Nothing was erased" in said.text
