"""Which mail a link stood in, and when it was sent: signed by us for this purpose, so that nobody makes one up."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.signing import BadSignature, Signer, b62_decode, b62_encode

#: What it is called in addresses, and in the events that a page sends.
PARAMETER = "mail"
LONGEST_KEY = 36
LONGEST = 120
# No letter was sent later than the year 2100; a larger number is not one of ours.
_LAST_SECOND = 4_102_444_800

_signer = Signer(salt="analytics.mail", sep=".")


@dataclass(frozen=True)
class Mail:
    key: str
    sent_at: datetime | None = None


def parameter(mail_key: str, *, at: datetime | None = None) -> str:
    """For the links of one mail. Without `at` where somebody passes the link on when they like."""
    if not mail_key or len(mail_key) > LONGEST_KEY or "." in mail_key:
        raise ValueError(f"The key of a mail has 1 to {LONGEST_KEY} characters and no full stop.")
    return _signer.sign(f"{mail_key}.{b62_encode(int(at.timestamp()) if at else 0)}")


def mail_of(value: str | None) -> Mail | None:
    """None for what we did not sign. It says how somebody came, never who they are."""
    if not value or len(value) > LONGEST:
        return None
    try:
        key, _, sent = _signer.unsign(value).rpartition(".")
        seconds = b62_decode(sent)
    except (BadSignature, ValueError):
        return None
    if not key or not 0 <= seconds <= _LAST_SECOND:
        return None
    return Mail(key, datetime.fromtimestamp(seconds, tz=UTC) if seconds else None)
