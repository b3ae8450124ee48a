import logging

from analytics.collecting.complaints import Complaints


def test_a_full_disk_is_one_line_a_minute_and_one_when_it_is_over(caplog):
    caplog.set_level(logging.WARNING)
    complaints, full = Complaints(), OSError(28, "No space left on device")

    complaints.worked("spool")
    for second in range(0, 90, 3):
        complaints.failed("spool", full, now=1000.0 + second)
    complaints.worked("spool")
    complaints.worked("spool")

    first, second, over = [record.getMessage() for record in caplog.records]
    assert "No space left" in first
    assert "Turned back so far: 21" in second
    assert "30 requests were turned back" in over
