"""Why what a page says of its reader looks like the work of a machine."""

from enum import StrEnum

from django.db.models import TextChoices


# StrEnum says for mypy, which cannot look into Django, what TextChoices is; it would take the members for pairs.
class Machine(TextChoices, StrEnum):
    BOT = "bot", "Calls itself a robot"
    HEADLESS = "headless", "A browser that nobody sits before"
    PREFETCH = "prefetch", "Loaded ahead, not opened"
    SCANNER = "scanner", "Opened the links of a mail in a row"
    HONEYPOT = "honeypot", "Followed a link that no person sees"
    RATE = "rate", "More openings a minute than a person makes"
    UNSEEN = "unseen", "Was not on a screen"


class Verdict(TextChoices):
    WAITING = "waiting", "Not looked at"
    RESTORED = "restored", "Counts: a person after all"
    CONFIRMED = "confirmed", "A machine"
