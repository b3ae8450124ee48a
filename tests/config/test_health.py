import json
import os
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from analytics.collecting.spool import spool_in
from analytics.models import SpoolMark
from tests.analytics.conftest import signed
from tests.analytics.makers import VIEW, make_event, post
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_the_process_says_that_it_is_up(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.text) == (200, "ok\n")


def test_readiness_names_each_part(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["database"] == "ok"
    assert response.json()["spool"] == "ok"
    assert response.json()["search_index"]


def test_readiness_tells_how_many_changes_the_search_index_does_not_hold_yet(client, search_index):
    (search_index / "queue").mkdir()
    (search_index / "queue" / "00000000000000000001-3-0badc0de.json").write_text("{}")

    response = client.get("/readyz")

    assert (response.json()["search_index"], response.json()["search_index_waiting"]) == ("ready", 3)


def test_a_spool_whose_place_is_taken_by_a_file_is_not_ready(client, settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"
    settings.SPOOL_DIR.write_text("in the way")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["spool"] == "cannot be written"


@pytest.fixture
def spool(settings, tmp_path):
    settings.SPOOL_DIR, settings.VAR_DIR = tmp_path / "spool", tmp_path
    yield spool_in(settings.SPOOL_DIR)
    spool_in(settings.SPOOL_DIR).close()


def collect(client, *, at):
    client.cookies["ts_visitor"] = signed(VIEW)
    with time_machine.travel(at, tick=False):
        assert post(client, json.dumps(make_event())).status_code == 204


def asked(client, *, at=NOON):
    with time_machine.travel(at, tick=False):
        return client.get("/readyz").json()


def test_what_the_worker_has_not_loaded_yet_is_told_with_its_age(client, spool):
    assert asked(client)["spool_waiting_bytes"] == 0
    assert asked(client)["spool_oldest_seconds"] is None
    collect(client, at=NOON)
    segment = spool.segment.file
    SpoolMark.objects.create(segment=segment.path.name, offset=segment.size)
    collect(client, at=NOON + timedelta(seconds=30))

    told = asked(client, at=NOON + timedelta(seconds=40))

    assert told["spool_waiting_bytes"] == segment.size - SpoolMark.objects.get().offset
    assert told["spool_oldest_seconds"] == 10


def test_when_the_worker_was_last_heard_is_told(client, spool, tmp_path):
    assert asked(client)["worker_heard_seconds"] is None
    (tmp_path / "worker.alive").touch()
    os.utime(tmp_path / "worker.alive", (NOON.timestamp(), NOON.timestamp()))

    assert asked(client, at=NOON + timedelta(minutes=5))["worker_heard_seconds"] == 300


@pytest.mark.sqlite_only
def test_without_a_database_the_rest_is_told_all_the_same(client, spool, tmp_path):
    collect(client, at=NOON)
    connection.close()
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], "/nowhere/and/never"
    try:
        response = client.get("/readyz")
    finally:
        connection.settings_dict["NAME"] = name

    assert response.status_code == 503
    assert (response.json()["database"], response.json()["spool"]) == ("unreachable", "ok")
    assert response.json()["spool_waiting_bytes"] == spool.segment.file.size
