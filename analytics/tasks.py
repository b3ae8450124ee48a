from time import monotonic

from django.utils import timezone

from analytics.loading.draining import MOST_LINES, drain
from analytics.loading.stride import Stride
from analytics.usefulness import forget_former_days

_stride = Stride(most=MOST_LINES)


def drain_spool() -> bool:
    """Whether there was anything; the worker calls it each second, and again at once after a yes."""
    began = monotonic()
    loaded = drain(at=timezone.now(), limit=_stride.lines)
    _stride.took(monotonic() - began, lines=loaded.lines)
    return loaded.lines > 0


def forget_who_voted() -> None:
    forget_former_days(timezone.localdate())
