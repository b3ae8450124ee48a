from django.utils import timezone

from analytics.loading import drain


def drain_spool() -> bool:
    """Whether there was anything; the worker calls it each second, and again at once after a yes."""
    return drain(at=timezone.now()).lines > 0
