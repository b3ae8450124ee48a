import pytest
from django.db import connection

from analytics.collecting.rows import to_line
from analytics.loading.draining import drain
from tests.analytics.makers import make_sign
from tests.factories import NOON

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.sqlite_only]

FULL = 2


def test_a_segment_goes_only_after_a_commit_that_is_synced(spool_dir):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL syncs its commits")
    spool_dir.mkdir()
    segment = spool_dir / "1-1-a.jsonl"
    segment.write_bytes(to_line(make_sign()))

    drain(at=NOON)

    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone()[0] == FULL
    assert not segment.exists()
