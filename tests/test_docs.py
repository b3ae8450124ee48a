"""The reference names what exists: every setting and every command has its heading."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands

HOUSE = Path(settings.BASE_DIR)

pytestmark = pytest.mark.sqlite_only


def headings(page):
    return set(re.findall(r"^## (\S+)$", (HOUSE / "docs" / "reference" / page).read_text(), re.MULTILINE))


def settings_in_the_code():
    places = [*(HOUSE / "config").rglob("*.py"), *(HOUSE / "scripts").iterdir()]
    text = "".join(path.read_text() for path in places if path.is_file())
    return set(re.findall(r"\bTOUCHSTONE_[A-Z_]+[A-Z]\b", text)) | {"DATABASE_URL"}


def test_every_setting_has_a_heading():
    assert settings_in_the_code() == headings("settings.md")


def test_every_command_of_ours_has_a_heading():
    here = {config.name for config in apps.get_app_configs() if Path(config.path).parent == HOUSE}
    ours = {name for name, app in get_commands().items() if app in here}

    assert ours <= headings("commands.md")


@pytest.mark.parametrize(
    "document", sorted(str(p.relative_to(HOUSE)) for p in [*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")])
)
def test_links_between_pages_lead_somewhere(document):
    folder = (HOUSE / document).parent
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", (HOUSE / document).read_text()):
        assert (folder / target).exists(), f"{document} links to {target}"


def test_every_page_is_linked_from_the_readme():
    pages = {str(page.relative_to(HOUSE)) for page in (HOUSE / "docs").rglob("*") if page.is_file()}

    assert pages <= set(re.findall(r"\]\(([^)#:\s]+)", (HOUSE / "README.md").read_text()))
