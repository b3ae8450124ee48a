import pytest

from analytics.collecting.rows import to_line
from analytics.collecting.spool import spool_in
from analytics.loading.draining import drain
from tests.analytics.makers import make_sign
from tests.factories import NOON


@pytest.fixture
def load(spool_dir):
    def load(*rows, at=NOON):
        spool_in(spool_dir).append(row if isinstance(row, bytes) else to_line(row) for row in rows)
        return drain(at=at)

    return load


@pytest.fixture
def said(visitor, asset):
    """A sign of the one visitor on the one asset."""
    return lambda **fields: make_sign(**{"visitor": visitor.key, "asset": asset.pk} | fields)
