import shutil
from pathlib import Path

import pytest
from wagtail.models import Collection

from audiences.models import Persona
from config.settings.base import BASE_DIR
from content.exporting.folder import FolderTaken, write_folder
from content.exporting.library import Choice, Export
from content.importing.run import import_from
from content.models import AssetPage, Expert, SalesAttachment, SalesEdition
from content.models.sales_editions import COLLECTION
from demo.asking import name_the_industries
from demo.filling import COMPANY, LIBRARY
from tests.content.exporting.libraries import empty_the_library, everything, make_document, make_nasty_library
from tests.factories import NOON, make_asset

WHOLE = Choice(drafts=True, gated=True, sales_editions=True)
ARCHIVE = BASE_DIR.parent / "shared/data/blog-18f"
A_SAMPLE_OF = 16
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def export(folder: Path, choice=WHOLE) -> Export:
    made = Export(choice, at=NOON)
    write_folder(made, folder)
    return made


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def prepare_the_words_of_the_demo() -> None:
    for row in COMPANY["personas"]:
        Persona.objects.create(slug=row["slug"], name=row["name"])
    name_the_industries()
    for row in COMPANY["experts"]:
        Expert.objects.create(slug=row["slug"], name=row["name"], biography=row.get("biography", ""))


def test_a_nasty_library_comes_back_the_same(tmp_path, settings):
    make_nasty_library()
    before = everything()
    first = export(tmp_path / "first")
    empty_the_library()
    settings.MEDIA_ROOT = tmp_path / "other-media"

    report = import_from(tmp_path / "first", at=NOON)

    assert first.notes == [], first.files.notes
    assert report.left_out == []
    assert report.notes == []
    after = everything()
    for slug, asset in before["assets"].items():
        for name, value in asset.items():
            assert after["assets"][slug][name] == value, (slug, name)
    assert after == before
    export(tmp_path / "second")
    assert bytes_in(tmp_path / "second") == bytes_in(tmp_path / "first")


@pytest.mark.sqlite_only  # as the next: the nasty library goes there and back on both
def test_the_demo_library_comes_back_the_same(tmp_path, settings):
    prepare_the_words_of_the_demo()
    assert import_from(LIBRARY, at=NOON).left_out == []
    before = everything()
    first = export(tmp_path / "first")
    empty_the_library()
    settings.MEDIA_ROOT = tmp_path / "other-media"

    report = import_from(tmp_path / "first", at=NOON)

    assert (first.notes, report.left_out, report.notes) == ([], [], [])
    assert everything() == before
    export(tmp_path / "second")
    assert bytes_in(tmp_path / "second") == bytes_in(tmp_path / "first")
    assert not [name for name, text in bytes_in(tmp_path / "first").items() if b"data-part" in text]


@pytest.mark.sqlite_only
@pytest.mark.skipif(not ARCHIVE.is_dir(), reason="the archive of 18F's blog is not here: see its address in the test")
def test_a_foreign_archive_comes_back_the_same(tmp_path, settings):
    archive = tmp_path / "archive"
    shutil.copytree(ARCHIVE / "assets", archive / "assets")
    for path in sorted((ARCHIVE / "posts").rglob("*.md"))[::A_SAMPLE_OF]:
        (archive / "posts").mkdir(exist_ok=True)
        shutil.copy(path, archive / "posts")
    import_from(archive, mapping=Path("docs/examples/import-18f.yaml"), at=NOON)
    before = everything()
    assert len(before["assets"]) > 25
    first = export(tmp_path / "first")
    empty_the_library()
    settings.MEDIA_ROOT = tmp_path / "other-media"

    report = import_from(tmp_path / "first", at=NOON)

    assert (first.notes, report.left_out, report.notes) == ([], [], [])
    assert everything() == before
    export(tmp_path / "second")
    assert bytes_in(tmp_path / "second") == bytes_in(tmp_path / "first")


def test_only_what_readers_see_goes_out_unless_more_is_asked_for(tmp_path):
    make_asset("Open")
    make_asset("Draft", live=False)
    make_asset("Gated", gated=True)
    make_asset("Gone", expire_at=NOON)

    export(tmp_path / "open", Choice())
    export(tmp_path / "gated", Choice(gated=True))
    export(tmp_path / "drafts", Choice(drafts=True))

    assert {path.stem for path in (tmp_path / "open").glob("*.md")} == {"open"}
    assert {path.stem for path in (tmp_path / "gated").glob("*.md")} == {"open", "gated"}
    assert {path.stem for path in (tmp_path / "drafts").glob("*.md")} == {"open", "draft", "gone"}


def test_a_link_to_what_is_not_exported_names_no_draft(tmp_path):
    draft, gated = make_asset("Secret plan", live=False), make_asset("Gated", gated=True)
    make_asset(
        "Open",
        text=f'<p><a linktype="page" id="{draft.pk}">one</a>, <a linktype="page" id="{gated.pk}">two</a></p>',
    )

    made = export(tmp_path / "open", Choice())

    text = (tmp_path / "open" / "open.md").read_text()
    assert "secret-plan" not in text
    assert gated.full_url in text
    assert [note.kind for _, note in made.notes] == ["link to what is not exported left as text"]


def test_another_folder_is_never_written_over(tmp_path):
    make_asset("Open")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")

    with pytest.raises(FolderTaken, match="no export of ours"):
        export(tmp_path / "mine")

    assert bytes_in(tmp_path / "mine") == {"letter.txt": b"keep me"}


def test_an_export_takes_the_place_of_an_older_one_whole(tmp_path):
    old = make_asset("Old")
    export(tmp_path / "out")
    old.delete()
    make_asset("New")

    export(tmp_path / "out")

    assert {path.name for path in (tmp_path / "out").glob("*.md")} == {"new.md"}
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == ["out"]


def test_an_export_is_not_taken_into_the_library_it_came_from(tmp_path):
    make_asset("Here already")
    export(tmp_path / "out")

    report = import_from(tmp_path / "out", at=NOON)

    assert "in the library already" in report.left_out[0].reason
    assert AssetPage.objects.count() == 1


def test_sales_editions_leave_only_when_asked_for_and_come_back_closed(tmp_path, settings):
    asset = make_asset("Open")
    closed = Collection.objects.get(name=COLLECTION)
    paper = make_document("Price list", name="prices.pdf", collection=closed)
    edition = SalesEdition(asset=asset, talking_points="<p>Say <b>this</b></p>", internal_notes="<p>Us: only</p>")
    edition.objections = [("objection", {"objection": "Too dear", "answer": "<p>Ask: why</p>"})]
    edition.attachments = [SalesAttachment(document=paper)]
    edition.written_for_id = asset.live_revision_id
    edition.save()
    export(tmp_path / "open", Choice(drafts=True, gated=True))
    export(tmp_path / "whole")
    edition.delete()
    paper.delete()
    empty_the_library()
    settings.MEDIA_ROOT = tmp_path / "other-media"

    assert import_from(tmp_path / "whole", at=NOON).left_out == []

    assert not (tmp_path / "open" / "sales").exists()
    again = SalesEdition.objects.get()
    assert (again.asset.slug, again.talking_points, again.internal_notes) == (
        "open",
        "<p>Say <b>this</b></p>",
        "<p>Us: only</p>",
    )
    assert not again.is_behind
    assert [dict(block.value)["objection"] for block in again.objections] == ["Too dear"]
    attached = again.attachments.get().document
    assert (attached.title, attached.collection) == ("Price list", closed)
    export(tmp_path / "second")
    assert bytes_in(tmp_path / "second") == bytes_in(tmp_path / "whole")
