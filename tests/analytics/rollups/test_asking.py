from datetime import date, timedelta

import pytest

from analytics.models import Consumption
from analytics.rollups.asking import compared, lines_over_time, movers, over_time, table, total
from analytics.rollups.consumed import Compared, Consumed
from analytics.rollups.recounting import months_to_count, recount
from analytics.rollups.spans import Span, Step
from analytics.rollups.ways import WAYS
from buying_stages.models import BuyingStage
from content.models import Topic
from tests.analytics.rollups.makers import made_touch, make_read_as
from tests.factories import NOON, make_asset, make_stage, make_visitor

pytestmark = pytest.mark.django_db

MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
TODAY = Span(NOON.date(), NOON.date())


@pytest.fixture
def stage():
    return make_stage()


@pytest.fixture
def topic():
    return Topic.objects.create(name="Pumps", slug="pumps")


@pytest.fixture
def read(stage, topic):
    """The first asset three times in March by two readers, once in April; the second twice in February."""
    first, second = make_asset("First"), make_asset("Second")
    one = make_read_as(first, stage=stage.pk, topics=str(topic.pk))
    two = make_read_as(second, stage=0, pillar="aspirational", topics=f"{topic.pk},999999")
    readers = [make_visitor(), make_visitor()]
    for days, who, source in ((0, 0, "mail"), (0, 1, ""), (5, 0, "mail"), (20, 0, "")):
        made_touch(visitor=readers[who], read_as=one, at=NOON + timedelta(days=days), source=source, thorough=days == 5)
    for days in (-30, -29):
        made_touch(visitor=readers[0], read_as=two, at=NOON + timedelta(days=days))
    list(recount(months_to_count()))
    return first, second


def touches(found):
    return {line.label: line.numbers.touches for line in found.lines}


def test_a_table_has_the_keys_of_a_way_the_largest_first(read):
    found = table(WAYS["asset"], Span(date(2026, 2, 1), date(2026, 4, 30)))

    assert list(touches(found).items()) == [("First", 4), ("Second", 2)]
    assert (found.total.touches, found.has_more) == (6, False)
    assert [found.share(line) for line in found.lines] == [4 / 6, 2 / 6]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_span_of_days_and_months_is_the_sum_of_its_days(read, way):
    asked = Span(date(2026, 2, 18), date(2026, 4, 8))

    found = table(way, asked)

    days = [table(way, Span.of_days(asked.last - timedelta(days=number), 1)) for number in range(asked.days)]
    for line in found.lines:
        same = [day.numbers for each in days for day in each.lines if day.key == line.key]
        assert line.numbers.touches == sum(numbers.touches for numbers in same)
        assert line.numbers.active_ms == sum(numbers.active_ms for numbers in same)
    assert found.total.touches == sum(day.total.touches for day in days) == 5


def test_a_table_is_cut_and_says_so(read, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = table(WAYS["source"], Span.of_months(NOON.date(), 2), limit=1)

    assert (list(touches(found)), found.has_more) == (["Direct, or not known"], True)
    assert list(touches(table(WAYS["source"], Span.of_months(NOON.date(), 2), limit=1, offset=1))) == ["mail"]


def test_a_table_can_be_ordered_by_any_number(read):
    assert list(touches(table(WAYS["source"], MARCH, order="thorough"))) == ["mail", "Direct, or not known"]


def test_a_month_counts_its_readers_once_and_the_days_by_day(read):
    assert table(WAYS["asset"], MARCH).lines[0].numbers.readers == 2
    days = table(WAYS["asset"], Span(date(2026, 3, 2), date(2026, 3, 31)))
    assert days.lines[0].numbers.readers == 3
    assert "once a day: who came on two days counts twice" in days.notes[0]


def test_keys_have_the_names_of_today_and_what_is_gone_is_said_to_be_former(read, stage, topic):
    BuyingStage.objects.filter(pk=stage.pk).update(name="Waking up")
    all_of_it = Span(date(2026, 2, 1), date(2026, 4, 30))

    assert touches(table(WAYS["stage"], all_of_it)) == {"Waking up": 4, "No stage": 2}
    assert touches(table(WAYS["topic"], all_of_it)) == {"Pumps": 6, "Former topic 999999": 2}
    assert touches(table(WAYS["pillar"], all_of_it)) == {"Practical": 4, "Aspirational": 2}
    assert touches(table(WAYS["format"], all_of_it)) == {"Article": 6}
    assert touches(table(WAYS["all"], all_of_it)) == {"Everything": 6}


def test_a_former_stage_and_format_are_said_to_be_former():
    touch = made_touch(read_as=make_read_as(make_asset(), stage=987, form="pamphlet", topics=""))
    list(recount(months_to_count()))

    assert touches(table(WAYS["stage"], TODAY)) == {"Former stage 987": 1}
    assert touches(table(WAYS["format"], TODAY)) == {"Former format pamphlet": 1}
    assert touches(table(WAYS["topic"], TODAY)) == {"No topic": 1}
    assert touches(table(WAYS["asset"], TODAY)) == {touch.asset.title: 1}


def test_topics_say_that_they_add_up_to_more_than_all(read):
    assert "may count under more than one topic" in table(WAYS["topic"], MARCH).notes[1]
    assert len(table(WAYS["stage"], MARCH).notes) == 1


def test_what_left_the_numbers_again_has_no_line(read):
    Consumption.objects.filter(by="source", key="mail").update(touches=0)

    assert touches(table(WAYS["source"], MARCH)) == {"Direct, or not known": 1}


def test_a_line_over_time_has_a_point_for_each_step(read, django_assert_num_queries):
    asked = Span(date(2026, 3, 17), date(2026, 3, 25))

    with django_assert_num_queries(1):
        by_day = over_time(asked, step=Step.DAY)

    assert [point.numbers.touches for point in by_day.points] == [0, 0, 2, 0, 0, 0, 0, 1, 0]
    weeks = over_time(asked, step=Step.WEEK).points
    assert [(point.starts.day, point.numbers.touches, point.numbers.readers) for point in weeks] == [
        (16, 2, 2),
        (23, 1, 1),
    ]


def test_a_line_over_months_counts_readers_by_month(read):
    months = over_time(Span.of_months(date(2026, 4, 8), 3), step=Step.MONTH, way=WAYS["asset"], key=str(read[0].pk))

    assert [(point.numbers.touches, point.numbers.readers) for point in months.points] == [(0, 0), (3, 2), (1, 1)]
    assert months.readers_in_words == "Readers are counted once a month."


def test_several_lines_come_together(read, django_assert_num_queries):
    with django_assert_num_queries(1):
        lines = lines_over_time(MARCH, step=Step.MONTH, way=WAYS["source"], keys=["", "mail", "nowhere"])

    assert {key: line.points[0].numbers.touches for key, line in lines.items()} == {"": 1, "mail": 2, "nowhere": 0}


def test_a_span_is_compared_with_the_one_before(read):
    found = compared(MARCH)

    assert (found.now.touches, found.before.touches) == (3, 2)
    assert found.change("touches") == 0.5
    assert Compared(Consumed(touches=3), Consumed()).change("touches") is None


def test_the_largest_change_comes_first(read, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = movers(WAYS["asset"], MARCH)

    assert [(mover.label, mover.gained) for mover in found] == [("First", 3), ("Second", -2)]
    assert movers(WAYS["format"], MARCH)[0].gained == 1


def test_nothing_read_is_no_line_and_no_number():
    assert table(WAYS["asset"], MARCH).lines == []
    assert total(MARCH) == Consumed()
    assert total(MARCH).thorough_interval is None


def test_a_thorough_rate_has_its_interval():
    told = Consumed(touches=10, thorough=8)

    assert told.thorough_percent == 80
    assert (round(100 * told.thorough_interval.low), round(100 * told.thorough_interval.high)) == (49, 94)
