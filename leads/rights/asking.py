"""Asking by mail for what we know: whoever can read the mail of an address may see, take and erase what goes with it.

The link stands for one letter, holds for a day and for this purpose alone. Whatever we know of the address, the same
letter goes out, so that nobody learns from asking whether somebody is known to us.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction

from leads.models import Follower, Letter

LIFE = timedelta(hours=24)
LETTERS_A_DAY = 3
AGAIN_AFTER = timedelta(minutes=10)

_signer = TimestampSigner(salt="leads.rights.my_data")


@transaction.atomic
def ask_for_mine(email: str, *, at: datetime) -> None:
    """Write the letter, but not more often than a mailbox can bear."""
    follower, _ = Follower.objects.select_for_update().get_or_create(
        email=email.strip().lower(), defaults={"asked_at": at}
    )
    lately = follower.letters.filter(kind=Letter.Kind.MINE, written_at__gt=at - timedelta(days=1))
    if lately.count() < LETTERS_A_DAY and not lately.filter(written_at__gt=at - AGAIN_AFTER).exists():
        follower.letters.create(kind=Letter.Kind.MINE, written_at=at, due_at=at)


def token_for(letter: Letter) -> str:
    return _signer.sign(letter.key.hex)


def address_behind(token: str) -> str | None:
    """Whose mailbox the letter went to; nothing once the link has ended, or what was known is erased."""
    try:
        key = UUID(_signer.unsign(token, max_age=LIFE))
    except (BadSignature, ValueError):
        return None
    letter = Letter.objects.filter(key=key, kind=Letter.Kind.MINE).select_related("follower").first()
    return letter and letter.follower.email
