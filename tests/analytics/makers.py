from datetime import timedelta
from uuid import UUID, uuid4

from analytics.collecting.rows import Sign
from tests.factories import NOON

VIEW = UUID("0b8fb1f5-6d0c-4a83-9e0c-7f6d3a1c2b4e")
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"


def make_event(**fields):
    return {"id": str(uuid4()), "seq": 0, "asset": 1, "active_ms": 0, "depth": 0.0} | fields


def make_sign(*, minutes=0.0, **fields):
    defaults = {"view": VIEW, "visitor": uuid4(), "asset": 1, "seq": 0, "active_ms": 0, "depth": 0.0}
    return Sign(**defaults | {"at": NOON + timedelta(minutes=minutes)} | fields)


def post(client, body, *, content_type="text/plain;charset=UTF-8", agent=BROWSER, **headers):
    headers = {"user-agent": agent} | {name.replace("_", "-"): value for name, value in headers.items()}
    kind = content_type
    return client.post("/t/", body, content_type=kind, headers=headers)
