from datetime import timedelta
from time import perf_counter
from uuid import uuid4

from analytics.machines.judging import Hit, Opened, judge
from analytics.reasons import Machine
from tests.factories import NOON


def opened(seconds=0.0, *, asset=1, visitor=1, **fields):
    return Opened(view=uuid4(), visitor=visitor, asset=asset, at=NOON + timedelta(seconds=seconds), **fields)


def reasons(*openings, **more):
    judged = judge(openings, **more)
    return [judged[one.view].reason if one.view in judged else None for one in openings]


def test_somebody_who_reads_is_nobody_to_wonder_about():
    assert reasons(opened(0), opened(40, asset=2), opened(300, asset=3)) == [None] * 3


def test_three_links_of_one_mail_within_ten_seconds_are_a_scanner_s():
    scanned = [opened(second, asset=second, mail="m1", visitor=second) for second in (1, 5, 11)]
    later = opened(400, asset=9, mail="m1")

    assert reasons(*scanned, later) == [Machine.SCANNER] * 3 + [None]
    assert judge(scanned)[scanned[0].view].evidence == "3 different links of one mail were opened within 10 s."


def test_two_links_of_a_mail_or_one_link_thrice_or_links_of_several_mails_are_not():
    assert reasons(opened(1, asset=1, mail="m"), opened(2, asset=2, mail="m")) == [None] * 2
    assert reasons(*(opened(second, asset=1, mail="m") for second in range(3))) == [None] * 3
    assert reasons(*(opened(second, asset=second, mail=f"m{second}") for second in range(1, 4))) == [None] * 3


def test_links_that_are_ten_seconds_apart_at_each_step_are_not_in_a_row():
    assert reasons(*(opened(second, asset=second + 1, mail="m") for second in (0, 9, 18, 27))) == [None] * 4


def test_what_is_opened_as_soon_as_its_mail_was_sent_was_opened_on_its_way():
    at_once = opened(10, mail="m", mailed_at=NOON)
    in_time = opened(11, mail="m", mailed_at=NOON)

    assert reasons(at_once, in_time) == [Machine.SCANNER, None]


def test_more_than_thirty_openings_a_minute_are_not_one_person_s():
    crowd = [opened(second, asset=second) for second in range(31)]

    assert reasons(*crowd) == [Machine.RATE] * 31
    assert reasons(*crowd[:30]) == [None] * 30
    assert reasons(*crowd[:30], opened(61)) == [None] * 31
    assert reasons(*crowd[:30], opened(30, visitor=2)) == [None] * 31


def test_what_the_door_said_and_what_was_not_shown_is_told():
    assert reasons(opened(machine="headless"), opened(shown=False), opened(machine="bot", shown=False)) == [
        Machine.HEADLESS,
        Machine.UNSEEN,
        Machine.BOT,
    ]


def test_who_followed_the_hidden_link_is_a_machine_an_hour_before_and_after():
    hit = Hit(visitor=1, mail="", at=NOON)

    assert reasons(opened(-3600), opened(3600), opened(3601), opened(0, visitor=2), hits=[hit]) == [
        Machine.HONEYPOT,
        Machine.HONEYPOT,
        None,
        None,
    ]


def test_the_hidden_link_of_a_mail_tells_of_those_who_came_from_it_at_the_same_time():
    hit = Hit(visitor=None, mail="m", at=NOON)

    assert reasons(opened(100, mail="m"), opened(130, mail="m"), opened(1, mail="n"), opened(1), hits=[hit]) == [
        Machine.HONEYPOT,
        None,
        None,
        None,
    ]


def test_a_flood_is_judged_in_time_that_grows_with_it():
    flood = [opened(second / 1000, asset=second, mail="m") for second in range(20_000)]
    began = perf_counter()

    judged = judge(flood)

    assert len(judged) == 20_000
    assert perf_counter() - began < 5
