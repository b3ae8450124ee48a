import xml.etree.ElementTree as ET

import pytest

from content.machines import sitemaps
from content.models import AssetPage
from tests.factories import NOON, make_asset, make_expert

pytestmark = pytest.mark.django_db

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places_of(client, address="/sitemap.xml"):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    root = ET.fromstring(response.content)  # noqa: S314 our own output
    return {place.findtext(f"{NAMESPACE}loc"): place.findtext(f"{NAMESPACE}lastmod") for place in root}


def test_it_holds_every_kind_of_page_with_when_it_changed(client):
    make_asset("A piece", topics=["Planning"], authors=[make_expert()])

    places = places_of(client)

    assert [address.removeprefix("http://testserver") for address in places] == [
        "/",
        "/insights/",
        "/topics/",
        "/topics/planning/",
        "/experts/",
        "/experts/ada-okafor/",
        "/insights/a-piece/",
    ]
    assert all(places.values())


def test_every_address_in_it_opens(client):
    make_asset("A piece", topics=["Planning"], authors=[make_expert()])

    for address in places_of(client):
        assert client.get(address.removeprefix("http://testserver")).status_code == 200


def test_what_first_appeared_elsewhere_is_not_ours_to_list(client):
    make_asset("Elsewhere", canonical_url="https://elsewhere.example/piece")

    assert "http://testserver/insights/elsewhere/" not in places_of(client)


def test_a_new_site_has_a_map_too(client):
    assert list(places_of(client)) == ["http://testserver/", "http://testserver/insights/"]


def test_more_than_a_file_holds_comes_in_several(client, monkeypatch):
    monkeypatch.setattr(sitemaps.SiteMap, "limit", 3)
    for number in range(4):
        make_asset(f"Piece {number}")

    files = places_of(client)

    assert list(files) == ["http://testserver/sitemap.xml?p=1", "http://testserver/sitemap.xml?p=2"]
    whole = [address for file in files for address in places_of(client, file.removeprefix("http://testserver"))]
    assert len(whole) == len(set(whole)) == 6
    assert client.get("/sitemap.xml?p=3").status_code == 404
    assert client.get("/sitemap.xml?p=x").status_code == 404


def test_it_is_sent_again_only_when_it_changed(client):
    asset = make_asset("A piece")
    stamp = {"If-None-Match": client.get("/sitemap.xml")["ETag"]}
    assert client.get("/sitemap.xml", headers=stamp).status_code == 304

    asset.unpublish()

    assert client.get("/sitemap.xml", headers=stamp).status_code == 200


def test_the_operator_names_the_host(client, settings):
    settings.PUBLIC_ORIGIN = "https://www.example.com"

    assert list(places_of(client))[0] == "https://www.example.com/"


def test_it_asks_as_much_of_the_database_for_many_pieces_as_for_few(client, django_assert_max_num_queries):
    for number in range(4):
        make_asset(f"Piece {number}", topics=[f"Topic {number}"], authors=[make_expert(f"Expert {number}")])
    client.get("/sitemap.xml")

    with django_assert_max_num_queries(12):
        assert len(places_of(client)) == 16


def test_when_a_hidden_piece_changed_is_not_told(client):
    make_asset("A piece", topics=["Planning"], authors=[make_expert()])
    AssetPage.objects.update(last_published_at=NOON)
    before = places_of(client)
    hidden = make_asset("Hidden", topics=["Planning"], authors=[make_expert()])

    hidden.unpublish()

    assert places_of(client) == before
    assert set(before.values()) == {"2026-03-19"}
