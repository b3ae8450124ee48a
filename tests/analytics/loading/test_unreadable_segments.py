import pytest

from analytics.collecting.backlog import backlog
from analytics.collecting.rows import to_line
from analytics.loading.segments import read_on, segments
from tests.analytics.makers import make_sign

pytestmark = pytest.mark.sqlite_only


def test_what_cannot_be_read_keeps_no_segment_behind_it_waiting(spool_dir):
    spool_dir.mkdir()
    (spool_dir / "1-1-a.jsonl").mkdir()
    (spool_dir / "2-1-b.jsonl").symlink_to(spool_dir / "nowhere")
    (spool_dir / "3-1-c.jsonl").write_bytes(to_line(make_sign()))

    chunks = read_on(segments(spool_dir), {}, limit=10)

    assert [chunk.segment for chunk in chunks] == ["3-1-c.jsonl"]


def test_a_file_with_a_name_of_its_own_is_told_as_waiting(spool_dir):
    spool_dir.mkdir()
    (spool_dir / "copied-by-hand.jsonl").write_bytes(b"no line of ours\n")

    waiting = backlog(spool_dir, {})

    assert waiting.bytes == 16
    assert waiting.oldest
