"""One house with real processes for all drills of a run, over a copy of the tests' own database."""

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from django.db import connection

from scripts.faults.disk import small_disk
from scripts.faults.house import House
from scripts.faults.postgres import postgres
from scripts.faults.reckoning import rollups_differ

READERS = 400


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """They share the house, so one process runs them all; and they begin with the tables of the tests' database."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("faults"))
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session")
def running(django_db_setup, tmp_path_factory):
    """The house, its PostgreSQL if it has one, and whether its folders are small disks.

    After all drills its daily numbers are counted again.
    """
    folder = tmp_path_factory.mktemp("faults")
    with ExitStack() as cleared:
        is_small = [cleared.enter_context(small_disk(folder / name, megabytes=48)) for name in ("spool", "var")]
        server = cleared.enter_context(postgres()) if connection.vendor == "postgresql" else None
        house = House(folder, database_url=_copied(folder, server), readers=READERS)
        house.prepare(migrate=False)
        cleared.callback(house.stop)
        house.start()
        house.await_worker()
        yield house, server, all(is_small)
        assert rollups_differ(house) == []


@pytest.fixture
def house(running):
    """With everything running again, whatever the drill before has left."""
    house, _, _ = running
    house.tend()
    house.await_doors()
    house.await_worker()
    return house


@pytest.fixture
def server(running):
    return running[1]


@pytest.fixture
def has_small_disks(running):
    return running[2]


def _copied(folder, server):
    """The address of a database with the tables and first rows that this run's tests begin with."""
    name = connection.settings_dict["NAME"]
    if server:
        told = connection.get_connection_params()
        where = {key: told[key] for key in ("host", "port", "user", "password", "dbname") if told.get(key)}
        server.fill_from(" ".join(f"{key}='{value}'" for key, value in where.items()))
        return server.url
    if ":memory:" in str(name):
        pytest.skip("the database of this run cannot be copied to another process")
    with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(folder / "var" / "t.sqlite3")) as target:
        source.backup(target)
    return f"sqlite:///{folder}/var/t.sqlite3"
