import json
import logging

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from analytics.collecting.country import Countries
from analytics.loading.segments import read_on, segments
from analytics.visitor_cookie import VISITOR_COOKIE
from tests.analytics.conftest import signed
from tests.analytics.makers import VIEW, make_event, post


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="Test-Country")
    writer.insert_network(IPSet(["192.0.2.0/24"]), {"country": {"iso_code": "DE"}})
    writer.insert_network(IPSet(["198.51.100.0/24"]), {"registered_country": {"iso_code": "at"}})
    writer.insert_network(IPSet(["203.0.113.0/24"]), {"country": {"iso_code": "DEU"}})
    writer.insert_network(IPSet(["2001:db8::/32"]), {"country": {"iso_code": "CH"}})
    path = tmp_path_factory.mktemp("countries") / "test.mmdb"
    writer.to_db_file(str(path))
    return path


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("192.0.2.7", "DE"),
        ("198.51.100.7", "AT"),
        ("203.0.113.7", ""),
        ("2001:db8::1", "CH"),
        ("10.0.0.1", ""),
        ("", ""),
        ("unix:", ""),
        ("fe80::1%eth0", ""),
    ],
)
def test_an_address_is_used_in_a_country(file, address, country):
    assert Countries(file).of(address) == country


def test_without_a_file_there_is_no_country():
    assert Countries(None).of("192.0.2.7") == ""


def test_the_door_keeps_the_country_and_nothing_else_of_an_address(file, client, settings, spool_dir):
    settings.COUNTRY_DATABASE, settings.PROXIES = str(file), 1
    client.cookies[VISITOR_COOKIE] = signed(VIEW)

    post(client, json.dumps(make_event()), x_forwarded_for="192.0.2.7")

    [chunk] = read_on(segments(spool_dir), {}, limit=10)
    assert b'"country":"DE"' in chunk.lines[0]
    assert b"192.0" not in chunk.lines[0]


@pytest.mark.parametrize("content", [None, b"", b"rubbish"])
def test_a_file_that_cannot_be_read_is_told_and_stops_nothing(tmp_path, caplog, content):
    path = tmp_path / "broken.mmdb"
    if content is not None:
        path.write_bytes(content)

    with caplog.at_level(logging.ERROR):
        assert Countries(path).of("192.0.2.7") == ""

    assert "no country is kept" in caplog.text
