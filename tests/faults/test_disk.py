import pytest

from scripts.faults import disk

pytestmark = pytest.mark.sqlite_only


def test_where_nothing_can_be_written_no_event_is_accepted_and_all_goes_on_by_itself(house):
    assert disk.spool_forbidden(house, seconds=1, readers=40, seed=3) == []


def test_lines_torn_by_a_full_disk_lose_nothing_that_was_promised(house, has_small_disks):
    if not has_small_disks:
        pytest.skip("this machine lets us have no small disk of our own; that takes the right to mount one")

    assert disk.spool_full(house, seconds=1, readers=40, seed=4) == []


def test_a_database_without_room_keeps_events_waiting_and_loses_none(house, has_small_disks):
    full = disk.filling(house.var) if has_small_disks else disk.limiting(house.worker)

    assert disk.database_full(house, full=full, readers=40, seed=5) == []
