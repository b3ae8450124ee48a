"""Who works which account, and giving accounts to somebody else. What is made for an account follows it by itself."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log

from leads.models import Account
from users.group_permissions import SALES
from users.models import User

HAND_OVER = "leads.hand_over"
SIGN_IN = "django.contrib.auth.backends.ModelBackend"


def who_may_own() -> QuerySet[User]:
    """Those who sign in and may work on accounts, by name, and salespeople before the others."""
    may = User.objects.with_perm("leads.change_account", backend=SIGN_IN)
    sells = Exists(User.groups.through.objects.filter(user=OuterRef("pk"), group__name=SALES))
    return may.order_by(sells.desc(), "first_name", "last_name", "pk")


def owners() -> QuerySet[User]:
    """Who has accounts and how many; those who have left come first, since theirs wait for somebody."""
    having = User.objects.annotate(of_theirs=Count("accounts")).filter(of_theirs__gt=0)
    return having.order_by("is_active", "first_name", "last_name", "pk")


def owner_name(user: User | None) -> str:
    if user is None:
        return ""
    return get_user_display_name(user) + ("" if user.is_active else " (left)")


def people_by_name(users: Iterable[User]) -> dict[str, User]:
    """By user name, e-mail address and full name, as far as these mean one person."""
    found: dict[str, User | None] = {}
    for user in users:
        for name in {each.casefold() for each in (user.username, user.email, user.get_full_name()) if each}:
            found[name] = None if name in found else user
    return {name: user for name, user in found.items() if user}


@transaction.atomic
def hand_over(accounts: Iterable[Account], *, to: User, by: User) -> int:
    """Each account that has another owner gets this one, and its history says so; how many those are."""
    moved = [account for account in accounts if account.owner_id != to.pk]
    before = {account.pk: owner_name(account.owner) for account in moved}
    for account in moved:
        account.owner = to
        log(account, HAND_OVER, user=by, data={"from": before[account.pk], "to": owner_name(to)})
    Account.objects.bulk_update(moved, ["owner"], batch_size=500)
    return len(moved)
