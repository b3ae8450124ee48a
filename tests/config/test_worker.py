import fcntl
import time
from datetime import timedelta
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from analytics.models import DailyCount
from config.management.commands.worker import Command
from config.schedule import commit_search_changes, heal_search_index
from content.models import AssetPage
from tests.factories import make_asset

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def rooms(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.SPOOL_DIR = tmp_path / "spool"
    return tmp_path


def test_once_does_everything_that_waits(client, rooms, search_index, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    asset = make_asset()
    due = make_asset("Due a minute ago", live=False)
    due.go_live_at = timezone.now() + timedelta(seconds=1)
    due.save_revision().publish()
    body = {"id": "7f0f6a53-6f43-4e6c-8f8a-24a3d3f0b8d1", "seq": 0, "asset": asset.pk, "active_ms": 0, "depth": 0}
    client.post(reverse("touch"), body, content_type="application/json", headers=BROWSER)
    time.sleep(1)

    call_command("worker", once=True)

    assert DailyCount.objects.get().asset_id == asset.pk
    assert AssetPage.objects.get(pk=due.pk).live
    assert {found.title for found in AssetPage.objects.search("idea minute")} == {"An idea", "Due a minute ago"}


def test_a_second_worker_stops_with_a_message(rooms):
    with (rooms / "worker.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        with pytest.raises(CommandError, match="Another worker is running"):
            call_command("worker", once=True)


def test_one_failing_chore_does_not_stop_the_others(rooms, caplog):
    done = []

    def fail():
        raise OSError("disk full")

    worker = Command()
    worker._attempt("write", fail)
    worker._attempt("read", lambda: done.append("read"))

    assert done == ["read"]
    assert "could not write; it will try again" in caplog.text


def test_what_takes_long_keeps_nobody_waiting_and_is_not_begun_twice():
    worker, begun, end = Command(), [], Event()
    worker.apart = {}

    def build():
        begun.append(1)
        end.wait(10)

    worker._attempt_apart("build", build)
    worker._attempt_apart("build", build)
    end.set()
    worker.apart["build"].join(10)

    assert begun == [1]


def test_what_a_killed_process_has_left_for_the_index_is_found_within_the_next_round(search_index):
    make_asset("Valves in Jutland")
    store = get_search_backend().store
    asset = AssetPage.objects.get()
    with store.locked():
        asset.title = "Gaskets in Jutland"
        asset.save()
    assert get_search_backend().state().waiting

    commit_search_changes()

    assert not get_search_backend().state().waiting
    assert [asset.title for asset in AssetPage.objects.search("gaskets")] == ["Gaskets in Jutland"]


def test_a_missing_index_is_built_and_finds_what_was_there(search_index):
    make_asset("Valves in Jutland")
    (search_index / "CURRENT").unlink()

    heal_search_index()

    assert get_search_backend().state().is_ready
    assert [asset.title for asset in AssetPage.objects.search("jutland")] == ["Valves in Jutland"]
