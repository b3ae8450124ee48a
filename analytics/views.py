from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from analytics.collecting.asking import Asked
from analytics.collecting.capture import MOST_BYTES
from analytics.collecting.keeping import answer
from analytics.collecting.settled import terms
from analytics.collecting.spool import spool_in


@csrf_exempt
def touch(request: HttpRequest) -> HttpResponse:
    """The collector's third face, for whoever asks Django itself, such as tests: servers meet one of the other two."""
    asked = Asked(
        method=request.method,
        host=request.get_host(),
        headers=request.headers,
        body=_read(request),
        remote=request.META.get("REMOTE_ADDR", ""),
        at=timezone.now(),
    )
    answered = answer(asked, terms=terms(), spool=spool_in(settings.SPOOL_DIR))
    response = HttpResponse(answered.body, status=answered.status, headers=answered.headers)
    if not answered.body:
        del response.headers["Content-Type"]
    return response


def _read(request: HttpRequest) -> bytes:
    """No more than shows that it is too much."""
    try:
        return request.read(MOST_BYTES + 1)
    except OSError:  # the sender went away, and hears no answer
        return b""
