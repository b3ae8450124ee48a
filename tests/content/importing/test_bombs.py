"""Files that are made to do harm: each is refused by name, or read within bounds of memory and time.

Each is read in a process of its own, forked from this one, because the peak of a process never falls.
"""

import time
from multiprocessing import get_context
from pathlib import Path

import pytest

from content.importing import entries, ghost, xml_reading
from content.importing.body import body_of
from content.importing.formats import Kind, reader_of_file
from content.importing.links import Links
from content.importing.mapping import Mapping
from content.importing.piece import Piece, Refused
from content.importing.run import NothingToImport
from content.models import AssetPage, Topic
from tests.content.importing.exports import counts, ghost_post, item, reasons, take, write_ghost, write_wxr
from tests.content.importing.makers import kinds, only_asset
from tests.content.importing.test_pictures import SVG, huge_png

MB = 1_000_000
FOOT = "</channel></rss>"
POST = "<title>t</title><wp:post_type>post</wp:post_type>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def head(doctype=""):
    return f'<?xml version="1.0"?>{doctype}<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>'


def wxr(content):
    return f"{head()}<item>{POST}{content}</item>{FOOT}"


def cdata(content):
    return wxr(f"<content:encoded><![CDATA[{content}]]></content:encoded>")


BOMBS = {
    "entities that unfold": (
        lambda: head(f'<!DOCTYPE r [<!ENTITY l0 "lol">{LAUGHS}]>') + "<item>&l9;</item>" + FOOT,
        "declares an entity of its own (&l0;)",
        20,
    ),
    "one long entity": (
        lambda: head(f'<!DOCTYPE r [<!ENTITY a "{"x" * 50_000}">]>') + "&a;" * 20_000 + FOOT,
        "declares an entity of its own (&a;)",
        20,
    ),
    "external entity": (
        lambda: head('<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>') + "&a;" + FOOT,
        "declares an entity of its own (&a;)",
        20,
    ),
    "parameter entity": (
        lambda: head('<!DOCTYPE r [<!ENTITY % a SYSTEM "http://127.0.0.1:9/">%a;]>') + FOOT,
        "declares an entity of its own (&a;)",
        20,
    ),
    "external definition, never fetched": (
        lambda: head('<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">') + f"<item>{POST}</item>" + FOOT,
        "read",
        20,
    ),
    "inclusion, never followed": (
        lambda: wxr('<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'),
        "read",
        20,
    ),
    "nested XML": (lambda: head() + "<item>" + "<a>" * 500_000, "nested deeper than 100 levels", 20),
    "a long post": (lambda: cdata("x" * 60 * MB), "larger than 2 MB of text", 150),
    "a long attribute": (lambda: wxr(f'<a b="{"x" * 60 * MB}"/>'), "a tag or comment of more than 1 MB", 50),
    "a long comment": (lambda: wxr(f"<!--{'x' * 60 * MB}-->"), "a tag or comment of more than 1 MB", 50),
    "a million tags on a post": (
        lambda: wxr("<category>a</category>" * MB),
        "more than 10,000 parts (tags, fields, comments)",
        50,
    ),
    "many tags of the site": (
        lambda: head() + "<wp:tag><wp:tag_name>a</wp:tag_name></wp:tag>" * 200_000 + f"<item>{POST}</item>" + FOOT,
        "read",
        20,
    ),
    "too many posts": (lambda: head() + f"<item>{POST}</item>" * 100_100, "more than 100,000 pieces", 300),
    "many comments": (lambda: wxr("<wp:comment><a>x</a></wp:comment>" * 200_000), "read", 20),
    "a hundred megabytes": (lambda: head() + " " * 101 * MB, "no more than 100 MB are read at once", 5),
    "nested JSON": (lambda: '{"posts": ' + "[" * MB, "nested too deep", 50),
    "a long number": (lambda: '{"posts": ' + "9" * MB + "}", "number that is too long", 50),
    "nested HTML": (lambda: cdata("<div>" * 40_000), "nested deeper than 150 levels", 150),
}


def said_of(path):
    """What a person would be told of this file, all the way to the blocks of its pieces."""
    try:
        reader = reader_of_file(path, Kind.AUTO, Mapping())
        for piece in reader.pieces():
            if not isinstance(piece, Piece):
                return getattr(piece, "reason", "read")
            body_of(piece, links=Links([piece]), pictures=reader.pictures)
    except Refused as refusal:
        return str(refusal)
    return "read"


def peak():
    """In MB. A fork begins its own count, from what it holds."""
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) // 1024


def measure(path, pipe):
    before = peak()
    pipe.send((said_of(path), peak() - before))


@pytest.mark.sqlite_only
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured where /proc says it")
@pytest.mark.parametrize("name", BOMBS)
def test_it_is_named_and_memory_stays_bounded(tmp_path, name):
    made, says, most = BOMBS[name]
    path = tmp_path / "bomb.xml"
    path.write_text(made())
    ours, theirs = get_context("fork").Pipe()
    process = get_context("fork").Process(target=measure, args=(path, theirs))
    began = time.monotonic()

    process.start()
    assert ours.poll(60), "no answer within a minute"
    said, more = ours.recv()
    process.join()

    assert says in said
    assert more <= most, f"{more} MB after {time.monotonic() - began:.1f} s"


@pytest.mark.django_db
def test_scripts_and_events_are_gone_from_what_is_kept(tmp_path):
    text = (
        '<p onclick="a()">Words<script>a()</script></p><img src=x onerror="a()"/><a href="javascript:a()">on</a>'
        '<iframe src="//evil.example" onload="a()"></iframe><svg onload="a()"></svg><style>p{}</style>'
        '<a href="java&#10;script:a()">in</a><object data="x"></object><math><a xlink:href="javascript:a()">m</a></math>'
    )

    report = take(write_wxr(tmp_path, item(text)))

    kept = str(only_asset().body.raw_data)
    assert not any(word in kept for word in ("script", "onclick", "onerror", "onload", "a()", "<svg", "<style"))
    assert {"<script> left out", "unsafe link left as text", "<svg> left out"} <= kinds(report)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("../../secret.png", "leads out of the folder"),
        ("https://old.example/wp-content/uploads/../../../secret.png", "leads out of the folder"),
        ("https://old.example/wp-content/uploads/%2e%2e/%2e%2e/secret.png", "leads out of the folder"),
        ("/etc/passwd", "not in the export"),
        ("file:///etc/passwd", "kept elsewhere"),
        ("/wp-content/uploads/a%00.png", "leads out of the folder"),
        ("http://[", "has no address"),
        ("/wp-content/uploads/link.png", "out of the folder"),
        ("/wp-content/uploads/live.svg", "drawing with <script>"),
        ("/wp-content/uploads/huge.png", "40 megapixels"),
        ("/secret.png", "not in the export"),
    ],
)
def test_no_picture_is_taken_from_elsewhere_and_none_that_does_harm(tmp_path, address, says):
    (tmp_path / "secret.png").write_bytes(huge_png(side=2))
    place = tmp_path / "in/uploads"
    place.mkdir(parents=True)
    (place / "link.png").symlink_to(tmp_path / "secret.png")
    (place / "live.svg").write_text(SVG.format("<script/>"))
    (place / "huge.png").write_bytes(huge_png())
    (tmp_path / "in/secret.png").write_bytes(huge_png(side=2))

    report = take(write_wxr(tmp_path / "in", item(f'<p>W</p><img src="{address}"/>')))

    assert [says in kind for kind in kinds(report)] == [True], kinds(report)


@pytest.mark.django_db
def test_one_bad_piece_does_not_stop_the_others(tmp_path):
    report = take(
        write_wxr(tmp_path, item("<div>" * 200), item(wp__post_id="8"), item("x" * 1_100_000, wp__post_id="9"))
    )

    assert counts(report)["created"] == 1
    assert sorted(reasons(report)) == [
        "it is larger than 1 MB of text",
        "its HTML is nested deeper than 150 levels",
    ]


@pytest.mark.django_db
def test_of_too_many_tags_the_most_used_become_topics(tmp_path, monkeypatch):
    monkeypatch.setattr(entries, "MOST_TOPICS", 2)
    tags = ["<category>Law</category>", "<category>Tax</category>", "<category>Odd</category>"]

    report = take(
        write_wxr(tmp_path, item(inside="".join(tags)), item(inside="".join(tags[:2]), wp__post_id="8", link=""))
    )

    assert set(Topic.objects.values_list("name", flat=True)) == {"Law", "Tax"}
    assert kinds(report) == {"tag left out, as only the 2 most used become topics (`tags: merge` keeps others)"}


@pytest.mark.django_db
def test_of_many_tags_on_a_piece_the_first_are_kept(tmp_path):
    report = take(write_wxr(tmp_path, item(inside="".join(f"<category>t{n}</category>" for n in range(60)))))

    assert only_asset().topics.count() == entries.MOST_TAGS
    assert any("left out: 10 in 1 piece" in line for line in report.lines())


@pytest.mark.django_db
def test_an_export_that_breaks_at_its_end_leaves_nothing_behind(tmp_path):
    path = write_wxr(tmp_path, *(item(wp__post_id=str(n)) for n in range(30)), "<item><broken>")

    with pytest.raises(NothingToImport, match="broken in line"):
        take(path)
    assert not AssetPage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("module", "name"), [(xml_reading, "export.xml"), (ghost, "x.json")])
def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path, monkeypatch, module, name):
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    write_wxr(tmp_path, item())
    write_ghost(tmp_path, ghost_post(), name="x.json")

    with pytest.raises(NothingToImport, match="MB large, and no more than"):
        take(tmp_path / name)
