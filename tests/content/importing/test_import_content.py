import json

import pytest
from django.core.management import CommandError, call_command

from content.models import AssetPage
from tests.content.importing.makers import write_piece

pytestmark = pytest.mark.django_db


def test_it_prints_what_came_and_what_did_not(tmp_path, capsys):
    write_piece(tmp_path, "good.md")
    write_piece(tmp_path, "bad.md", placed="")
    whole = tmp_path / "report.json"

    call_command("import_content", tmp_path, report=whole)

    said = capsys.readouterr().out
    assert "Found 2 pieces." in said
    assert "bad.md: it has no pillar" in said
    assert json.loads(whole.read_text())["counts"] == {
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "kept": 0,
        "left out": 1,
    }


def test_the_mapping_beside_the_folder_is_used(tmp_path):
    (tmp_path / "touchstone-import.yaml").write_text("defaults: {pillar: practical, stage: interest}")
    write_piece(tmp_path / "archive", placed="")

    call_command("import_content", tmp_path / "archive", verbosity=0)

    assert AssetPage.objects.get().stage.slug == "interest"


@pytest.mark.parametrize(
    ("options", "says"),
    [({"path": "gone"}, "is no folder"), ({"mapping": "gone.yaml"}, "gone.yaml cannot be read")],
)
def test_a_path_or_mapping_that_cannot_be_used_stops_it_in_words(tmp_path, options, says):
    write_piece(tmp_path)

    with pytest.raises(CommandError, match=says):
        call_command("import_content", options.get("path", tmp_path), mapping=options.get("mapping"))
