from django.utils import timezone

from analytics.loading.draining import drain
from analytics.usefulness import forget_former_days


def drain_spool() -> bool:
    """Whether there was anything; the worker calls it each second, and again at once after a yes."""
    return drain(at=timezone.now()).lines > 0


def forget_who_voted() -> None:
    forget_former_days(timezone.localdate())
