from datetime import UTC, datetime

import pytest

from leads.spreadsheets import BadRow, Report, UnreadableFile, read_count, read_moment, read_rows
from tests.leads.makers import write_csv

COLUMNS = {"email": ["e-mail", "work email"], "first_name": ["firstname"]}


def cells(path):
    return [(row.line, row["email"], row["first_name"]) for row in read_rows(path, COLUMNS, required=["email"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_each_encoding_that_people_export_is_read(tmp_path, encoding):
    path = write_csv(tmp_path, "email,first_name", "zoe@a.example,Zoë", encoding=encoding)

    assert cells(path) == [(2, "zoe@a.example", "Zoë")]


@pytest.mark.parametrize(
    "header", ["Email,First Name", "E-MAIL,FIRSTNAME", "Work_Email,first-name", "property_email,FirstName"]
)
def test_headers_of_other_systems_mean_our_columns(tmp_path, header):
    assert cells(write_csv(tmp_path, header, "a@b.example,Ada")) == [(2, "a@b.example", "Ada")]


def test_our_own_header_wins_over_an_alias(tmp_path):
    assert cells(write_csv(tmp_path, "work email,email", "no@b.example,yes@b.example")) == [(2, "yes@b.example", "")]


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_each_delimiter_is_seen(tmp_path, between):
    assert cells(write_csv(tmp_path, f"email{between}first_name", f"a@b.example{between}Ada")) == [
        (2, "a@b.example", "Ada")
    ]


def test_empty_lines_short_rows_and_cells_over_several_lines_keep_their_line_number(tmp_path):
    path = write_csv(tmp_path, "email,first_name", "", 'a@b.example,"A\nda"', "c@d.example")

    assert cells(path) == [(4, "a@b.example", "A\nda"), (5, "c@d.example", "")]


def test_a_file_without_a_needed_column_is_refused_by_name(tmp_path):
    with pytest.raises(UnreadableFile, match="has no column email"):
        cells(write_csv(tmp_path, "name", "Ada"))


@pytest.mark.parametrize("content", [b"", b"\x81\x8d,\x8f\n"])
def test_a_file_that_is_no_csv_is_refused(tmp_path, content):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)

    with pytest.raises(UnreadableFile):
        cells(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="cannot be read"):
        cells(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-19", datetime(2026, 3, 19, tzinfo=UTC)),
        ("2026-03-19 14:30", datetime(2026, 3, 19, 14, 30, tzinfo=UTC)),
        ("2020-12-30 3:15:52", datetime(2020, 12, 30, 3, 15, 52, tzinfo=UTC)),
        ("2006-06-15T20:47:07.000Z", datetime(2006, 6, 15, 20, 47, 7, tzinfo=UTC)),
        ("2026/3/9", datetime(2026, 3, 9, tzinfo=UTC)),
        ("2026-03-19T14:30:00+02:00", datetime(2026, 3, 19, 12, 30, tzinfo=UTC)),
    ],
)
def test_dates_are_read_as_exports_write_them(text, moment):
    assert read_moment(text) == moment


def test_a_bare_date_may_mean_the_end_of_its_day():
    assert read_moment("2026-03-19", day_ends=True) == datetime(2026, 3, 19, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["yesterday", "03/04/2026", "2026-13-01", "0001-01-01", "9999-12-31T23:59:59-12:00", "x" * 999]
)
def test_what_is_not_a_date_is_refused(text):
    with pytest.raises(BadRow, match="is not a date"):
        read_moment(text)


@pytest.mark.parametrize(("text", "number"), [("1200", 1200), ("1,200", 1200), ("1 200", 1200), ("50.0", 50)])
def test_counts_are_read_with_their_separators(text, number):
    assert read_count(text) == number


@pytest.mark.parametrize("text", ["many", "-4", "٣", "9" * 12])
def test_what_is_not_a_count_is_refused(text):
    with pytest.raises(BadRow, match="is not a whole number"):
        read_count(text)


def test_a_report_says_what_happened():
    report = Report(added=2)
    report.refuse(7, "no e-mail.")

    assert str(report) == "2 added, 0 changed, 0 unchanged, 1 refused."
    assert report.refused == ["Line 7: no e-mail."]
