"""Deals from a CSV export. Doing it again changes nothing."""

from collections.abc import Iterable

from django.db import transaction

from leads.accounts import account_for
from leads.importing import account_name, check
from leads.models import Account, Lead
from leads.spreadsheets import BadRow, Report, Row, read_moment
from revenue.models import Deal
from revenue.money import NotMoney, read_cents

#: Our columns, with the headers that Salesforce, HubSpot and people write for them.
COLUMNS = {
    "id": ["opportunity id", "deal id", "record id", "external id"],
    "name": ["deal name", "dealname", "opportunity name"],
    "account": ["account name", "company", "company name", "associated company"],
    "email": ["e-mail", "lead", "lead email", "contact email", "contact"],
    "amount": ["deal amount", "amount in deal currency", "value"],
    "currency": ["currency iso code", "deal currency", "currency code"],
    "opened_at": ["opened", "created date", "create date", "createdate", "created at"],
    "closed_at": ["closed", "close date", "closedate", "closed date"],
    "outcome": ["status", "stage", "stage name", "deal stage", "dealstage"],
    "is_won": ["won", "is closed won"],
    "is_closed": [],
}
REQUIRED = ["name", "amount", "opened_at"]
OPEN, WON, LOST = Deal.Outcome.OPEN, Deal.Outcome.WON, Deal.Outcome.LOST
WON_WORDS = {"won", "closed won", "closedwon"}
LOST_WORDS = {"lost", "closed lost", "closedlost"}
YES = {"true", "1", "yes"}
NO = {"false", "0", "no"}


@transaction.atomic
def import_deals(rows: Iterable[Row], *, dry_run: bool = False) -> Report:
    """A deal is found by its id, or else by its name. A dry run does the same and takes it all back."""
    report = Report()
    seen: dict[str, int] = {}
    for row in rows:
        try:
            with transaction.atomic():
                outcome = _take(row, seen)
        except (BadRow, NotMoney) as reason:
            report.refuse(row.line, reason)
        else:
            report.count(outcome)
            seen[_key(row)] = row.line
    if dry_run:
        transaction.set_rollback(True)
    return report


def _key(row: Row) -> str:
    return row["id"] or row["name"]


def _take(row: Row, seen: dict[str, int]) -> str:
    if not row["name"]:
        raise BadRow("the deal has no name.")
    if _key(row) in seen:
        raise BadRow(f"“{_key(row)[:60]}” stands in line {seen[_key(row)]} already.")
    values = _values(row)
    deal = _find(row) or Deal(external_id=row["id"])
    is_new = deal.pk is None
    changed = [name for name, value in values.items() if getattr(deal, name) != value]
    if not is_new and not changed:
        return "unchanged"
    for name in values:
        setattr(deal, name, values[name])
    check(deal)
    deal.save()
    return "added" if is_new else "changed"


def _find(row: Row) -> Deal | None:
    """A deal that has no id yet is found by its name, and gets the id."""
    if row["id"] and (found := Deal.objects.filter(external_id=row["id"]).first()):
        return found
    named = Deal.objects.filter(name=row["name"])
    found = list(named.filter(external_id="")[:2] if row["id"] else named[:2])
    if len(found) > 1:
        raise BadRow(f"several deals are called “{row['name'][:60]}”. Give each its id.")
    return found[0] if found else None


def _values(row: Row) -> dict:
    outcome = _outcome(row)
    values = {
        "name": row["name"],
        "amount_cents": read_cents(row["amount"] or "0"),
        "opened_at": read_moment(_needed(row, "opened_at", "when it was opened")),
        # An export gives open deals the day on which somebody hopes to close them.
        "closed_at": None
        if outcome == OPEN
        else read_moment(_needed(row, "closed_at", f"when it was {outcome}"), day_ends=True),
        "outcome": outcome,
        **_whose(row),
    }
    if row["currency"]:
        values["currency"] = row["currency"].upper()
    if row["id"]:
        values["external_id"] = row["id"]
    if values["closed_at"] and values["closed_at"] < values["opened_at"]:
        raise BadRow(f"it is closed ({row['closed_at']}) before it is opened ({row['opened_at']}).")
    return values


def _needed(row: Row, column: str, words: str) -> str:
    if not row[column]:
        raise BadRow(f"it does not say {words}.")
    return row[column]


def _outcome(row: Row) -> Deal.Outcome:
    """What the flags say, or else the stage's name; a stage that is neither won nor lost is open."""
    won, closed = _flag(row, "is_won"), _flag(row, "is_closed")
    stage = " ".join(row["outcome"].lower().replace("-", " ").replace("_", " ").split())
    if won or (won is None and stage in WON_WORDS):
        return WON
    if closed or (closed is None and stage in LOST_WORDS):
        return LOST
    return OPEN


def _flag(row: Row, column: str) -> bool | None:
    text = row[column].lower()
    if text and text not in YES | NO:
        raise BadRow(f"{column} is “{text[:40]}”; it must be true or false.")
    return text in YES if text else None


def _whose(row: Row) -> dict[str, Account | Lead | None]:
    """The account that is named; else the account of the person, or the person alone."""
    lead = Lead.objects.by_email(row["email"]).select_related("account").first() if row["email"] else None
    if row["account"]:
        check(Account(name=account_name(row)))
        return {"account": account_for(row["account"], email=""), "lead": None}
    if not row["email"]:
        raise BadRow("it names neither an account nor a person's e-mail.")
    if lead is None:
        raise BadRow(f"we know nobody with the e-mail {row['email'][:100]}. Import the lead first.")
    return {"account": lead.account, "lead": None} if lead.account else {"account": None, "lead": lead}
