"""What the demo company's salespeople miss in the library and hear outside, and whose its accounts are."""

from datetime import datetime, timedelta
from pathlib import Path

import yaml
from django.utils.text import slugify

from audiences.demand import answer, ask, note_search
from audiences.hearing import note
from audiences.models import Industry, Persona
from buying_stages.models import BuyingStage
from demo.market import INDUSTRIES
from leads.models import Account
from users.models import User

SAID = yaml.safe_load(Path(__file__).with_name("asking.yaml").read_text(encoding="utf-8"))
ANSWERED_AFTER = timedelta(days=3)
#: Whose the accounts are, in turn; the last of them has left, and some accounts have nobody yet.
OWNERS = ["sam", "noor", "sam", "lena", "noor", "sam", "noor", "lena", "sam", "noor", "ruben", None]


def name_the_industries() -> None:
    """By the words in which the accounts of the market say theirs."""
    Industry.objects.bulk_create(Industry(name=name, slug=slugify(name)) for name in INDUSTRIES)


def share_out_accounts(users: dict[str, User]) -> None:
    accounts = list(Account.objects.order_by("pk"))
    for number, account in enumerate(accounts):
        name = OWNERS[number % len(OWNERS)]
        account.owner = users[name] if name else None
    Account.objects.bulk_update(accounts, ["owner"])


def ask_and_listen(users: dict[str, User], *, at: datetime) -> None:
    parts = _Parts()
    for row in reversed(SAID["searches"]):
        note_search(row["words"], by=users[row["by"]], at=at - timedelta(days=row["days"]), **parts.of(row))
    for row in SAID["requests"]:
        _ask(row, users, parts, at)
    for row in SAID["heard"]:
        said_at = at - timedelta(days=row["days"])
        part = {"industry": None} | parts.of(row)
        note(row["heard"], by=users[row["by"]], at=said_at, topic=row.get("topic", ""), **part)


def _ask(row: dict, users: dict[str, User], parts: "_Parts", at: datetime) -> None:
    asked_at = at - timedelta(days=row["days"])
    needed_by = (at + timedelta(days=row["needed_in"])).date() if "needed_in" in row else None
    asked = ask(row["words"], why=row["why"], by=users[row["by"]], at=asked_at, needed_by=needed_by, **parts.of(row))
    if "state" in row:
        said_at = asked_at + ANSWERED_AFTER
        answer(asked.folded, state=row["state"], said=row["answer"], by=users["maya"], at=said_at)


class _Parts:
    """The parts of the audience by the slugs that asking.yaml writes."""

    def __init__(self):
        models = {"stage": BuyingStage, "persona": Persona, "industry": Industry}
        self.known = {name: {row.slug: row for row in model.objects.all()} for name, model in models.items()}

    def of(self, row: dict) -> dict:
        pillar = {"pillar": row["pillar"]} if "pillar" in row else {}
        return pillar | {name: known[row[name]] for name, known in self.known.items() if name in row}
