from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import models

from audiences.models import Industry, Persona
from content.importing.run import NothingToImport
from content.models import AssetImage, AssetPage, Expert, ImportedAsset, Topic
from tests.content.importing.makers import kinds, only_asset, reasons, take, write_picture, write_piece
from tests.factories import NOON

pytestmark = pytest.mark.django_db

FULL = """date: 2015-03-20
format: talk
summary: In short
authors: [ada-okafor, ben-lee]
personas: [buyer, stranger]
industries: [steel, nowhere]
topics: [Law, law, Planning]
gated: true
cover: a.png"""


def stored_pictures():
    return set(default_storage.listdir("original_images")[1]) if default_storage.exists("original_images") else set()


def counts(report):
    return report.as_json()["counts"]


def test_everything_that_a_file_says_is_in_the_asset(tmp_path):
    Persona.objects.create(name="Buyer", slug="buyer")
    Industry.objects.create(name="Steel", slug="steel")
    Topic.objects.create(name="LAW", slug="law")
    Expert.objects.create(name="Ben Lee", slug="lee")
    write_picture(tmp_path)
    write_piece(tmp_path, front=FULL, body="Words ![A dot](a.png)")

    report = take(tmp_path)

    asset = only_asset()
    assert (asset.live, asset.gated, asset.format, asset.stage.slug) == (True, True, "talk", "interest")
    assert asset.first_published_at == datetime(2015, 3, 20, 12, tzinfo=UTC)
    assert [expert.slug for expert in asset.authors()] == ["ada-okafor", "lee"]
    assert {topic.name for topic in asset.topics.all()} == {"LAW", "Planning"}
    assert [persona.slug for persona in asset.personas.all()] == ["buyer"]
    assert [industry.slug for industry in asset.industries.all()] == ["steel"]
    assert asset.cover_id == AssetImage.objects.get().pk == asset.body.raw_data[1]["value"]["image"]
    assert (asset.word_count, asset.figure_count) == (3, 1)
    assert kinds(report) == {
        "persona that is not known here left out",
        "industry that is not known here left out",
    }
    assert ImportedAsset.objects.get().revision_id == asset.latest_revision_id == asset.live_revision_id


def test_importing_again_changes_nothing(tmp_path):
    write_picture(tmp_path)
    write_piece(tmp_path, front=FULL, body="![](a.png) [on](asset:b-piece)")
    write_piece(tmp_path, "b-piece.md")
    take(tmp_path)
    before = list(AssetPage.objects.values())

    report = take(tmp_path, at=NOON + timedelta(days=9))

    assert counts(report)["unchanged"] == 2
    assert list(AssetPage.objects.values()) == before


def test_a_changed_file_is_a_new_published_revision(tmp_path):
    write_piece(tmp_path, body="Old")
    take(tmp_path)
    write_piece(tmp_path, body="New", front="topics: [Law]")

    report = take(tmp_path)

    asset = only_asset()
    assert counts(report)["updated"] == 1
    assert asset.body.raw_data[0]["value"] == "<p>New</p>"
    assert (asset.live_revision_id, asset.revisions.count()) == (asset.latest_revision_id, 2)
    assert [topic.name for topic in asset.topics.all()] == ["Law"]


def test_what_an_editor_changed_here_is_kept_and_said(tmp_path):
    write_piece(tmp_path, body="Old")
    take(tmp_path)
    asset = only_asset()
    asset.title = "Better"
    asset.save_revision().publish()
    write_piece(tmp_path, body="New")

    report = take(tmp_path)

    assert counts(report)["kept"] == 1
    assert only_asset().title == "Better"
    assert any("edited here" in line for line in report.lines())


def test_what_was_taken_off_the_site_stays_off_it(tmp_path):
    write_piece(tmp_path, body="Old")
    take(tmp_path)
    only_asset().unpublish()
    write_piece(tmp_path, body="New")

    report = take(tmp_path)

    assert not only_asset().live
    assert kinds(report) >= {"taken off the site here, so its new revision is a draft"}


@pytest.mark.parametrize("front", ["draft: true", "published: false", "date: 2030-01-01"])
def test_drafts_and_pieces_of_the_future_come_in_unpublished(tmp_path, front):
    write_piece(tmp_path, front=front)

    take(tmp_path)

    assert not only_asset().live
    assert only_asset().first_published_at is None


def test_a_draft_that_was_published_there_is_published_here(tmp_path):
    write_piece(tmp_path, front="draft: true")
    take(tmp_path)
    write_piece(tmp_path, front="date: 2015-03-20")

    take(tmp_path)

    assert only_asset().live


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path):
    write_picture(tmp_path)
    write_piece(tmp_path, front=FULL, body="![](a.png) ![](gone.png) [on](asset:b-piece)")
    write_piece(tmp_path, "b-piece.md")
    write_piece(tmp_path, "c-piece.md", placed="")
    tables = [AssetPage, AssetImage, Expert, Topic, ImportedAsset]
    files = stored_pictures()

    dry = take(tmp_path, dry_run=True)

    assert [model.objects.count() for model in tables] == [0] * 5
    assert stored_pictures() == files
    assert "  would be created: 2" in list(dry.lines())
    assert dry.as_json() | {"dry_run": False} == take(tmp_path).as_json()


def test_the_same_title_and_file_name_get_slugs_of_their_own(tmp_path):
    for folder in ("a", "b", "c"):
        write_piece(tmp_path / folder, "same.md")

    take(tmp_path)

    assert set(AssetPage.objects.values_list("slug", flat=True)) == {"same", "same-2", "same-3"}


def test_the_same_picture_is_kept_once(tmp_path):
    write_picture(tmp_path, "a.png")
    write_picture(tmp_path, "b/copy.png")
    write_piece(tmp_path, "one.md", body="![](a.png)")
    write_piece(tmp_path, "two.md", body="![](/b/copy.png) ![](a.png)")

    take(tmp_path)

    assert AssetImage.objects.get().source_path.endswith("/a.png")


def test_bad_pictures_never_stop_the_rest(tmp_path):
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    write_piece(tmp_path, body="Words ![](broken.png) ![](../out.png) end")

    report = take(tmp_path)

    assert only_asset().live
    assert len([note for _, note in report.notes if note.kind.startswith("picture left out")]) == 2


def test_a_piece_that_fails_leaves_nothing_behind_and_the_next_is_taken(tmp_path):
    """It fails late, after topics, experts, pictures and the page were written."""
    write_picture(tmp_path)
    write_piece(tmp_path, "a-bad.md", front="topics: [Lost]\nauthors: [lost]\ncover: a.png", body="[x](asset:b-good)")
    write_piece(tmp_path, "b-good.md", front="topics: [Kept]", body="[x](asset:a-bad)")
    files = stored_pictures()
    break_the_next_publication()

    try:
        report = take(tmp_path)
    finally:
        models.signals.post_save.disconnect(dispatch_uid="break", sender=ImportedAsset)

    assert list(reasons(report)) == ["a-bad.md"]
    assert only_asset().slug == "b-good"
    assert set(Topic.objects.values_list("name", flat=True)) == {"Kept"}
    assert (Expert.objects.count(), AssetImage.objects.count()) == (0, 0)
    assert stored_pictures() == files
    assert only_asset().body.raw_data[0]["value"] == "<p>x</p>"


def break_the_next_publication():
    def fail(sender, instance, **kwargs):
        if instance.source.endswith("a-bad.md"):
            raise OSError("the disk is full")

    models.signals.post_save.connect(fail, sender=ImportedAsset, dispatch_uid="break", weak=False)


def test_an_import_that_was_interrupted_before_its_last_links_takes_them_up_again(tmp_path):
    write_piece(tmp_path, "a.md", body="Read [on](asset:b)")
    write_piece(tmp_path, "b.md")
    with pytest.raises(KeyboardInterrupt):
        take(tmp_path, progress=interrupt_at_the_last)

    take(tmp_path)

    assert "linktype" in AssetPage.objects.get(slug="a").body.raw_data[0]["value"]


def interrupt_at_the_last(done, total):
    if done == total:
        raise KeyboardInterrupt


def test_a_piece_whose_stage_is_unknown_is_left_out(tmp_path):
    write_piece(tmp_path, placed="pillar: practical\nstage: soon")

    assert "'soon' is no buying stage; choose one of epiphany" in reasons(take(tmp_path))["a-piece.md"]


def test_a_path_without_anything_to_import_is_refused_in_words(tmp_path):
    with pytest.raises(NothingToImport, match="nothing in it is known"):
        take(tmp_path)
    with pytest.raises(NothingToImport, match="is no folder"):
        take(tmp_path / "gone")


def test_a_piece_costs_a_bounded_number_of_queries(tmp_path, settings, django_assert_max_num_queries):
    """Wagtail, redirects, agreements and the page cache ask about 95 times to add, revise and publish one page."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    for number in range(10):
        write_piece(tmp_path, f"p{number}.md", front=f"topics: [Law]\nauthors: [ada]\ndate: 2015-01-{number + 1:02}")

    with django_assert_max_num_queries(10 * 100):
        take(tmp_path)


def test_what_is_edited_here_while_an_import_runs_is_kept(tmp_path):
    for name in ("a-piece.md", "b-piece.md"):
        write_piece(tmp_path, name)
    take(tmp_path)
    for name in ("a-piece.md", "b-piece.md"):
        write_piece(tmp_path, name, body="Words from there.")

    def edit_the_second(done, total):
        if done == 1:
            asset = AssetPage.objects.get(title="b piece")
            asset.summary = "Edited here"
            asset.save_revision().publish()

    report = take(tmp_path, progress=edit_the_second)

    assert counts(report) == {"created": 0, "updated": 1, "unchanged": 0, "kept": 1, "left out": 0}
    assert AssetPage.objects.get(title="b piece").summary == "Edited here"
