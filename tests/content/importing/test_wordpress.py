from datetime import UTC, datetime, timedelta

import pytest
from wagtail.contrib.redirects.models import Redirect

from content.importing.run import NothingToImport
from content.importing.wordpress_text import html_of
from content.models import AssetPage, ImportedAsset
from tests.content.importing.exports import FIXTURES, attachment, counts, item, reasons, take, write_wxr
from tests.content.importing.makers import kinds, only_asset, write_picture
from tests.factories import NOON

pytestmark = pytest.mark.django_db
needs_fixtures = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the example data is not on this machine")
TERMS = '<category domain="category" nicename="law">Law</category><category domain="post_tag">Planning</category>'
EXPECTED = {
    "64-block-test-data.xml": (61, 11),
    "e2e-wxr-comprehensive.xml": (1, 1),
    "e2e-wxr-simple.xml": (1, 0),
    "small-export.xml": (6, 5),
    "theme-preview.xml": (7, 0),
    "themeunittestdata.wordpress.xml": (57, 129),
    "valid-wxr-1.0.xml": (3, 3),
    "valid-wxr-1.1.xml": (1, 1),
    "wxr-simple.xml": (1, 0),
}


def html(text, **options):
    return html_of(text, gallery=lambda keys: "", notes=[], **options)


@needs_fixtures
@pytest.mark.parametrize("name", EXPECTED)
def test_every_fixture_comes_in_with_a_count_of_what_was_left_out(name):
    path = FIXTURES / "wxr-wordpress" / name

    report = take(path, mapping={}, dry_run=True)

    assert (counts(report)["created"], counts(report)["left out"]) == EXPECTED[name]
    assert all(reasons(report))


@needs_fixtures
def test_a_whole_export_comes_in_and_the_second_time_changes_nothing():
    path = FIXTURES / "wxr-wordpress/small-export.xml"
    take(path)

    again = take(path, at=NOON + timedelta(days=9))

    assert counts(again) == {"created": 0, "updated": 0, "unchanged": 6, "kept": 0, "left out": 5}


@pytest.mark.parametrize(("version", "scheme"), [("1.0", "http"), ("1.1", "http"), ("1.2", "http"), ("1.2", "https")])
def test_everything_that_a_post_says_is_in_the_asset(tmp_path, version, scheme):
    report = take(write_wxr(tmp_path, item(inside=TERMS), version=version, scheme=scheme))

    asset = only_asset()
    assert (asset.title, asset.slug, asset.summary, asset.live) == ("A post", "a-post", "In short.", True)
    assert asset.first_published_at == datetime(2019, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert [expert.name for expert in asset.authors()] == ["Jo Finch"]
    assert {topic.name for topic in asset.topics.all()} == {"Law", "Planning"}
    assert set(Redirect.objects.values_list("old_path", flat=True)) == {"/2019/05/a-post", "/?p=7"}
    assert ImportedAsset.objects.get().source == "old.example/post/7"
    assert report.notes == []


@pytest.mark.parametrize("old", ["/2019/05/a-post/", "/?p=7"])
def test_an_old_address_leads_to_the_asset(tmp_path, client, old):
    take(write_wxr(tmp_path, item()))

    assert client.get(old).headers["Location"] == only_asset().url
    assert client.get("/?p=8").status_code == 200


def test_without_a_mapping_it_is_a_draft_that_keeps_its_day(tmp_path):
    report = take(write_wxr(tmp_path, item()), mapping={})

    asset = only_asset()
    assert (asset.live, asset.pillar, asset.stage) == (False, "", None)
    assert asset.first_published_at.year == 2019
    assert kinds(report) == {"it needs a pillar and a stage, so it is a draft"}


def test_a_mapping_that_comes_later_places_and_publishes_it(tmp_path):
    path = write_wxr(tmp_path, item(inside=TERMS))
    take(path, mapping={})

    report = take(path, mapping={"rules": [{"tag": "law", "pillar": "practical", "stage": "interest"}]})

    assert counts(report)["updated"] == 1
    assert only_asset().live


def test_what_an_editor_changed_is_kept(tmp_path):
    take(write_wxr(tmp_path, item()))
    asset = only_asset()
    asset.title = "Better"
    asset.save_revision().publish()

    report = take(write_wxr(tmp_path, item("<p>New</p>")))

    assert counts(report)["kept"] == 1
    assert only_asset().title == "Better"


@pytest.mark.parametrize("status", ["draft", "pending", "private", "future", "in-review"])
def test_what_is_not_public_there_is_a_draft_here(tmp_path, status):
    report = take(write_wxr(tmp_path, item(wp__status=status)))

    assert not only_asset().live
    assert len(kinds(report)) == 1


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"wp__post_password": "secret"}, "protected by a password"),
        ({"wp__status": "trash"}, "trash"),
        ({"wp__post_type": "page"}, "its type is 'page'"),
        ({"wp__post_type": "nav_menu_item"}, "its type is 'nav_menu_item'"),
    ],
)
def test_what_is_no_piece_is_left_out_with_its_reason(tmp_path, said, reason):
    report = take(write_wxr(tmp_path, item(**said), item(wp__post_id="8")))

    assert counts(report)["created"] == 1
    assert reason in reasons(report)[0]
    assert any(reason in line and "A post" in line for line in report.lines())


def test_pages_come_in_when_a_rule_names_them(tmp_path):
    rule = {"folder": "page", "pillar": "practical", "stage": "interest"}

    take(write_wxr(tmp_path, item(wp__post_type="page")), mapping={"rules": [rule]})

    assert Redirect.objects.filter(old_path="/?page_id=7").exists()


def test_pictures_are_found_in_the_uploads_beside_the_export(tmp_path):
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        write_picture(tmp_path, f"uploads/2019/05/{name}", colour=(ord(name[0]), 9, 9))
    at = "https://old.example/wp-content/uploads/2019/05"
    thumbnail = "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>3</wp:meta_value></wp:postmeta>"
    text = f'[caption id="1"]<img src="{at}/a-300x200.jpg" alt="A"/> Its words[/caption]\n\n[gallery ids="2"]'

    report = take(
        write_wxr(
            tmp_path,
            item(text, inside=thumbnail),
            attachment(2, f"{at}/b.jpg", alternative="B", caption="Two"),
            attachment(3, f"{at}/c.jpg"),
        )
    )

    asset = only_asset()
    assert [(b["type"], b["value"]["alternative_text"], b["value"]["caption"]) for b in asset.body.raw_data] == [
        ("figure", "A", "Its words"),
        ("figure", "B", "Two"),
    ]
    assert asset.cover.title == "c"
    assert report.notes == []


def test_a_picture_that_is_not_in_the_export_is_said(tmp_path):
    report = take(write_wxr(tmp_path, item('<p>W</p><img src="https://old.example/wp-content/uploads/a.jpg"/>')))

    assert kinds(report) == {"picture left out: it is not in the export"}


def test_a_link_to_another_post_leads_to_its_asset_by_either_address(tmp_path):
    links = '<p><a href="http://old.example/2019/05/b/">b</a> <a href="https://old.example/?p=8">b</a></p>'

    take(write_wxr(tmp_path, item(links), item(wp__post_id="8", link="https://old.example/2019/05/b/")))

    first = AssetPage.objects.get(imported_from__source="old.example/post/7")
    assert first.body.raw_data[0]["value"].count('linktype="page"') == 2


def test_comments_are_counted_as_left_out(tmp_path):
    comment = "<wp:comment><wp:comment_content>Nice</wp:comment_content></wp:comment>"

    report = take(write_wxr(tmp_path, item(inside=comment * 3)))

    assert any("comments left out: 3 in 1 piece" in line for line in report.lines())


def test_a_bare_ampersand_and_control_characters_are_mended_and_said(tmp_path):
    report = take(write_wxr(tmp_path, item(title="Salt & pepper&nbsp;&mdash; \x0bmore &#8; R&amp;D")))

    assert only_asset().title == "Salt & pepper — more R&D"
    assert kinds(report) == {"bare & mended", "characters that XML forbids taken out"}


def test_broken_xml_is_refused_with_its_line_and_nothing_is_kept(tmp_path):
    path = write_wxr(tmp_path, item(), "<item><title>x</item>")

    with pytest.raises(NothingToImport, match="broken in line 8: mismatched tag"):
        take(path)
    assert not AssetPage.objects.exists()


def test_blank_lines_of_a_classic_post_are_paragraphs():
    text = "One\nline\n\nTwo <b>b</b>\n<h2>Head</h2>\nThree\n<ul>\n<li>a\n\nb</li>\n</ul>\n<pre>x\n\ny</pre>"

    assert html(text).replace("\n", "|") == (
        "<p>One<br/>line</p><p>Two <b>b</b></p><h2>Head</h2><p>Three</p><ul>|<li>a||b</li>|</ul><pre>x||y</pre>"
    )


def test_marks_of_blocks_go_and_a_film_on_its_own_line_is_a_film():
    text = (
        '<!-- wp:paragraph {"dropCap":true} -->\n<p>A</p>\n<!-- /wp:paragraph -->\n<!-- wp:latest-posts /-->'
        '<figure><div class="wp-block-embed__wrapper">\nhttps://youtu.be/abc\n</div></figure>'
    )

    assert "wp:" not in html(text)
    assert '<iframe src="https://youtu.be/abc">' in html(text)
    assert html("https://youtu.be/abc") == '<iframe src="https://youtu.be/abc"></iframe>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[[gallery]]", "<p>[gallery]</p>"),
        ("a [sic] b [1]", "<p>a [sic] b [1]</p>"),
        ('[box colour="red"]words[/box]', "<p>words</p>"),
        ("<pre>[gallery]</pre>", "<pre>[gallery]</pre>"),
        ("[embed]https://example.com/a[/embed]", '<p><a href="https://example.com/a">https://example.com/a</a></p>'),
        ("[code]<b>[/code]", "<pre>&lt;b&gt;</pre>"),
    ],
)
def test_shortcodes_are_shown_or_go_and_words_in_brackets_stay(text, shown):
    assert html(text) == shown
