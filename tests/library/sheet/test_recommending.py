from datetime import UTC, datetime

from hypothesis import given
from hypothesis.strategies import booleans, builds, dictionaries, frozensets, integers, lists, none, sampled_from

from library.sheet.recommending import Because, Candidate, Known, next_stage, recommend

A, P = "aspirational", "practical"
PUMPS, STEEL = 1, 2


def asset(key, pillar=A, stage=None, **fields):
    return Candidate(key, pillar, stage, **fields)


def keys(recommended):
    return [each.key for each in recommended]


def test_the_golden_table():
    """A reader of pumps, mostly practical, who came as far as the third stage."""
    known = Known(
        read=frozenset([1, 2]), sent=frozenset([3]), stage=2, topics={PUMPS: 2}, pillars={P: 3, A: 1}, industry=7
    )
    library = [
        asset(1, P, 3, topics=frozenset([PUMPS])),  # read
        asset(3, P, 3, topics=frozenset([PUMPS])),  # sent
        asset(4, P, 3),
        asset(5, A, 3),
        asset(6, P, 3, topics=frozenset([PUMPS])),
        asset(7, A, 2, industries=frozenset([7])),
        asset(8, A, 0, topics=frozenset([PUMPS])),
        asset(9, A, 0, topics=frozenset([STEEL])),  # nothing speaks for it
        asset(10, A, 3, topics=frozenset([PUMPS]), is_overdue=True),
    ]

    recommended = recommend(known, library, most=10)

    assert [(each.key, each.because) for each in recommended] == [
        (6, (Because.NEXT_STAGE, Because.TOPIC)),
        (5, (Because.NEXT_STAGE, Because.OTHER_PILLAR)),
        (4, (Because.NEXT_STAGE,)),
        (7, (Because.SAME_STAGE, Because.INDUSTRY, Because.OTHER_PILLAR)),
        (8, (Because.TOPIC, Because.OTHER_PILLAR)),
        (10, (Because.NEXT_STAGE, Because.TOPIC, Because.OTHER_PILLAR)),
    ]


def test_who_has_read_nothing_begins_where_the_road_begins():
    (first,) = recommend(Known(), [asset(1, stage=2), asset(2, stage=0)])

    assert (first.key, first.because) == (2, (Because.FIRST_STAGE,))


def test_a_stage_with_nothing_new_is_passed_over():
    assert next_stage(Known(stage=1), [asset(1, stage=1), asset(2, stage=5), asset(3, stage=4)]) == 4


def test_at_the_end_of_the_road_there_is_no_next_stage():
    assert next_stage(Known(stage=5), [asset(1, stage=5)]) is None


def test_of_equals_the_newest_comes_first():
    old, new = (datetime(year, 1, 1, tzinfo=UTC) for year in (2024, 2026))

    assert keys(recommend(Known(), [asset(1, stage=0, published=old), asset(2, stage=0, published=new)])) == [2, 1]


def test_both_pillars_are_there_when_both_fit():
    library = [asset(n, P, 0) for n in range(9)] + [asset(99, A, 0)]

    assert 99 in keys(recommend(Known(), library, most=2))


some = frozensets(integers(0, 5), max_size=3)
candidates = lists(
    builds(
        Candidate,
        key=integers(0, 40),
        pillar=sampled_from([A, P]),
        stage=none() | integers(0, 6),
        topics=some,
        industries=some,
        is_overdue=booleans(),
    ),
    unique_by=lambda each: each.key,
)
readers = builds(
    Known,
    read=frozensets(integers(0, 40)),
    sent=frozensets(integers(0, 40)),
    stage=none() | integers(0, 6),
    topics=dictionaries(integers(0, 5), integers(1, 9)),
    pillars=dictionaries(sampled_from([A, P]), integers(1, 9)),
    industry=none() | integers(0, 5),
)


@given(known=readers, library=candidates)
def test_nothing_read_or_sent_comes_back_nothing_overdue_comes_first_and_each_says_why(known, library):
    recommended = recommend(known, library)

    is_overdue = {each.key: each.is_overdue for each in library}
    late = [is_overdue[key] for key in keys(recommended)]
    assert not (known.read | known.sent) & set(keys(recommended))
    assert late == sorted(late)
    assert all(each.because for each in recommended)
    assert len(set(keys(recommended))) == len(recommended) <= 6
