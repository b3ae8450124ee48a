"""What an address or a form asks for, as far as it makes sense."""

from datetime import datetime, timedelta

from analytics.pace import is_too_fast
from users.models import User

# Within so long at most thirty searches of somebody who types.
TYPING = timedelta(seconds=10)
TOO_FAST = "Many searches came at once. Please wait a moment."


def number(text: str | None) -> int | None:
    """A key, or none: no more digits than one can have."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else None


def types_too_fast(user: User, about: str, *, at: datetime) -> bool:
    return is_too_fast(f"user {user.pk}", at=at, about=about, window=TYPING)
