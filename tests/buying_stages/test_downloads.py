import pytest

from buying_stages.downloads import neutral

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\x00=1", "＝1", " =1"])
def test_no_spreadsheet_runs_what_we_write(cell):
    assert neutral(cell) == "'" + cell


def test_other_cells_are_written_as_they_are():
    assert neutral("Ada = Lovelace") == "Ada = Lovelace"
