import pytest
from django.db import connection

from scripts.faults import outage


@pytest.mark.sqlite_only
def test_while_another_program_writes_events_are_accepted_and_loaded_after_it(house):
    assert outage.sqlite_locked(house, seconds=3, readers=40, seed=1) == []


def test_without_its_postgresql_the_site_collects_says_so_and_catches_up(house, server):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could stop")

    assert outage.postgres_killed(house, server, times=1, readers=60, seed=2) == []
