import pytest
from hypothesis import given
from hypothesis.strategies import lists, text

from content.desk.self_promotion import Passage, examine, sentences_of

NAMES = ["Northline", "Northline Compass", "northbound"]
PRESS_RELEASE = """Rotterdam, 12 March 2026. Northline, the leading provider of supply chain consulting, today announced the launch of
Northline Compass, an industry-leading platform for network resilience. "We are proud to bring Compass to market," said
Ingrid Solberg, Chief Executive of Northline. "Our customers asked us for one place in which to see every supplier, and
we have built it." Northline Compass combines our award-winning risk model with live freight data. It is available from
today to all of Northline's clients in Europe. About Northline: NORTHLINE is a global leader in supply chain engineering.
To learn more about our platform, request a demo or contact us. Press contact: press@northline.example."""
ESSAY = """In most plants the part that stops the line costs less than a lunch. Three of four planners in the sample could
not name the maker of it. The reason is old: buyers rank suppliers by spend, and a cheap part ranks last. Spend says
nothing about how long a replacement takes. A plant that ranks by the days to replace a part finds a different list.
It is short, and it can be read in an hour. Start with the parts that have one maker and no drawing of their own."""


def seen(text, names=NAMES):
    return examine([Passage("body", text)], names)


def test_a_press_release_is_flagged_at_epiphany_in_every_way():
    found = seen(PRESS_RELEASE)

    assert len(found.objections(2)) == 3
    assert found.mentions_per_thousand > 40
    assert {"Northline", "leading provider", "Press contact", "We"} <= {
        word.removeprefix("the ") for finding in found.findings for word in finding.words
    }


def test_an_essay_on_its_readers_concern_is_let_pass():
    found = seen(ESSAY)

    assert found.objections(2) == []
    assert found.findings == []


def test_the_stage_decides_how_often_we_may_be_named():
    case_study = " ".join(["Plant nine saved a week."] * 100 + ["Northline drew the map."] * 8)

    assert seen(case_study).objections(2) == ["It names us 8 times; at this length and stage, 1 would pass."]
    assert seen(case_study).objections(25) == []


@pytest.mark.parametrize(
    ("sentence", "mentions"),
    [
        ("Northline drew it.", 1),
        ("NORTHLINE drew it.", 1),
        ("The northline of the map.", 0),
        ("Northline's map, the Northlines' maps and Northline\u2019s own.", 3),
        ("Northlinear algebra and post@Northline.example", 0),
        ("The Northline-built map of (Northline).", 2),
        ("Northline Compass is one name, also across\na line: Northline\nCompass.", 2),
        ("Northbound and NORTHBOUND are found in any case.", 2),
    ],
)
def test_what_counts_as_a_mention(sentence, mentions):
    assert seen(sentence).mentions == mentions


def test_a_name_with_signs_in_it_is_taken_as_it_is():
    assert seen("C++ (and A.I.) by C++.", ["C++", "A.I."]).mentions == 3


def test_a_short_text_may_name_us_once_where_any_mention_passes():
    assert seen("Northline drew it.").objections(2) == []
    assert seen("Northline drew it.").objections(0) == ["It names us once; at this length and stage, 0 would pass."]


def test_the_country_in_capitals_is_not_us():
    assert seen("Plants in the US closed.").sentences_of_us == 0
    assert seen("They asked us.").sentences_of_us == 1


def test_each_sentence_is_shown_whole_with_its_place():
    found = examine([Passage("title", "A map"), Passage("block-7", "It rained. Northline drew it! Then?")], NAMES)

    assert [(each.place, each.sentence, each.words) for each in found.findings] == [
        ("block-7", "Northline drew it!", ("Northline",))
    ]


def test_without_names_selling_words_and_we_are_still_counted():
    assert seen(PRESS_RELEASE, []).mentions == 0
    assert len(seen(PRESS_RELEASE, []).objections(2)) == 2


def test_nothing_written_is_nothing_said():
    assert seen("").objections(0) == []


@given(texts=lists(text(), max_size=4), names=lists(text(max_size=8), max_size=4))
def test_any_text_and_any_names_are_looked_through(texts, names):
    found = examine([Passage("body", each) for each in texts], names)

    assert 0 <= found.sentences_of_us <= found.sentences == sum(len(sentences_of(each)) for each in texts)
