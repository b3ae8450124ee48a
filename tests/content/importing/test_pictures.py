import struct
import zlib

import pytest

from content.importing.pictures import FolderPictures, check
from content.importing.piece import Refused
from tests.content.importing.makers import write_picture

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 4 3">{}</svg>'


def huge_png(side=30_000):
    """The header of a picture of 900 megapixels, with next to nothing behind it."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def test_a_picture_is_found_from_the_root_and_from_its_piece(tmp_path):
    write_picture(tmp_path, "assets/a b.png")
    pictures = FolderPictures(tmp_path, name="archive", site="https://old.example")

    found = [
        pictures.find(address, beside="posts")
        for address in (
            "/assets/a%20b.png?v=2",
            "assets/a b.png",
            "../assets/a%20b.png",
            "https://old.example/assets/a b.png",
        )
    ]

    assert {picture.source_path for picture in found} == {"archive/assets/a b.png"}


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("../secret.png", "out of the folder"),
        ("/../secret.png", "out of the folder"),
        ("link.png", "out of the folder"),
        ("https://elsewhere.example/a.png", "kept elsewhere"),
        ("data:image/png;base64,AAAA", "kept elsewhere"),
        ("missing.png", "not in the folder"),
        ("", "no address"),
    ],
)
def test_nothing_is_read_that_is_not_in_the_folder(tmp_path, address, reason):
    folder = tmp_path / "archive"
    folder.mkdir()
    write_picture(tmp_path, "secret.png")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")

    with pytest.raises(Refused, match=reason):
        FolderPictures(folder, name="archive").find(address, beside="")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"not a picture", "no picture of a kind"),
        (huge_png(), "40 megapixels"),
        (huge_png(side=7_000), "40 megapixels"),
        (huge_png(side=50), "damaged"),
    ],
    ids=["words", "900 megapixels", "49 megapixels", "cut off"],
)
def test_a_bad_picture_is_refused_with_its_reason(data, reason):
    with pytest.raises(Refused, match=reason):
        check(data, ".png")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject/>",
        '<rect onclick="alert(1)"/>',
        '<a xlink:href="javascript:alert(1)"/>',
        '<image href="https://elsewhere.example/a.png"/>',
        "<style>@import url(https://elsewhere.example/a.css)</style>",
        '<rect style="fill: url(https://elsewhere.example/a)"/>',
        "<animate/>",
    ],
)
def test_a_drawing_that_acts_or_reaches_out_is_refused(inside):
    with pytest.raises(Refused, match="SVG drawing with"):
        check(SVG.format(inside).encode(), ".svg")


def test_a_drawing_with_an_entity_is_refused():
    with pytest.raises(Refused, match="cannot be read"):
        check(b'<!DOCTYPE svg [<!ENTITY a "aaa">]>' + SVG.format("&a;").encode(), ".svg")


def test_a_plain_drawing_and_a_misnamed_picture_are_kept(tmp_path):
    assert check(SVG.format('<rect fill="url(#a)"/>').encode(), ".svg") == ".svg"
    assert check(write_picture(tmp_path, "a.jpg").read_bytes(), ".png") == ".jpg"
