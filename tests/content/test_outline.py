from content.blocks import AssetBody
from content.outline import contents, lay_out, opening


def body(*blocks):
    return AssetBody().to_python([{"type": kind, "value": value} for kind, value in blocks])


def heading(text, level="h2"):
    return "heading", {"text": text, "level": level}


def test_a_heading_is_linked_to_by_its_words():
    parts = lay_out(body(heading("What becomes of the planner?")))

    assert [part.anchor for part in parts] == ["s-what-becomes-of-the-planner"]


def test_headings_of_the_same_words_are_told_apart():
    parts = lay_out(body(heading("Today"), heading("Today"), heading("今日"), heading("明日")))

    assert [part.anchor for part in parts] == ["s-today", "s-today--2", "s-section", "s-section--2"]


def test_two_sections_need_no_table_of_contents():
    assert contents(lay_out(body(heading("One"), heading("Aside", "h3"), heading("Two")))) == []


def test_three_sections_are_listed_without_their_subsections():
    listed = contents(lay_out(body(heading("One"), heading("Aside", "h3"), heading("Two"), heading("Three"))))

    assert [part.block.value["text"] for part in listed] == ["One", "Two", "Three"]


def test_an_opening_stops_inside_a_long_block():
    (shown,) = opening(body(("text", "<p>" + "word " * 50 + "</p><p>" + "more " * 200 + "</p>")), words=60)

    assert shown.source.count("word") == 50
    assert shown.source.count("more") == 10


def test_an_opening_goes_on_into_the_next_text_and_leaves_figures_and_headings_out():
    shown = opening(body(("text", "<p>one two</p>"), heading("Secret"), ("text", "<p>three four five</p>")), words=3)

    assert "".join(text.source for text in shown) == "<p>one two</p><p>three …</p>"
