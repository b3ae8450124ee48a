"""Leads and their accounts from a CSV export. Doing it again changes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from leads.accounts import company_domain
from leads.models import Account, Lead, LeadAlias
from leads.owners import people_by_name, who_may_own
from leads.spreadsheets import BadRow, Report, Row, read_count, read_moment
from users.models import User

#: Our columns, with the headers that Salesforce, HubSpot and people write for them.
COLUMNS = {
    "email": ["e-mail", "email address", "work email", "contact email"],
    "first_name": ["firstname", "given name"],
    "last_name": ["lastname", "surname", "family name"],
    "job_title": ["title", "jobtitle", "position", "role"],
    "account": ["account name", "company", "company name", "associated company", "organization", "organisation"],
    "domain": ["company domain name", "website", "company domain"],
    "industry": [],
    "country": ["country/region", "mailing country", "billing country"],
    "employees": ["number of employees", "no. of employees", "num employees"],
    "account_owner": ["account owner name", "account owner email", "company owner"],
    "known_at": ["created date", "create date", "createdate", "created at", "became a lead date"],
}
REQUIRED = ["email"]
LEAD_CELLS = ["first_name", "last_name", "job_title"]
ACCOUNT_CELLS = ["domain", "industry", "country", "employees"]


@transaction.atomic
def import_leads(rows: Iterable[Row], *, at: datetime, dry_run: bool = False) -> Report:
    """A cell that says something replaces what we had; an empty one leaves it.

    A dry run does the same and takes it all back, so that its report is the truth.
    """
    rows = list(rows)
    leads = _LeadImport(rows, at=at)
    for row in rows:
        try:
            leads.report.count(leads.take(row))
        except BadRow as reason:
            leads.report.refuse(row.line, reason)
    if dry_run:
        transaction.set_rollback(True)
    return leads.report


class _LeadImport:
    """What the import knows already, so that a row that changes nothing costs no query."""

    def __init__(self, rows: list[Row], *, at: datetime):
        self.at = at
        self.report = Report()
        self.lines: dict[str, int] = {}
        self.leads = _leads_by_email(rows)
        self.accounts = {account.name.casefold(): account for account in Account.objects.order_by("-pk")}
        self.by_domain = {a.domain.casefold(): a for a in self.accounts.values() if a.domain}
        self.people = people_by_name(who_may_own()) if any(row["account_owner"] for row in rows) else {}
        self.said_of = _what_is_said_of_accounts(rows, self.people)

    def take(self, row: Row) -> str:
        email = self._new_email(row)
        known_at = read_moment(row["known_at"]) if row["known_at"] else None
        lead = self.leads.get(email) or Lead(email=email, known_at=known_at or self.at)
        said = _what_is_said_of_lead(row, lead, known_at)
        account, account_news = self._account(row, email)
        if account and (row["account"] or lead.account_id is None):
            said["account"] = account
        is_new = lead.pk is None
        lead_news = _fill(lead, said)
        if account and account_news:
            self._keep_account(account)
        if is_new or lead_news:
            lead.account = account if account_news else lead.account  # a new account has its key only now
            lead.save()
        self.leads[email] = lead
        self.lines[email] = row.line
        return "added" if is_new else "changed" if lead_news or account_news else "unchanged"

    def _new_email(self, row: Row) -> str:
        email = row["email"].lower()
        if not email:
            raise BadRow("there is no e-mail address, and a lead is known by it.")
        if email in self.lines:
            raise BadRow(f"{email} stands in line {self.lines[email]} already.")
        return email

    def _account(self, row: Row, email: str) -> tuple[Account | None, bool]:
        """The row's account as the whole file describes it, and whether that is news."""
        name = account_name(row)
        _account_values(row)
        if not name:
            return self.by_domain.get(company_domain(email)), False
        self._note_a_stranger(row)
        account = self.accounts.get(name.casefold()) or Account(name=name, domain=company_domain(email))
        news = _fill(account, self.said_of[name.casefold()])
        return account, news or account.pk is None

    def _note_a_stranger(self, row: Row) -> None:
        if row["account_owner"] and row["account_owner"].casefold() not in self.people:
            self.report.note(
                row.line,
                f"the account owner “{row['account_owner'][:60]}” is nobody who signs in here and may work on accounts, so "
                "the account keeps the owner that it has. Write a user name or an e-mail address of ours.",
            )

    def _keep_account(self, account: Account) -> None:
        account.save()
        self.accounts[account.name.casefold()] = account
        if account.domain:
            self.by_domain.setdefault(account.domain.casefold(), account)


def account_name(row: Row) -> str:
    return " ".join(row["account"].split())


def _leads_by_email(rows: list[Row]) -> dict[str, Lead]:
    emails = sorted({row["email"].lower() for row in rows})
    chunks = [emails[i : i + 500] for i in range(0, len(emails), 500)]
    wanted = set(emails)
    had = {
        alias.moved["email"]: alias.survivor
        for alias in LeadAlias.objects.select_related("survivor__account")
        if alias.moved.get("email") in wanted
    }
    return had | {
        lead.email: lead for chunk in chunks for lead in Lead.objects.select_related("account").filter(email__in=chunk)
    }


def _what_is_said_of_accounts(rows: list[Row], people: dict[str, User]) -> dict[str, dict]:
    """The last usable thing that the file says of each account, so that its rows need not agree."""
    said: dict[str, dict] = defaultdict(dict)
    for row in rows:
        with suppress(BadRow):
            said[account_name(row).casefold()] |= _account_values(row)
            if owner := people.get(row["account_owner"].casefold()):
                said[account_name(row).casefold()]["owner_id"] = owner.pk
    return said


def _account_values(row: Row) -> dict:
    values: dict = {cell: row[cell] for cell in ACCOUNT_CELLS if row[cell]}
    if "domain" in values:
        values["domain"] = _bare_domain(values["domain"])
    if "employees" in values:
        values["employees"] = read_count(values["employees"])
    check(Account(name=account_name(row) or "none", **values))
    return values


def _bare_domain(written: str) -> str:
    return written.lower().rpartition("://")[2].partition("/")[0].removeprefix("www.")


def _what_is_said_of_lead(row: Row, lead: Lead, known_at: datetime | None) -> dict:
    """Known means first known, so an earlier date wins and a later one is not news."""
    values: dict = {cell: row[cell] for cell in LEAD_CELLS if row[cell]}
    check(Lead(email=lead.email, known_at=lead.known_at, **values))
    if known_at:
        values["known_at"] = min(known_at, lead.known_at)
    return values


def _fill(record, values: dict) -> bool:
    changed = {name: value for name, value in values.items() if getattr(record, name) != value}
    for name, value in changed.items():
        setattr(record, name, value)
    return bool(changed)


def check(record) -> None:
    """Lengths and forms of the fields, before anything is saved."""
    try:
        record.clean_fields()
    except ValidationError as error:
        reasons = [f"{field}: {' '.join(sentences)}" for field, sentences in error.message_dict.items()]
        raise BadRow("; ".join(reasons)) from error
