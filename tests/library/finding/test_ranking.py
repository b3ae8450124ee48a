import pytest

from content.holding import Freshness
from library.finding.evidence import Evidence
from library.finding.ranking import Wish, explain, points
from tests.library.finding.makers import make_fact

NOTHING_ASKED = Wish()


def test_the_parts_add_up_to_the_points_that_rank():
    fact = make_fact(days_old=365, industries=(7,))
    wish = Wish(stage_because="Interest", distance={1: 0, 2: 1}, industry=7, industry_name="Pumps")
    evidence = Evidence(readers=40, thorough=30, ratings=4, worked=4)

    why = explain(fact, words=0.5, words_because="", wish=wish, evidence=evidence)

    assert why.points == pytest.approx(points(fact, words=0.5, wish=wish, evidence=evidence))
    assert [round(part.points) for part in why.parts] == [30, 10, 5, 11]
    assert sum(part.most for part in why.parts) == 100


def test_one_reader_proves_less_than_many():
    one = points(make_fact(), words=0, wish=NOTHING_ASKED, evidence=Evidence(readers=1, thorough=1))
    many = points(make_fact(), words=0, wish=NOTHING_ASKED, evidence=Evidence(readers=50, thorough=40))

    assert one < many


@pytest.mark.parametrize(("stage", "share"), [(1, 1.0), (2, 0.5), (3, 0.0)])
def test_the_next_stage_fits_half(stage, share):
    wish = Wish(stage_because="Interest", distance={1: 0, 2: 1, 3: 2})

    assert wish.fit_of(make_fact(stage=stage)) == share


def test_an_asset_of_every_industry_stays_but_fits_less():
    wish = Wish(industry=7, industry_name="Pumps")

    assert wish.fit_of(make_fact(industries=(7, 8))) == 1
    assert wish.fit_of(make_fact(industries=(None,))) == 0


def test_what_counts_before_points_is_said():
    fact = make_fact(freshness=Freshness.OVERDUE)

    why = explain(fact, words=1, words_because="", wish=NOTHING_ASKED, known_to="Ada read")

    assert "overdue" in why.first[0]
    assert "Ada read it already" in why.first[1]


def test_every_number_of_the_evidence_has_its_n():
    evidence = Evidence(readers=12, thorough=9, ratings=3, worked=2)

    why = explain(make_fact(), words=0, words_because="", wish=NOTHING_ASKED, evidence=evidence)

    assert "9 of 12 readers read it thoroughly (likely at least 47%)" in why.parts[3].because
    assert "2 of 3 ratings by salespeople" in why.parts[3].because
