"""The plain peer of the collector: a Django view without middleware that inserts each event as it comes, and answers."""

import json
import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

DATABASE = Path(os.environ["TOUCHSTONE_VAR_DIR"]) / "peer.sqlite3"
TABLE = """
    CREATE TABLE IF NOT EXISTS event (
        id integer PRIMARY KEY, view char(36), seq integer, asset bigint, active_ms bigint, depth real, at bigint,
        referrer varchar(200), campaign varchar(100), visitor varchar(200), UNIQUE (view, seq)
    )
"""
INSERT = """
    INSERT INTO event (view, seq, asset, active_ms, depth, at, referrer, campaign, visitor)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
FIELDS = ("id", "seq", "asset", "active_ms", "depth", "at", "referrer", "campaign")

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(DATABASE),
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    # The collector syncs before it answers, so its peer does too.
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                },
            }
        },
    )
    django.setup()


def take(request: HttpRequest) -> HttpResponse:
    sent = json.loads(request.body)
    for event in sent.get("events") or [sent]:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [*(event.get(name) for name in FIELDS), request.COOKIES.get("ts_visitor")])
    return HttpResponse(status=204)


urlpatterns = [path("t/", take)]
application = get_wsgi_application()
with connection.cursor() as cursor:
    cursor.execute(TABLE)
connection.close()
