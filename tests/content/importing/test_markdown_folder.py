import pytest

from content.importing.mapping import Mapping
from content.importing.markdown_folder import MarkdownFolder
from content.importing.piece import LeftOut
from tests.content.importing.makers import PLACED, write_piece

pytestmark = pytest.mark.django_db


def read(folder, **mapping):
    return list(MarkdownFolder(folder, Mapping.model_validate(mapping)).pieces())


def test_the_file_itself_comes_before_rules_and_rules_before_defaults(tmp_path):
    write_piece(tmp_path, placed="pillar: aspirational", front="tags: [agile]")
    defaults = {"pillar": "practical", "stage": "awareness", "format": "talk"}

    [piece] = read(tmp_path, defaults=defaults, rules=[{"tag": "agile", "stage": "interest"}])

    assert (piece.pillar, piece.stage, piece.format) == ("aspirational", "interest", "talk")


@pytest.mark.parametrize(
    ("placed", "reason"),
    [
        ("stage: interest", "it has no pillar"),
        ("pillar: practical", "it has no stage"),
        ("pillar: both\nstage: interest", "'both' is not legal; choose one of aspirational, practical"),
    ],
)
def test_a_piece_without_its_place_is_left_out_with_the_legal_values(tmp_path, placed, reason):
    write_piece(tmp_path, placed=placed)

    [item] = read(tmp_path)

    assert isinstance(item, LeftOut)
    assert reason in item.reason


def test_what_front_matter_does_not_say_comes_from_the_file_and_its_words(tmp_path):
    (tmp_path / "2015-3-4-hello-world.md").write_text(
        f"---\n{PLACED}author: alan-brouilette, jfinch\n---\nIn *short*.\n"
    )

    [piece] = read(tmp_path)

    assert (piece.title, piece.slug, piece.summary) == ("Hello world", "hello-world", "In short.")
    assert piece.day.isoformat() == "2015-03-04"
    assert [(person.slug, person.name) for person in piece.authors] == [
        ("alan-brouilette", "Alan Brouilette"),
        ("jfinch", "Jfinch"),
    ]


def test_the_mapping_gives_names_to_authors(tmp_path):
    write_piece(tmp_path, front="authors: [jfinch]")

    [piece] = read(tmp_path, authors={"jfinch": {"name": "Jo Finch", "job_title": "Writer"}})

    assert [(p.name, p.slug, p.job_title) for p in piece.authors] == [("Jo Finch", "jfinch", "Writer")]


def test_long_summaries_are_shortened_and_odd_keys_named(tmp_path):
    write_piece(tmp_path, front=f"summary: {'word ' * 80}\nweight: 3\nlive: true")

    [piece] = read(tmp_path)

    assert len(piece.summary) == 280
    assert {(note.kind, note.detail[:6]) for note in piece.notes} == {
        ("summary shortened", "word w"),
        ("front matter not used", "weight"),
    }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"---\ntitle: caf\xe9\n---\n", "not UTF-8"),
        (b"x" * 1_100_000, "larger than 1 MB"),
        (b"---\n- a\n---\n", "is a list"),
        (b"---\ntitle: *a\n---\n", "aliases"),
        (b"Only words", "no pillar"),
    ],
)
def test_one_bad_file_is_named_and_the_rest_is_read(tmp_path, content, reason):
    write_piece(tmp_path, "good.md")
    (tmp_path / "bad.md").write_bytes(content)

    bad, good = read(tmp_path)

    assert reason in bad.reason
    assert good.slug == "good"


def test_links_that_lead_out_of_the_folder_are_not_followed(tmp_path):
    write_piece(tmp_path / "elsewhere", "secret.md")
    folder = tmp_path / "archive"
    write_piece(folder, "good.md")
    (folder / "secret.md").symlink_to(tmp_path / "elsewhere" / "secret.md")
    (folder / "sub").symlink_to(tmp_path / "elsewhere")

    good, secret = read(folder)

    assert good.slug == "good"
    assert "outside the folder" in secret.reason
