import pytest
from django.urls import reverse

from leads.models import ErasureReceipt, Lead
from tests.factories import NOON, make_asset, make_lead, make_touch, make_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_spool_of_its_own(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"


@pytest.fixture
def desk(client, marketing_lead):
    client.force_login(marketing_lead)
    return client


@pytest.fixture
def ada():
    visitor = make_visitor()
    make_touch(visitor, make_asset("What she read"))
    return make_lead("ada@hollis.example", first_name="Ada", last_name="Okafor", visitors=[visitor])


def test_the_record_offers_export_erasure_and_merging_to_those_who_may(desk, ada):
    page = desk.get(reverse("lead:inspect", args=[ada.pk]))

    for name in ("lead:merge", "lead:everything", "lead:erase"):
        assert reverse(name, args=[ada.pk]) in page.text


@pytest.mark.parametrize("name", ["lead:merge", "lead:everything", "lead:everything_file", "lead:erase"])
def test_others_see_no_way_there_and_find_the_door_shut(client, marketer, ada, name):
    client.force_login(marketer)

    assert reverse(name, args=[ada.pk]) not in client.get(reverse("lead:inspect", args=[ada.pk])).text
    for answer in (client.get(reverse(name, args=[ada.pk])), client.post(reverse(name, args=[ada.pk]))):
        assert answer.url == reverse("wagtailadmin_home")
    assert Lead.objects.exists()


def test_everything_stands_on_one_page_and_in_one_file(desk, ada):
    page = desk.get(reverse("lead:everything", args=[ada.pk]))
    file = desk.get(reverse("lead:everything_file", args=[ada.pk]))

    assert "What she read" in page.text
    assert file.json()["reading"][0]["piece"] == "What she read"
    assert file["Content-Disposition"].startswith(f'attachment; filename="lead-{ada.pk}-')


def test_erasing_says_what_goes_asks_once_and_shows_the_receipt(desk, ada, marketing_lead):
    question = desk.get(reverse("lead:erase", args=[ada.pk]))
    for said in ("1 lead record", "1 touch<", "1 browser that we remember"):
        assert said in question.text
    assert Lead.objects.exists()

    done = desk.post(reverse("lead:erase", args=[ada.pk]), follow=True)

    receipt = ErasureReceipt.objects.get()
    assert not Lead.objects.exists()
    assert (receipt.asked, receipt.by) == ("staff", marketing_lead)
    assert str(receipt.reference) in done.text
    assert "1 touch<" in done.text
    assert "Okafor" not in done.text
    assert str(receipt.reference) in desk.get(reverse("erasures:index")).text


def test_receipts_are_for_those_who_may_see_them(client, marketer):
    receipt = ErasureReceipt.objects.create(at=NOON, asked="staff")
    client.force_login(marketer)

    answers = [client.get(reverse("erasures:index")), client.get(reverse("erasures:receipt", args=[receipt.pk]))]

    assert all(answer.status_code in (302, 403) for answer in answers)


def test_the_list_of_receipts_asks_the_same_for_many(desk, django_assert_max_num_queries):
    for _ in range(20):
        ErasureReceipt.objects.create(at=NOON, asked="retention", people=3, removed={"reading": 4})
    desk.get(reverse("erasures:index"))

    with django_assert_max_num_queries(14):
        assert desk.get(reverse("erasures:index")).text.count("long enough") >= 20
