from datetime import timedelta

import pytest

from library.sharing.making import revoke
from library.sharing.outcomes import outcomes_of
from tests.factories import NOON, make_asset, make_touch
from tests.library.sharing.makers import HOUR, make_share, open_as, read

pytestmark = pytest.mark.django_db


def said(made):
    made.refresh_from_db()
    return str(outcomes_of([made])[0])


def test_it_is_told_in_the_words_of_a_salesperson():
    asset = make_asset()
    made = make_share(asset)
    assert said(made) == "not opened yet"

    recipient = open_as(made)
    assert said(made) == "opened, not read yet"

    read(recipient, asset, seconds=360, depth=0.86)
    assert said(made) == "read 86%, 6 min"

    open_as(recipient)
    assert said(made) == "read 86%, 6 min, forwarded once"

    open_as(open_as(recipient))
    assert said(made) == "read 86%, 6 min, forwarded 3 times"


def test_sittings_add_up_and_the_deepest_stands():
    asset = make_asset()
    made = make_share(asset)
    reader = open_as(made)

    read(reader, asset, seconds=60, depth=0.9)
    read(reader, asset, at=reader.at + 24 * HOUR, seconds=120, depth=0.2)

    assert said(made) == "read 90%, 3 min"


def test_it_is_told_by_what_the_recipient_read_and_else_by_whoever_read_most():
    asset = make_asset()
    made = make_share(asset)
    recipient = open_as(made)

    read(open_as(recipient), asset, depth=0.99)
    assert said(made) == "read 99%, 6 min, forwarded once"

    read(recipient, asset, depth=0.5)
    assert said(made) == "read 50%, 6 min, forwarded once"


def test_of_several_assets_it_says_how_many_were_read():
    first, second = make_asset("First"), make_asset("Second")
    made = make_share(first, second)

    reader = open_as(made)

    read(reader, second, seconds=20, depth=0.5)
    assert said(made) == "read 1 of 2 assets, 50% of it, under a minute"

    read(reader, first, seconds=220, depth=0.9)
    assert said(made) == "read 2 of 2 assets, 50% to 90% of each, 4 min"

    read(reader, second, at=reader.at + HOUR, seconds=60, depth=0.9)
    assert said(made) == "read 2 of 2 assets, 90% of each, 5 min"


def test_what_was_read_before_the_link_was_opened_or_elsewhere_does_not_count():
    asset = make_asset()
    made = make_share(asset)
    reader = open_as(made)

    read(reader, asset, at=reader.at - 5 * HOUR)
    read(reader, make_asset("Something else"))

    assert said(made) == "opened, not read yet"


def test_a_reader_whose_clock_is_late_still_counts():
    asset = make_asset()
    made = make_share(asset)
    reader = open_as(made)

    read(reader, asset, at=reader.at - timedelta(minutes=10))

    assert said(made) == "read 86%, 6 min"


def test_what_is_read_after_the_link_ended_is_no_longer_told():
    asset = make_asset()
    made = make_share(asset)
    reader = open_as(made)
    revoke(made, at=NOON + 2 * HOUR)

    read(reader, asset, at=NOON + 3 * HOUR)

    assert said(made) == "opened, not read yet"


def test_the_chain_stands_in_the_order_in_which_it_was_passed_on():
    made = make_share()
    recipient = open_as(made)
    first, second = open_as(recipient), open_as(recipient)
    deepest = open_as(first)

    readings = outcomes_of([made])[0].readings

    assert [(each.reader, each.step) for each in readings] == [
        (recipient, 0),
        (first, 1),
        (deepest, 2),
        (second, 1),
    ]


def test_many_shares_cost_no_more_queries_than_one(django_assert_num_queries):
    shares = []
    asset = make_asset()
    for number in range(4):
        made = make_share(asset, name=f"Reader {number}")
        make_touch(open_as(made).visitor, asset, at=NOON + HOUR)
        shares.append(made)

    with django_assert_num_queries(3):
        assert {str(each) for each in outcomes_of(shares)} == {"read 0%, 1 min"}
