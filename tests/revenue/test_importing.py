from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from leads.models import Account
from revenue.models import Crediting, Deal
from tests.factories import NOON, make_account, make_deal, make_lead
from tests.leads.makers import make_reader, write_csv

pytestmark = pytest.mark.django_db


def run(path, **options):
    out, errors = StringIO(), StringIO()
    call_command("import_deals", path, stdout=out, stderr=errors, **options)
    return out.getvalue().strip(), errors.getvalue().splitlines()


OURS = (
    "name,account,amount,currency,opened_at,closed_at,outcome",
    'Network redesign,Hollis Pumps,"120,000.50",EUR,2026-01-05,2026-03-19,won',
    "Second source,Hollis Pumps,5000,usd,2026-01-05,,open",
    "Warehouse,Other,1.10,EUR,2026-01-05,2026-02-01,lost",
)
SALESFORCE = (
    '"ID","NAME","ACCOUNT.NAME","STAGENAME","AMOUNT","CLOSEDATE","ISCLOSED","ISWON","CREATEDDATE"',
    '"006A","Widgets","Hollis Pumps","Closed Won","500000.0","2026-11-09","true","true","2026-06-15T20:47:07.000Z"',
    '"006B","Valves","Hollis Pumps","Value Proposition","140000.0","2026-12-12","false","false","2026-06-15T20:47:09.000Z"',
    '"006C","Seals","Hollis Pumps","Closed Lost","1.0","2026-12-12","true","false","2026-06-15T20:47:09.000Z"',
)


def test_deals_come_in_as_money_with_their_accounts(tmp_path):
    said, _ = run(write_csv(tmp_path, *OURS))

    assert said == "Deals: 3 added, 0 changed, 0 unchanged, 0 refused."
    deal = Deal.objects.get(name="Network redesign")
    assert (deal.amount_cents, deal.currency, deal.outcome, deal.account.name) == (
        12000050,
        "EUR",
        "won",
        "Hollis Pumps",
    )
    assert deal.closed_at == datetime(2026, 3, 19, 23, 59, 59, tzinfo=UTC)
    assert Deal.objects.get(name="Second source").currency == "USD"
    assert Account.objects.count() == 2


def test_a_salesforce_export_is_understood(tmp_path):
    run(write_csv(tmp_path, *SALESFORCE))

    assert list(Deal.objects.order_by("external_id").values_list("external_id", "name", "outcome", "amount_cents")) == [
        ("006A", "Widgets", "won", 50000000),
        ("006B", "Valves", "open", 14000000),
        ("006C", "Seals", "lost", 100),
    ]
    assert Deal.objects.get(name="Valves").closed_at is None


@pytest.mark.parametrize("rows", [OURS, SALESFORCE])
def test_a_second_run_changes_nothing(tmp_path, rows):
    path = write_csv(tmp_path, *rows)
    run(path)
    before = (list(Deal.objects.values()), list(Account.objects.values()), list(Crediting.objects.values()))

    said, _ = run(path)

    assert said == "Deals: 0 added, 0 changed, 3 unchanged, 0 refused."
    assert (list(Deal.objects.values()), list(Account.objects.values()), list(Crediting.objects.values())) == before


def test_a_dry_run_keeps_nothing(tmp_path):
    said, _ = run(write_csv(tmp_path, *OURS), dry_run=True)

    assert said == "Dry run, nothing was changed. Deals: 3 added, 0 changed, 0 unchanged, 0 refused."
    assert not Deal.objects.exists()
    assert not Account.objects.exists()


def test_a_deal_that_was_typed_in_gets_its_id_from_the_export(tmp_path):
    make_deal("Widgets", account=make_account("Hollis Pumps"))

    run(write_csv(tmp_path, *SALESFORCE))

    assert Deal.objects.get(name="Widgets").external_id == "006A"


def test_a_deal_that_is_won_now_is_credited_at_once(tmp_path):
    make_reader(days=[-30], account=make_account("Hollis Pumps"))
    make_deal("Network redesign", account=make_account("Hollis Pumps"))

    said, _ = run(write_csv(tmp_path, *OURS[:2]))

    assert said == "Deals: 0 added, 1 changed, 0 unchanged, 0 refused."
    assert Crediting.objects.get().credits.filter(model="linear").get().cents == 12000050


def test_a_person_stands_for_their_account_or_for_themselves(tmp_path):
    make_lead("ada@hollis.example")
    solo = make_lead("solo@x.example")
    solo.account = None
    solo.save()

    run(
        write_csv(
            tmp_path,
            "name,email,amount,opened_at",
            "One,Ada@Hollis.example,1,2026-01-05",
            "Two,solo@x.example,1,2026-01-05",
        )
    )

    assert Deal.objects.get(name="One").account.name == "Hollis Pumps"
    assert Deal.objects.get(name="Two").lead == solo


def test_bad_rows_are_named_by_line_and_the_others_are_kept(tmp_path):
    make_deal("Twin", account=make_account("A"))
    make_deal("Twin", account=make_account("B"))
    rows = [
        "name,account,email,amount,opened_at,closed_at,outcome",
        "Good,Acme,,1,2026-01-05,,open",
        ",Acme,,1,2026-01-05,,open",
        "Good,Acme,,2,2026-01-05,,open",
        "Nobody,,,1,2026-01-05,,open",
        "Unknown,,who@x.example,1,2026-01-05,,open",
        "Cents,Acme,,1.005,2026-01-05,,open",
        "Words,Acme,,much,2026-01-05,,open",
        "Undated,Acme,,1,,,open",
        "Unclosed,Acme,,1,2026-01-05,,won",
        "Backwards,Acme,,1,2026-01-05,2025-01-05,won",
        "Twin,Acme,,1,2026-01-05,,open",
        f"{'x' * 300},New,,1,2026-01-05,,open",
    ]

    said, errors = run(write_csv(tmp_path, *rows))

    assert said == "Deals: 1 added, 0 changed, 0 unchanged, 11 refused."
    assert [line.partition(":")[0] for line in errors] == [f"Line {n}" for n in range(3, 14)]
    assert "is closed (2025-01-05) before it is opened (2026-01-05)" in errors[8]
    assert not Account.objects.filter(name="New").exists()


def test_the_day_it_is_closed_counts_to_its_end(tmp_path):
    reader = make_reader(days=[0], account=make_account("Hollis Pumps"))

    run(write_csv(tmp_path, *OURS[:2]))

    assert Crediting.objects.get().credits.filter(touch=reader.touches().get()).exists()
    assert reader.touches().get().at == NOON


def test_a_file_without_amounts_is_refused_whole(tmp_path):
    with pytest.raises(CommandError, match="has no column amount"):
        run(write_csv(tmp_path, "name,opened_at", "A,2026-01-05"))


def test_an_account_name_that_is_too_long_is_refused_by_its_line(tmp_path):
    long, short = f"Long,{'x' * 201},1,2026-01-01", "Short,Hollis,1,2026-01-01"

    said, errors = run(write_csv(tmp_path, "name,account,amount,opened_at", long, short))

    assert said == "Deals: 1 added, 0 changed, 0 unchanged, 1 refused."
    assert errors[0].startswith("Line 2: name: ")
