import re

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from content.blocks import TEXT_FEATURES
from content.models import AssetImage, AssetPage
from tests.content.importing.makers import body_after_import, kinds, take, write_picture, write_piece

pytestmark = pytest.mark.django_db

EVERYTHING = """
A paragraph with **bold**, *italic*, `code`, H<sub>2</sub>O, x<sup>2</sup> and [a link](https://a.example/?b=1&c=2).

- one
- two
  1. first

     more
  2. second

> A quote with [a link](mailto:a@b.example).

```python
if x:
    return {{ y }}

# end
```

***

The end.
"""


def text_of(blocks):
    return "".join(value for kind, value in blocks if kind == "text")


@pytest.mark.parametrize(
    ("markdown", "block"),
    [
        ("## A section", ("heading", {"text": "A section", "level": "h2"})),
        ("> Text\n> — Ada, chief", ("quote", {"text": "Text", "attribution": "Ada, chief"})),
        ("> “Text.” – Ada", ("quote", {"text": "“Text.”", "attribution": "Ada"})),
        ("> Text\n> in two lines", ("quote", {"text": "Text in two lines", "attribution": ""})),
        ("One *word*.", ("text", "<p>One <i>word</i>.</p>")),
        ("> With *emphasis*", ("text", "<blockquote>With <i>emphasis</i></blockquote>")),
        (
            '<iframe src="//www.youtube-nocookie.com/embed/abc" title="Our film"></iframe>',
            ("video", {"title": "Our film", "file": None, "address": "https://www.youtube.com/watch?v=abc"}),
        ),
        (
            "[Our film](https://vimeo.com/12)",
            ("video", {"title": "Our film", "file": None, "address": "https://vimeo.com/12"}),
        ),
        ("A git checkout <branch>", ("text", "<p>A git checkout &lt;branch&gt;</p>")),
        ("<dl><dt>Word</dt><dd>Meaning</dd></dl>", ("text", "<p><b>Word</b></p><p>Meaning</p>")),
    ],
)
def test_each_kind_of_markdown_has_its_block(tmp_path, markdown, block):
    kind, value = body_after_import(tmp_path, markdown)[0]

    assert kind == block[0]
    assert value == block[1] or block[1].items() <= value.items()


def test_headings_keep_their_order_below_the_title(tmp_path):
    blocks = body_after_import(tmp_path, "# Top\n\n## Below\n\n### Lowest")

    assert [value["level"] for _, value in blocks] == ["h2", "h3", "h3"]


@pytest.mark.parametrize("before", ['<div class="preheader">Approach</div>', "<br/>", "<hr>"])
def test_a_heading_right_after_html_is_a_heading(tmp_path, before):
    blocks = body_after_import(tmp_path, f"Text.\n\n{before}\n### Starting small\n\nMore.")

    assert [value["text"] for kind, value in blocks if kind == "heading"] == ["Starting small"]
    assert "#" not in text_of(blocks)


def test_a_table_keeps_its_cells_heads_and_sides(tmp_path):
    [(kind, value)] = body_after_import(tmp_path, "| Class | Days |\n|---|--:|\n| A & B | 12 |")

    assert (kind, value["data"]) == ("table", [["Class", "Days"], ["A & B", "12"]])
    assert (value["first_row_is_table_header"], value["table_header_choice"]) == (True, "row")
    assert {"row": 1, "col": 1, "className": "htRight"} in value["cell"]


def test_a_picture_with_a_title_is_a_figure_and_one_without_an_image(tmp_path):
    write_picture(tmp_path, "a.png")
    write_picture(tmp_path, "b.png", colour="blue")

    blocks = body_after_import(tmp_path, 'Before ![Four dots](a.png "Dots, n = 4") between\n\n![](b.png)')

    assert [kind for kind, _ in blocks] == ["text", "figure", "text", "image"]
    assert {"alternative_text": "Four dots", "caption": "Dots, n = 4"}.items() <= blocks[1][1].items()
    assert AssetImage.objects.get(pk=blocks[1][1]["image"]).description == "Four dots"


def test_the_editor_loses_nothing_of_what_was_imported(tmp_path):
    html = text_of(body_after_import(tmp_path, EVERYTHING))
    editor = ContentstateConverter(features=TEXT_FEATURES)

    saved = editor.to_database_format(editor.from_database_format(html))

    assert re.sub(r' data-block-key="\w+"', "", saved) == html
    assert "<code>\xa0\xa0\xa0\xa0return {{ y }}</code><br/><br/><code># end</code>" in html


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        '<p onclick="alert(1)">Words</p>',
        '<a href="javascript:alert(1)">Words</a>',
        "[Words](javascript:alert(1))",
        "[Words](data:text/html,alert)",
        '<a href=" java\nscript:alert(1)">Words</a>',
        '<iframe src="javascript:alert(1)"></iframe>',
        '<img src="x" onerror="alert(1)">',
        '<svg onload="alert(1)"><text>Words</text></svg>',
        "<p title='<script>alert(1)</script>'>Words",
        '<a linktype="page" id="@1" href="vbscript:alert(1)">Words</a>',
    ],
)
def test_nothing_that_acts_comes_through(tmp_path, html):
    body = str(body_after_import(tmp_path, f"{html}\n\nThe end."))

    assert "The end." in body
    assert not re.search(r"alert|script|onclick|data:|<svg|<a ", body)


def test_what_is_left_out_of_a_body_is_named(tmp_path):
    write_piece(tmp_path, body="{% for a in b %}\n\n<script>x</script>\n\n![](gone.png)\n\n[a](/nowhere/) [b](#c) end")

    report = take(tmp_path)

    assert kinds(report) >= {
        "template code left out",
        "<script> left out",
        "picture left out: it is not in the folder",
        "link without a known target left as text",
        "link within its page left as text",
    }


def test_links_between_pieces_lead_to_their_pages_forward_and_back(tmp_path):
    write_piece(tmp_path, "2014-01-01-first.md", body="[on](/2015/02/02/second/) and [on](asset:second)")
    write_piece(tmp_path, "2015-02-02-second.md", body="[back](2014-01-01-first.md)\n\n[Read: The first](asset:first)")

    take(tmp_path)

    first, second = AssetPage.objects.get(slug="first"), AssetPage.objects.get(slug="second")
    assert first.body.raw_data[0]["value"].count(f'<a linktype="page" id="{second.pk}">on</a>') == 2
    assert f'<a linktype="page" id="{first.pk}">back</a>' in second.body.raw_data[0]["value"]
    assert second.body.raw_data[1]["value"] == {"text": "Read: The first", "page": first.pk, "address": None}
    assert AssetPage.objects.get(slug="first").live


def test_other_links_of_the_old_site_become_whole_only_if_the_site_is_known(tmp_path):
    html = text_of(body_after_import(tmp_path, "[a](/b/?c=1#d) end", mapping={"site": "https://old.example"}))

    assert '<a href="https://old.example/b/?c=1#d">a</a>' in html


@pytest.mark.parametrize("body", [">" * 5_000 + " x", "<div>" * 3_000 + "x", "- " * 200 + "x"])
def test_what_is_nested_without_end_is_left_out_by_name(tmp_path, body):
    write_piece(tmp_path, body=body)

    assert "nested" in take(tmp_path).left_out[0].reason
