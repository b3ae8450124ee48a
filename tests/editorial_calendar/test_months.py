from datetime import date

import pytest

from editorial_calendar.months import Month, NotAMonth, spoken

NOVEMBER = Month(2026, 11)
TODAY = date(2026, 11, 21)


def test_a_month_knows_its_days_and_its_neighbours():
    assert (NOVEMBER.first, NOVEMBER.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (NOVEMBER.previous, NOVEMBER.next) == (Month(2026, 10), Month(2026, 12))
    assert Month(2026, 12).next == Month(2027, 1)
    assert Month(2024, 2).last == date(2024, 2, 29)
    assert NOVEMBER.name == "November 2026"


def test_a_month_is_read_as_it_is_written():
    assert Month.read(str(NOVEMBER)) == NOVEMBER


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-1", "x", "2026-11-01", "1999-12", "2101-01", "\x00", "9" * 500]
)
def test_what_is_no_month_is_refused(text):
    with pytest.raises(NotAMonth):
        Month.read(text)


def test_a_day_is_said_with_its_year_only_when_it_is_another():
    assert spoken(date(2026, 12, 4), today=TODAY) == "4 December"
    assert spoken(date(2027, 1, 4), today=TODAY) == "4 January 2027"
    assert spoken(None, today=TODAY) == "the backlog"
