from datetime import timedelta

from audiences.hearing import LONGEST, heard, note, withdraw
from tests.audiences.makers import make_field_note, make_industry
from tests.factories import NOON, make_stage


def test_what_was_heard_comes_back_newest_first(salesperson):
    make_field_note("First.", by=salesperson)
    make_field_note("Second.", by=salesperson, at=NOON + timedelta(days=1))

    assert [row.heard for row in heard()] == ["Second.", "First."]


def test_it_is_narrowed_by_what_is_named(salesperson):
    food, steel = make_industry(), make_industry("Steel")
    make_field_note("Of food.", by=salesperson, industry=food, topic="risk", stage=make_stage())
    make_field_note("Of steel.", by=salesperson, industry=steel, topic="risk")

    assert [row.heard for row in heard(industry=food)] == ["Of food."]
    assert [row.heard for row in heard(topic="risk", stage=make_stage())] == ["Of food."]
    assert len(heard(topic="risk")) == 2
    assert heard(topic="other") == []


def test_a_withdrawn_note_is_heard_no_more_and_keeps_its_first_day(salesperson):
    row = make_field_note(by=salesperson)

    withdraw(row, at=NOON + timedelta(days=1))
    withdraw(row, at=NOON + timedelta(days=2))

    assert heard() == []
    assert row.withdrawn_at == NOON + timedelta(days=1)


def test_a_note_fits_its_field(salesperson):
    row = note(f" \x00{'long ' * 1000}", industry=None, by=salesperson, at=NOON)

    assert row.heard.startswith("long long")
    assert len(row.heard) <= LONGEST


def test_reading_is_one_query(salesperson, django_assert_num_queries):
    for number in range(5):
        make_field_note(f"Point {number}.", by=salesperson, industry=make_industry(f"Industry {number}"))

    with django_assert_num_queries(1):
        assert [row.industry.name for row in heard(most=3)] == ["Industry 4", "Industry 3", "Industry 2"]
