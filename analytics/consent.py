from datetime import datetime
from enum import Enum

from django.db import transaction

from analytics.models import Consent, Visitor

# Changes whenever the words change that readers agree to (templates/analytics/privacy.html).
TEXT_VERSION = "2026-11-22.3"


class Answer(Enum):
    YES = "yes"
    NO = "no"
    WITHDRAW = "withdraw"


@transaction.atomic
def give(visitor: Visitor | None, *, at: datetime) -> Visitor:
    """A browser that is already remembered stays the same visitor, and says yes once to each version of the text."""
    visitor = visitor or Visitor.objects.create(first_seen_at=at)
    said = {"choice": Consent.Choice.GIVEN, "text_version": TEXT_VERSION}
    if not visitor.consents.filter(**said).exists():
        visitor.consents.create(**said, at=at)
    return visitor


@transaction.atomic
def withdraw(visitor: Visitor, *, at: datetime) -> None:
    """From now on nothing is added. What was kept before stays until it is erased."""
    visitor.withdrawn_at = at
    visitor.save(update_fields=["withdrawn_at"])
    visitor.consents.create(choice=Consent.Choice.WITHDRAWN, text_version=TEXT_VERSION, at=at)
