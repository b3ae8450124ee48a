import pytest

from library.finding.evidence import NONE_YET, Evidence, evidence_now
from library.models import Rating
from library.models.voices import Of
from tests.factories import NOON, make_asset, make_touch, make_user, make_visitor

pytestmark = pytest.mark.django_db


def test_each_browser_and_each_rating_counts_once():
    asset, other = make_asset(), make_asset("Other")
    again, once = make_visitor(), make_visitor()
    for at_depth in (0.2, 0.9):
        make_touch(again, asset, depth=at_depth, thorough=at_depth > 0.5)
    make_touch(once, asset)
    make_touch(once, other)
    for stars, of in ((4, Of.ASSET), (3, Of.ASSET), (5, Of.EDITION)):
        Rating.objects.create(asset=asset, of=of, stars=stars, by=make_user(), at=NOON)

    found = evidence_now()

    assert found == {
        asset.pk: Evidence(readers=2, thorough=1, ratings=3, worked=2),
        other.pk: Evidence(readers=1),
    }


def test_few_who_read_thoroughly_say_less_than_many_of_the_same_share():
    assert NONE_YET.reading_share == NONE_YET.rating_share == 0
    assert 0 < Evidence(2, 2).reading_share < Evidence(40, 40).reading_share < 1
    assert 0 < Evidence(ratings=2, worked=2).rating_share < Evidence(ratings=40, worked=40).rating_share < 1


def test_the_numbers_cost_two_queries_for_any_number_of_assets(django_assert_num_queries):
    for number in range(3):
        make_touch(make_visitor(), make_asset(f"No. {number}"))

    with django_assert_num_queries(2):
        evidence_now()
