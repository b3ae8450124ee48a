"""Run inside the house: some assets to read and some visitors who agreed. Prints what the sender needs to know."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.http import HttpResponse  # noqa: E402 the house stands first
from django.utils import timezone  # noqa: E402

from analytics.models import Visitor  # noqa: E402
from analytics.visitors import VISITOR_COOKIE, give_cookie  # noqa: E402
from tests.factories import make_asset  # noqa: E402

ASSETS = 6
# Takes so long to read that no drill's readers reach the cap.
TEXT = "<p>" + "word " * 400 + "</p>"


def cookie_of(visitor: Visitor) -> str:
    response = HttpResponse()
    give_cookie(response, visitor, secure=False)
    return f"{VISITOR_COOKIE}={response.cookies[VISITOR_COOKIE].value}"


def main() -> None:
    assets = [make_asset(f"Read under fire {number}", text=TEXT) for number in range(ASSETS)]
    agreed = timezone.now() - timedelta(days=40)
    visitors = Visitor.objects.bulk_create(Visitor(first_seen_at=agreed) for _ in range(int(sys.argv[1])))
    told = {
        "assets": [asset.pk for asset in assets],
        "page": assets[0].get_url(),
        "readers": [(str(visitor.key), cookie_of(visitor)) for visitor in visitors],
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
