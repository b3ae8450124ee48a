from pathlib import Path

import pytest
from django.conf import settings

from content.importing.mapping import Mapping, MappingRefused, Tags, find, load

pytestmark = pytest.mark.django_db


def refusal_of(tmp_path, text):
    path = tmp_path / "m.yaml"
    path.write_text(text)
    with pytest.raises(MappingRefused) as refused:
        load(path)
    return str(refused.value)


def test_the_first_rule_that_says_something_wins_value_by_value():
    mapping = Mapping.model_validate(
        {
            "defaults": {"pillar": "practical", "stage": "awareness", "format": "article"},
            "rules": [
                {"folder": "cases", "stage": "short-list"},
                {"tag": "Agile", "stage": "interest", "pillar": "aspirational"},
                {"tag": "agile", "author": "ada", "format": "talk"},
            ],
        }
    )

    placed = mapping.place(folder="cases/old", tags={"agile"}, authors={"ben"})

    assert (placed.stage, placed.pillar, placed.format) == ("short-list", "aspirational", "article")


def test_tags_are_merged_and_dropped_whatever_their_case():
    tags = Tags(merge={"Open source": ["oss", "Free Software"]}, drop=["18F"])

    assert tags.names(("OSS", "18f", "open Source", "Law", "law")) == ("Open source", "law")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("defaults:\n  pillar: practicle", "line 2, defaults.pillar: 'practicle' is not legal; choose one of 'asp"),
        ("rules:\n- tag: a\n  stage: soon", "line 3, rules.0.stage: 'soon' is no buying stage; choose one of epiphany"),
        ("rules:\n- tag: a\n  format: poem", "line 3, rules.0.format: 'poem' is not legal"),
        ("a: 1\nrulez: []", "line 2, rulez: is not a word of this file"),
        ("rules:\n- stage: interest", "a rule needs a condition"),
        ("rules:\n- tag: a", "a rule needs something to set"),
        ("site: 18f", "line 1, site"),
        ("- a", "has to be lines"),
        ("a: *b", "aliases"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_with_line_and_legal_values(tmp_path, text, says):
    assert says in refusal_of(tmp_path, text)


def test_it_is_found_in_the_folder_or_beside_it(tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    assert find(folder) is None

    (tmp_path / "touchstone-import.yaml").touch()
    assert find(folder) == tmp_path / "touchstone-import.yaml"

    (folder / "touchstone-import.yaml").touch()
    assert find(folder) == folder / "touchstone-import.yaml"


def test_licences_and_files_to_skip_are_no_pieces():
    mapping = Mapping(skip=["drafts/*"])

    assert [mapping.passes_over(p) for p in ("a/LICENSE.md", "readme.md", "drafts/a.md", "a.md")] == [True] * 3 + [
        False
    ]


def test_our_example_for_18f_is_legal():
    assert load(Path(settings.BASE_DIR) / "docs/examples/import-18f.yaml").site == "https://18f.gsa.gov"
