import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from openpyxl import load_workbook

from leads.models import Account, Lead
from tests.factories import NOON, make_account, make_lead, make_user
from tests.leads.makers import make_reader

pytestmark = pytest.mark.django_db

LEADS, ACCOUNTS = "lead:index", "account:index"


@pytest.fixture
def desk(client, marketer):
    client.force_login(marketer)
    return client


def listed(response):
    return [str(row) for row in response.context["object_list"]]


def cells(response):
    return list(csv.DictReader(StringIO(b"".join(response.streaming_content).decode())))


def test_the_list_asks_as_much_for_thirty_leads_as_for_one(desk, django_assert_max_num_queries):
    for i in range(30):
        make_lead(f"p{i}@x.example", account=make_account(f"Company {i}"))

    with django_assert_max_num_queries(14):
        response = desk.get(reverse(LEADS))

    assert len(listed(response)) == 20


def test_the_name_leads_to_the_record(desk):
    lead = make_lead(first_name="Ada")

    html = desk.get(reverse(LEADS)).content.decode()

    assert f'href="{reverse("lead:inspect", args=[lead.pk])}"' in html


@pytest.mark.parametrize("words", ["ada", "okafor", "coo@hollis", "hollis pumps"])
def test_a_lead_is_found_by_name_address_and_company(desk, words):
    make_lead(first_name="Ada", last_name="Okafor")
    make_lead("bo@other.example", first_name="Bo", account=make_account("Other"))

    assert listed(desk.get(reverse(LEADS), {"q": words})) == ["Ada Okafor"]


def test_leads_are_narrowed_by_keeper_date_and_industry(desk):
    make_lead("old@x.example", known_at=NOON - timedelta(days=400), account=make_account("A", industry="Pumps"))
    sold = make_lead("new@x.example", account=make_account("B", industry="Valves"))
    Lead.objects.filter(pk=sold.pk).update(keeper=Lead.Keeper.SALES)

    for query in ({"keeper": "sales"}, {"known_at_from": "2026-01-01"}, {"industry": "Valves"}):
        assert listed(desk.get(reverse(LEADS), query)) == ["new@x.example"]


@pytest.mark.parametrize(
    "query", [{"keeper": "nobody"}, {"known_at_from": "x"}, {"p": "-1"}, {"p": "abc"}, {"ordering": "x"}]
)
def test_odd_addresses_are_answered(desk, query):
    make_lead()

    assert desk.get(reverse(LEADS), query).status_code in (200, 404)


def test_a_download_can_be_imported_again_and_runs_nothing(desk):
    make_lead(first_name="=1+1", account=make_account("@Hollis", employees=5))

    row = cells(desk.get(reverse(LEADS), {"export": "csv"}))[0]

    assert (row["email"], row["first_name"], row["account"], row["employees"]) == (
        "coo@hollis.example",
        "'=1+1",
        "'@Hollis",
        "5",
    )


def test_no_reader_can_spoil_the_download_with_characters_that_a_spreadsheet_cannot_hold(desk):
    make_lead(first_name="A\x01da\x0b\ufffe", job_title="\x02=1+1")

    book = load_workbook(BytesIO(b"".join(desk.get(reverse(LEADS), {"export": "xlsx"}).streaming_content)))
    row = cells(desk.get(reverse(LEADS), {"export": "csv"}))[0]

    assert [cell.value for cell in list(book.active.iter_rows())[1]][1] == "Ada"
    assert (row["first_name"], row["job_title"]) == ("Ada", "'=1+1")


def test_leads_without_an_account_can_be_downloaded(desk):
    Lead.objects.create(email="solo@x.example", known_at=NOON)

    assert cells(desk.get(reverse(LEADS), {"export": "csv"}))[0]["account"] == ""
    book = load_workbook(BytesIO(b"".join(desk.get(reverse(LEADS), {"export": "xlsx"}).streaming_content)))
    assert [cell.value for cell in next(book.active.iter_rows())][0] == "email"


def test_the_last_reading_stands_in_the_list(desk):
    make_reader(days=[0, 3])

    assert "22 Mar 2026" in desk.get(reverse(LEADS)).content.decode()


FORM = {
    "email": "Ada@Hollis.example",
    "first_name": "Ada",
    "last_name": "",
    "job_title": "",
    "account": "",
    "known_at": "2026-03-19 12:00",
}


def test_an_address_is_kept_in_small_letters(desk):
    desk.post(reverse("lead:add"), FORM)

    assert Lead.objects.get().email == "ada@hollis.example"


def test_a_person_is_one_record_however_the_address_is_typed(desk):
    make_lead("ada@hollis.example")

    response = desk.post(reverse("lead:add"), FORM)

    assert "We know a person with this e-mail already." in response.content.decode()


def test_an_account_is_one_record_however_its_name_is_typed(desk):
    make_account("Hollis Pumps")
    fields = {"name": "hollis  PUMPS", "domain": "", "industry": "", "country": "", "employees": ""}

    response = desk.post(reverse("account:add"), fields)

    assert "We have an account of this name already." in response.content.decode()
    assert Account.objects.count() == 1


def test_an_account_shows_whom_we_know_there_with_few_queries(desk, django_assert_max_num_queries):
    account = make_account()
    for i in range(8):
        make_lead(f"p{i}@hollis.example", account=account, first_name=f"P{i}")

    with django_assert_max_num_queries(12):
        html = desk.get(reverse("account:inspect", args=[account.pk])).content.decode()

    assert "P7" in html


def test_accounts_are_listed_with_few_queries(desk, django_assert_max_num_queries):
    for i in range(25):
        make_account(f"Company {i:02}")

    with django_assert_max_num_queries(13):
        assert len(listed(desk.get(reverse(ACCOUNTS)))) == 20


def test_a_lead_with_a_history_is_not_deleted_but_explained(client, marketing_lead):
    client.force_login(marketing_lead)
    lead = make_reader(days=[0])

    response = client.post(reverse("lead:delete", args=[lead.pk]), follow=True)

    assert Lead.objects.exists()
    assert "one record for life, and this one holds 1 identification." in response.text


PAGES = ["lead:index", "lead:add", "account:index", "account:add", "lead_chooser:choose", "account_chooser:choose"]


@pytest.mark.parametrize("name", PAGES)
def test_nobody_reads_this_without_signing_in(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 302
    assert "/admin/login/" in response.url


def test_executives_look_and_do_not_touch(client, executive):
    client.force_login(executive)
    lead = make_lead()

    assert client.get(reverse(LEADS)).status_code == 200
    assert client.get(reverse("lead:inspect", args=[lead.pk])).status_code == 200
    for name, args in (("lead:add", []), ("lead:edit", [lead.pk]), ("lead:delete", [lead.pk])):
        assert client.get(reverse(name, args=args)).status_code == 302
        assert client.post(reverse(name, args=args), FORM).status_code == 302
    assert Lead.objects.get().email == "coo@hollis.example"


@pytest.mark.parametrize(
    "name",
    ["lead:index", "account:index", "lead_chooser:choose", "account_chooser:choose", "account_chooser:choose_results"],
)
def test_names_are_for_those_who_may_see_them(client, name):
    make_lead(first_name="Ada", last_name="Secret")
    editor = make_user()
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(editor)

    response = client.get(reverse(name))

    assert response.status_code in (302, 403)
    assert "login" not in response.get("Location", "")
    assert b"Secret" not in response.content


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [("account_chooser:choose_results", "hol", "Hollis Pumps"), ("lead_chooser:choose_results", "ada hollis", "Ada")],
)
def test_choosers_find_by_a_few_letters(desk, name, words, found):
    make_lead("ada@hollis.example", first_name="Ada")
    make_lead("bo@other.example", first_name="Bo", account=make_account("Other"))

    html = desk.get(reverse(name), {"q": words}).content.decode()

    assert "Other" not in html
    assert "Bo" not in html
    assert found in html


def test_accounts_are_narrowed_by_owner(desk, salesperson):
    make_account("A", owner=salesperson)
    make_account("B")

    assert listed(desk.get(reverse(ACCOUNTS), {"owner": salesperson.pk})) == ["A"]
    assert listed(desk.get(reverse(ACCOUNTS), {"owner": "null"})) == ["B"]


def test_the_list_says_whose_an_account_is_and_who_has_left(desk, salesperson, django_assert_max_num_queries):
    for number in range(30):
        make_account(f"A{number:02}", owner=salesperson)
    salesperson.is_active = False
    salesperson.save()

    with django_assert_max_num_queries(16):
        page = desk.get(reverse(ACCOUNTS), {"owner": salesperson.pk})

    assert page.text.count("salesperson (left)") > 20
    assert f"{reverse('account:hand_over')}?owner={salesperson.pk}" in page.text
    assert cells(desk.get(reverse(ACCOUNTS), {"export": "csv"}))[0]["account_owner"] == "salesperson"


def test_an_owner_is_chosen_in_the_form_and_one_who_has_left_stays_until_then(desk, salesperson):
    salesperson.is_active = False
    salesperson.save()
    account = make_account(owner=salesperson)
    address = reverse("account:edit", args=[account.pk])
    fields = {"name": account.name, "domain": "", "industry": "", "country": "", "employees": ""}

    assert "salesperson (left)" in desk.get(address).text
    desk.post(address, fields | {"owner": salesperson.pk})
    assert Account.objects.get().owner == salesperson
    desk.post(address, fields | {"owner": ""})
    assert Account.objects.get().owner is None
