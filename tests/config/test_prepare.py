import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult
from wagtail.search.backends import get_search_backend

from content.models import AssetPage
from users.models import User

# What the demo writes is proved on both databases in tests/demo.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def rooms(settings, tmp_path, search_index):
    settings.VAR_DIR = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return tmp_path


def test_a_first_start_is_made_ready_and_a_second_changes_nothing(rooms, capsys):
    call_command("prepare")
    users = list(User.objects.values_list("pk", "last_login"))

    call_command("prepare")

    assert "demo company" in capsys.readouterr().out
    assert get_search_backend().state().is_ready
    assert AssetPage.objects.search("second source")
    assert not DBTaskResult.objects.exists()
    assert list(User.objects.values_list("pk", "last_login")) == users
    assert "maya" in (rooms / "demo-sign-ins.txt").read_text()
