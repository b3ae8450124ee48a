from datetime import date, timedelta

import pytest

from audiences.demand import LONGEST, answer, ask, count_wanted, note_search, wanted, wish
from audiences.models import Demand
from tests.audiences.makers import make_industry, make_request, make_search
from tests.factories import NOON, make_stage, make_user

MONTH = timedelta(days=30)


@pytest.fixture
def other(db):
    return make_user()


def words_kept():
    return sorted(Demand.objects.values_list("words", flat=True))


def test_a_search_is_noted_as_it_was_typed(salesperson):
    stage, industry = make_stage(), make_industry()

    row = note_search(" Supplier\trisk ", by=salesperson, at=NOON, stage=stage, pillar="practical", industry=industry)

    row.refresh_from_db()
    assert (row.kind, row.words, row.folded) == ("search", "Supplier risk", "risk supplier")
    assert (row.by, row.at, row.stage, row.pillar, row.industry) == (salesperson, NOON, stage, "practical", industry)
    assert row.state == Demand.State.NEW


@pytest.mark.parametrize("typed", ["", "   ", "?*", "\x00\x01"])
def test_without_a_word_nothing_is_noted(salesperson, typed):
    assert note_search(typed, by=salesperson, at=NOON) is None
    assert not Demand.objects.exists()


def test_control_characters_and_whole_books_are_kept_in_a_form_that_every_database_holds(salesperson):
    row = note_search("risk\x00\x1b" + "long " * 10_000, by=salesperson, at=NOON)

    row.refresh_from_db()
    assert row.words.startswith("risk long long")
    assert len(row.words) <= LONGEST
    assert "\x00" not in row.words + row.folded


def test_the_same_words_within_the_hour_are_one_search(salesperson):
    first = make_search("Supplier risk", by=salesperson)

    again = make_search("risk of the supplier", by=salesperson, at=NOON + timedelta(minutes=59))

    assert again == first
    assert words_kept() == ["Supplier risk"]


def test_after_an_hour_they_count_again(salesperson):
    make_search(by=salesperson)
    make_search(by=salesperson, at=NOON + timedelta(hours=1))

    assert Demand.objects.count() == 2


def test_another_person_counts_for_himself(salesperson, other):
    make_search(by=salesperson)
    make_search(by=other)

    assert Demand.objects.count() == 2


def test_as_one_types_only_the_longest_stays(salesperson):
    for second, typed in enumerate(["sup", "supplie", "supplier ri", "Supplier risk"]):
        make_search(typed, by=salesperson, at=NOON + timedelta(seconds=second), stage=make_stage())

    assert words_kept() == ["Supplier risk"]
    assert Demand.objects.get().folded == "risk supplier"


def test_letters_taken_back_are_no_new_search(salesperson):
    make_search("supplier risk", by=salesperson)
    make_search("supplier r", by=salesperson, at=NOON + timedelta(seconds=5))

    assert words_kept() == ["supplier risk"]


def test_typing_what_was_searched_for_before_leaves_no_beginnings_behind(salesperson):
    make_search("supplier risk", by=salesperson)
    make_search("supp", by=salesperson, at=NOON + timedelta(minutes=20))

    make_search("supplier risk", by=salesperson, at=NOON + timedelta(minutes=20, seconds=2))

    assert words_kept() == ["supplier risk"]


def test_a_shorter_search_of_long_ago_stays(salesperson):
    make_search("supplier", by=salesperson)
    make_search("supplier risk", by=salesperson, at=NOON + timedelta(minutes=2))

    assert words_kept() == ["supplier", "supplier risk"]


def test_a_beginning_that_somebody_else_typed_stays(salesperson, other):
    make_search("supplier", by=other)
    make_search("supplier risk", by=salesperson, at=NOON + timedelta(seconds=1))

    assert words_kept() == ["supplier", "supplier risk"]


def test_a_request_is_never_typed_over(salesperson):
    make_request("supplier", by=salesperson)
    make_search("supplier risk", by=salesperson, at=NOON + timedelta(seconds=1))

    assert words_kept() == ["supplier", "supplier risk"]


def test_a_search_without_a_person_is_noted_too(db):
    assert note_search("supplier risk", by=None, at=NOON).by is None


def test_asking_says_what_for_and_until_when(salesperson):
    row = ask(
        "Supplier audits", why=" For a bid. ", by=salesperson, at=NOON, needed_by=date(2026, 4, 1), stage=make_stage()
    )

    row.refresh_from_db()
    assert (row.kind, row.why, row.needed_by, row.state) == ("request", "For a bid.", date(2026, 4, 1), "new")


def test_what_is_wanted_is_counted_by_meaning_and_the_most_wanted_comes_first(salesperson, other):
    make_search("tariffs", by=salesperson)
    make_search("Supplier risk", by=salesperson, stage=make_stage())
    make_request("risk: supplier", by=other, at=NOON + timedelta(hours=3), why="Two buyers asked.")

    first, second = wanted(since=NOON)

    assert (first.words, first.searches, first.requests, first.people) == ("risk: supplier", 1, 1, 2)
    assert (first.last_at, first.stage, first.why) == (NOON + timedelta(hours=3), make_stage(), "Two buyers asked.")
    assert (second.words, second.searches, second.requests, second.people) == ("tariffs", 1, 0, 1)
    assert (second.stage, second.pillar, second.why, second.needed_by) == (None, "", "", None)


def test_what_was_wanted_before_is_left_out(salesperson):
    make_search(by=salesperson, at=NOON - timedelta(seconds=1))

    assert wanted(since=NOON) == []


def test_what_is_wanted_costs_the_same_queries_however_much_it_is(salesperson, other, django_assert_num_queries):
    stage = make_stage()
    for number in range(12):
        make_search(f"wish {number}", by=salesperson, stage=stage, industry=make_industry())
        make_search(f"wish {number}", by=other)

    with django_assert_num_queries(2):
        rows = wanted(since=NOON, most=10)
        assert {row.stage.name for row in rows} == {stage.name}

    assert len(rows) == 10


def test_an_answer_is_for_all_who_asked_the_same(salesperson, other, marketer):
    make_search("supplier risk", by=other)
    make_request("Risk, supplier", by=salesperson)
    make_search("tariffs", by=other)

    count = answer("risk supplier", state="planned", said=" In May. ", by=marketer, at=NOON + MONTH)

    assert count == 2
    assert [row.words for row in wanted(since=NOON)] == ["tariffs"]
    assert count_wanted(since=NOON) == 1
    row = Demand.objects.get(by=salesperson)
    assert (row.state, row.answer, row.answered_by, row.answered_at) == ("planned", "In May.", marketer, NOON + MONTH)


def test_a_wish_knows_all_who_share_it_answered_or_not(salesperson, other, marketer):
    make_search(by=other)
    answer("risk supplier", state="declined", said="No.", by=marketer, at=NOON)
    row = make_request("Suppliers' risk", by=salesperson, at=NOON + MONTH)

    assert (wish(row).people, wish(row).searches, wish(row).requests) == (2, 1, 1)


@pytest.mark.parametrize(("state", "is_gap"), [("planned", False), ("declined", False), ("there", True)])
def test_who_searches_for_what_is_answered_finds_the_answer(salesperson, other, marketer, state, is_gap):
    make_search(by=other)
    answer("risk supplier", state=state, said="We know.", by=marketer, at=NOON)

    make_search(by=salesperson, at=NOON + MONTH)

    assert bool(wanted(since=NOON)) is is_gap


def test_an_answer_does_not_last_for_ever(salesperson, marketer):
    make_search(by=salesperson)
    answer("risk supplier", state="declined", said="", by=marketer, at=NOON)

    make_search(by=salesperson, at=NOON + 4 * MONTH)

    assert len(wanted(since=NOON)) == 1


def test_a_request_asks_anew(salesperson, other, marketer):
    make_search(by=other)
    answer("risk supplier", state="declined", said="", by=marketer, at=NOON)

    make_request(by=salesperson, at=NOON + MONTH)

    assert wanted(since=NOON)[0].requests == 1


def test_a_word_that_grows_out_of_an_answered_one_is_a_wish_of_its_own(salesperson, other, marketer):
    make_search("supplier", by=other)
    answer("supplier", state="declined", said="No.", by=marketer, at=NOON)
    make_search("supplier", by=salesperson, at=NOON + MONTH)

    row = make_search("supplier risk", by=salesperson, at=NOON + MONTH + timedelta(seconds=5))

    assert (row.state, row.answer, row.answered_by, row.answered_at) == ("new", "", None, None)
