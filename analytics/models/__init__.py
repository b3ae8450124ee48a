from analytics.models.consumption import Consumption, Numbers, Remainder
from analytics.models.counts import BadRow, DailyCount, DroppedCount, HeldOpenings, SpoolMark
from analytics.models.touches import Deed, HoneypotHit, PageView, Quarantine, ReadAs, Touch
from analytics.models.usefulness import DaySalt, UsefulnessVote
from analytics.models.visitors import Consent, Visitor

__all__ = [
    "BadRow",
    "Consent",
    "Consumption",
    "DailyCount",
    "DaySalt",
    "Deed",
    "DroppedCount",
    "HeldOpenings",
    "HoneypotHit",
    "Numbers",
    "PageView",
    "Quarantine",
    "ReadAs",
    "Remainder",
    "SpoolMark",
    "Touch",
    "UsefulnessVote",
    "Visitor",
]
