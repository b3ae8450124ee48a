from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from leads.models import Account, Lead
from tests.factories import NOON, make_account, make_lead, make_user
from tests.leads.makers import DAY, write_csv
from users.group_permissions import SALES

pytestmark = pytest.mark.django_db


def run(path, **options):
    out, errors = StringIO(), StringIO()
    call_command("import_leads", path, stdout=out, stderr=errors, **options)
    return out.getvalue().strip(), errors.getvalue().splitlines()


HUBSPOT = (
    "Email,First Name,Last Name,Job Title,Company name,Number of employees,Industry,Create Date",
    "Ada@Hollis.example,Ada,Okafor,COO,Hollis Pumps,250,Machinery,2026-01-05 09:05",
    "bo@gmail.com,Bo,Lind,,,,,",
)


def test_leads_come_in_with_their_accounts(tmp_path):
    said, _ = run(write_csv(tmp_path, *HUBSPOT))

    assert said == "Leads: 2 added, 0 changed, 0 unchanged, 0 refused."
    ada = Lead.objects.get(email="ada@hollis.example")
    assert (ada.name, ada.job_title, ada.known_at.isoformat()) == ("Ada Okafor", "COO", "2026-01-05T09:05:00+00:00")
    assert (ada.account.name, ada.account.domain, ada.account.employees) == ("Hollis Pumps", "hollis.example", 250)
    assert Lead.objects.get(email="bo@gmail.com").account is None


def test_a_second_run_changes_nothing(tmp_path):
    path = write_csv(tmp_path, *HUBSPOT)
    run(path)
    before = (list(Lead.objects.values()), list(Account.objects.values()))

    said, _ = run(path)

    assert said == "Leads: 0 added, 0 changed, 2 unchanged, 0 refused."
    assert (list(Lead.objects.values()), list(Account.objects.values())) == before


def test_rows_that_disagree_about_their_account_settle_on_the_last(tmp_path):
    path = write_csv(
        tmp_path, "email,account,industry", "a@x.example,Acme,Pumps", "b@x.example,ACME,Valves", "c@x.example,acme,"
    )
    run(path)

    assert run(path)[0] == "Leads: 0 added, 0 changed, 3 unchanged, 0 refused."
    assert Account.objects.get().industry == "Valves"


def test_a_dry_run_reports_the_truth_and_keeps_nothing(tmp_path):
    said, _ = run(write_csv(tmp_path, *HUBSPOT), dry_run=True)

    assert said == "Dry run, nothing was changed. Leads: 2 added, 0 changed, 0 unchanged, 0 refused."
    assert not Lead.objects.exists()
    assert not Account.objects.exists()


def test_cells_replace_what_we_had_and_empty_ones_leave_it(tmp_path):
    make_lead("ada@hollis.example", first_name="Ada", job_title="COO", known_at=NOON)

    said, _ = run(
        write_csv(tmp_path, "email,first_name,job_title,known_at", f"ada@hollis.example,,CEO,{NOON + DAY:%Y-%m-%d}")
    )

    lead = Lead.objects.get()
    assert said == "Leads: 0 added, 1 changed, 0 unchanged, 0 refused."
    assert (lead.first_name, lead.job_title, lead.known_at) == ("Ada", "CEO", NOON)


def test_a_person_joins_the_account_of_their_mail_domain(tmp_path):
    account = make_account("Hollis Pumps", domain="hollis.example")

    run(write_csv(tmp_path, "email", "ada@hollis.example"))

    assert Lead.objects.get().account == account


def test_bad_rows_are_named_by_line_and_the_others_are_kept(tmp_path):
    said, errors = run(
        write_csv(
            tmp_path,
            "email,first_name,account,employees,known_at",
            "ok@a.example,Ok,Acme,10,",
            "not an address,,,,",
            ",Nobody,,,",
            "OK@a.example,Again,,,",
            "long@a.example," + "x" * 90 + ",,,",
            "many@a.example,,Acme,many,",
            "late@a.example,,,,tomorrow",
        )
    )

    assert said == "Leads: 1 added, 0 changed, 0 unchanged, 6 refused."
    assert [line.partition(":")[0] for line in errors] == [f"Line {n}" for n in range(3, 9)]
    assert errors[2] == "Line 5: ok@a.example stands in line 2 already."
    assert Account.objects.get().employees == 10


def test_a_cell_that_looks_like_a_formula_is_data(tmp_path):
    run(write_csv(tmp_path, "email,first_name", 'a@b.example,"=HYPERLINK(""http://x"")"'))

    assert Lead.objects.get().first_name == '=HYPERLINK("http://x")'


def test_a_row_that_changes_nothing_asks_nothing(tmp_path, django_assert_max_num_queries):
    path = write_csv(tmp_path, "email,account", *(f"p{i}@x.example,Acme" for i in range(40)))
    run(path)

    with django_assert_max_num_queries(6):
        run(path)


def test_a_file_without_e_mails_is_refused_whole(tmp_path):
    with pytest.raises(CommandError, match="has no column email"):
        run(write_csv(tmp_path, "name", "Ada"))


OWNED = "email,account,account_owner"


@pytest.mark.parametrize("said", ["noor", "Noor@Northline.example", "Noor Haddad"])
def test_an_account_gets_the_owner_that_the_file_names(tmp_path, said):
    noor = make_user(SALES, username="noor", email="noor@northline.example", first_name="Noor", last_name="Haddad")

    path = write_csv(tmp_path, OWNED, f"a@x.example,Hollis Pumps,{said}", "b@x.example,Hollis Pumps,")

    assert run(path) == ("Leads: 2 added, 0 changed, 0 unchanged, 0 refused.", [])
    assert Account.objects.get().owner == noor
    assert run(path)[0] == "Leads: 0 added, 0 changed, 2 unchanged, 0 refused."


def test_an_owner_whom_nobody_knows_leaves_the_account_as_it_is(tmp_path):
    sam = make_user(SALES, username="sam")
    make_account(owner=sam)

    said, notes = run(write_csv(tmp_path, OWNED, "a@x.example,Hollis Pumps,=cmd", "b@x.example,New,left"))

    assert said == "Leads: 2 added, 0 changed, 0 unchanged, 0 refused."
    assert notes[0].startswith("Line 2: the account owner “=cmd” is nobody who signs in here")
    assert notes[1].startswith("Line 3:")
    assert Account.objects.get(name="Hollis Pumps").owner == sam
    assert Account.objects.get(name="New").owner is None
