from datetime import UTC, datetime

import pytest
from wagtail.contrib.redirects.models import Redirect

from content.importing.run import NothingToImport
from content.models import ImportedAsset
from tests.content.importing.exports import FIXTURES, counts, ghost_post, reasons, take, write_ghost
from tests.content.importing.makers import kinds, only_asset, write_picture

pytestmark = pytest.mark.django_db
USERS = [{"id": "u1", "name": "Jo Finch", "slug": "jo"}, {"id": "u2", "name": "Ada Okafor", "slug": "ada"}]
TAGS = [{"id": "t1", "name": "Law"}, {"id": "t2", "name": "#hidden", "visibility": "internal"}]
JOINS = {
    "users": USERS,
    "tags": TAGS,
    "posts_authors": [
        {"post_id": "p1", "author_id": "u1", "sort_order": 1},
        {"post_id": "p1", "author_id": "u2", "sort_order": 0},
    ],
    "posts_tags": [{"post_id": "p1", "tag_id": "t2", "sort_order": 1}, {"post_id": "p1", "tag_id": "t1"}],
}


def test_everything_that_a_post_says_is_in_the_asset(tmp_path):
    write_picture(tmp_path, "content/images/2019/a.png")
    post = ghost_post(
        html='<p>Words.</p><img src="__GHOST_URL__/content/images/size/w600/2019/a.png" alt="A"/>',
        feature_image="__GHOST_URL__/content/images/2019/a.png",
        canonical_url="https://first.example/a",
    )

    report = take(write_ghost(tmp_path, post, posts_meta=[{"post_id": "p1", "feature_image_alt": "A"}], **JOINS))

    asset = only_asset()
    assert (asset.title, asset.slug, asset.summary, asset.live) == ("A post", "a-post", "In short.", True)
    assert asset.first_published_at == datetime(2019, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert [expert.name for expert in asset.authors()] == ["Ada Okafor", "Jo Finch"]
    assert [topic.name for topic in asset.topics.all()] == ["Law"]
    assert asset.canonical_url == "https://first.example/a"
    assert asset.cover_id == asset.body.raw_data[1]["value"]["image"]
    assert Redirect.objects.get().old_path == "/a-post"
    assert ImportedAsset.objects.get().source == "old-site/post/p1"
    assert report.notes == []
    assert counts(take(tmp_path / "old-site.ghost.2026-11-22.json"))["unchanged"] == 1


def test_a_post_for_members_is_a_draft_until_a_rule_gates_it(tmp_path):
    path = write_ghost(tmp_path, ghost_post(visibility="members"))
    assert kinds(take(path)) == {"for members only there, so it is a draft here; a rule with `gated` decides"}
    rule = {"folder": "post/members", "gated": True, "pillar": "practical", "stage": "interest"}

    take(path, mapping={"rules": [rule]})

    assert (only_asset().live, only_asset().gated) == (True, True)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"html": None, "lexical": "{}"}, "it has no HTML"),
        ({"type": "page"}, "its type is 'page'"),
        ({"html": "", "title": ""}, "neither a title nor text"),
    ],
)
def test_what_cannot_come_in_is_left_out_with_its_reason(tmp_path, said, reason):
    report = take(write_ghost(tmp_path, ghost_post(**said), ghost_post(id="p2")))

    assert counts(report)["created"] == 1
    assert reason in reasons(report)[0]


def test_a_day_in_the_old_addresses_is_in_the_redirects(tmp_path):
    placed = {"pillar": "practical", "stage": "interest"}

    take(write_ghost(tmp_path, ghost_post()), mapping={"permalink": "/{year}/{month}/{slug}/", "defaults": placed})

    assert Redirect.objects.get().old_path == "/2019/05/a-post"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"db": [', "broken in line 1"),
        ('[{"title": {"rendered": "x"}, "content": {"rendered": "x"}}]', "the answer of a WordPress API"),
        ('{"a": 1, "b": 2}', "no Ghost export but JSON with a, b"),
        ("[" * 100_000, "nested too deep"),
        ('{"posts": [' + "9" * 10_000 + "]}", "number that is too long"),
        ('{"posts": [1, 2]}', "no Ghost export"),
        ('{"db": [[]]}', "no Ghost export"),
    ],
)
def test_json_that_is_no_export_is_refused_in_a_sentence(tmp_path, text, reason):
    path = tmp_path / "x.json"
    path.write_text(text)

    with pytest.raises(NothingToImport, match=reason):
        take(path)


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the example data is not on this machine")
@pytest.mark.parametrize(
    ("path", "created", "left_out"),
    [
        ("mg-assetscraper-db/src/test/fixtures/ghost.json", 2, 1),
        ("mg-assetscraper-db/src/test/fixtures/ghost-flat.json", 1, 0),
        ("mg-ghost-api/src/test/fixtures/posts.json", 1, 0),
        ("mg-json/test/fixtures/multi-post-only.json", 3, 0),
        ("mg-squarespace-xml/test/fixtures/sample.xml", 3, 3),
        ("mg-medium-export/test/fixtures/export", 5, 5),
        ("mg-libsyn/test/fixtures/feed.xml", 2, 0),
        ("mg-jekyll-export/test/fixtures", 12, 0),
    ],
)
def test_fixtures_of_other_systems_come_in(path, created, left_out):
    report = take(FIXTURES / "cms-exports" / path, dry_run=True)

    assert (counts(report)["created"], counts(report)["left out"]) == (created, left_out)
