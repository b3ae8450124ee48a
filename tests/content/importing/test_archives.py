import stat
import zipfile

import pytest

from content.importing import archives
from content.importing.run import NothingToImport
from content.models import AssetPage, ImportedAsset
from tests.content.importing.exports import counts, ghost_post, item, reasons, take, write_ghost, write_wxr
from tests.content.importing.makers import kinds, only_asset, write_picture, write_piece

pytestmark = pytest.mark.django_db


def pack(folder, name="export.zip", **others):
    """Everything in the folder `x`, and other members by name."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in (folder / "x").rglob("*"):
            archive.write(file, file.relative_to(folder))
        for member, content in others.items():
            archive.writestr(member, content)
    return path


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "x").mkdir()
    return tmp_path


def test_an_export_comes_in_from_a_zip_with_its_pictures(folder):
    write_picture(folder / "x", "wp-content/uploads/a.png")
    write_wxr(folder / "x", item('<p>W</p><img src="https://old.example/wp-content/uploads/a.png" alt="A"/>'))

    report = take(pack(folder, **{"x/run.exe": "MZ", "__MACOSX/x/._a.xml": "x"}))

    assert report.notes == []
    assert [block["type"] for block in only_asset().body.raw_data] == ["text", "image"]
    assert counts(take(folder / "export.zip"))["unchanged"] == 1


def test_a_zip_of_markdown_is_called_as_the_zip_is(folder):
    write_piece(folder / "x")

    take(pack(folder, "old-site.zip"))

    assert ImportedAsset.objects.get().source == "old-site/a-piece.md"


def test_a_folder_of_exports_is_read_as_one_and_strangers_in_it_are_named(folder):
    write_wxr(folder / "x", item(), name="one.xml")
    write_wxr(folder / "x", item(wp__post_id="8"), item(), name="two.xml")
    (folder / "x/odd.html").write_text("<html></html>")

    report = take(folder / "x")

    assert counts(report)["created"] == 2
    assert [reason[:28] for reason in reasons(report)] == [
        "it begins with <html>, which",
        "the export holds it twice, a",
    ]


def test_exports_of_two_sites_in_one_folder_do_not_mix(folder):
    write_wxr(folder / "x", item(wp__post_id="p1"))
    write_ghost(folder / "x", ghost_post())

    take(folder / "x")

    assert set(ImportedAsset.objects.values_list("source", flat=True)) == {
        "old.example/post/p1",
        "old-site/post/p1",
    }


@pytest.mark.parametrize(
    "name", ["../../evil.xml", "/etc/evil.xml", "a/../../evil.xml", "..\\evil.xml", "C:\\evil.xml"]
)
def test_a_name_that_leads_out_of_the_archive_refuses_it(folder, name):
    write_wxr(folder / "x", item())

    with pytest.raises(NothingToImport, match="leads out of it"):
        take(pack(folder, **{name: "<rss/>"}))
    assert not AssetPage.objects.exists()
    assert not list(folder.parent.rglob("evil.xml"))


def test_a_link_in_an_archive_is_not_followed(folder):
    secret = write_picture(folder, "secret.png")
    link = zipfile.ZipInfo("x/uploads/a.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    write_wxr(folder / "x", item('<p>W</p><img src="https://old.example/wp-content/uploads/a.png"/>'))
    path = pack(folder)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, str(secret))

    assert kinds(take(path)) == {"picture left out: it is not in the export"}


def test_what_unpacks_to_far_more_is_refused_before_it_is_unpacked(folder):
    path = folder / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.xml", "w") as member:
        for _ in range(30):
            member.write(b" " * 1_000_000)

    with pytest.raises(NothingToImport, match="a.xml in the archive unpacks to more than 200 times its size"):
        take(path)


@pytest.mark.parametrize(
    ("limit", "value", "says"),
    [
        ("MOST_FILES", 1, "more than 1"),
        ("MOST_UNPACKED", 10, "unpacks to more than"),
        ("MOST_DIRECTORY", 10, "holds more than"),
        ("MOST_BYTES", 10, "large, and no more than"),
    ],
)
def test_each_limit_has_its_sentence(folder, monkeypatch, limit, value, says):
    monkeypatch.setattr(archives, limit, value)
    write_wxr(folder / "x", item())

    with pytest.raises(NothingToImport, match=says):
        take(pack(folder, **{"b.xml": "<rss/>"}))


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.zip", b"PK\3\4 and no more", "cannot be unpacked"),
        ("a.xml.gz", b"\x1f\x8b\x08", "packed with gzip; unpack it"),
        ("a.xml", b"", "it is empty"),
        ("a.xml", b"MZ\x90\0\3", "neither XML nor JSON"),
        ("a.xml", b"<svg/>", "begins with <svg>"),
        ("a.csv", b"a,b", "neither XML nor JSON"),
        ("a.md", b"# A", "Markdown is imported as a folder"),
        ("a.xml", b"<rss><channel/></rss>", "a feed without a single entry"),
    ],
)
def test_what_is_not_known_is_refused_with_what_was_seen(tmp_path, name, data, says):
    (tmp_path / name).write_bytes(data)

    with pytest.raises(NothingToImport, match=says):
        take(tmp_path / name)
