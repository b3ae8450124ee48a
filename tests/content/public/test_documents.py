"""A document is read in its place by whoever may open its file, and by nobody else."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.models import Collection

from content.document_links import numbers_in, reading_address
from content.models import AssetPage
from content.models.sales_editions import COLLECTION
from tests.content.makers import accessible, make_asset_with
from tests.content.pdfs import make_document, make_pdf

VENDOR = Path(settings.BASE_DIR) / "content" / "static" / "content" / "vendor" / "pdfjs"
LISTED = dict(re.findall(r"^\| (\S+) \| ([0-9a-f]{64}) \|$", (VENDOR / "VENDORED.md").read_text(), re.MULTILINE))


@pytest.fixture
def document(db):
    return make_document(make_pdf("one two three", "four five"))


def asset_with(document, **fields):
    return make_asset_with([("download", {"document": document, "description": ""})], "With a report", **fields)


@pytest.fixture
def asset(document):
    return asset_with(document)


def test_the_page_of_the_asset_leads_to_it_and_it_to_the_file(client, asset, document):
    address = reading_address(asset.pk, document)
    assert f'href="{address}">Read it here</a>' in client.get(asset.url).text

    response = client.get(address)

    assert response.status_code == 200
    assert accessible(response.text)
    assert f'href="{document.url}"' in response.text
    assert f'href="{asset.url}"' in response.text
    assert f'data-asset="{asset.pk}"></script>' in response.text
    assert response["X-Robots-Tag"] == "noindex"
    assert "worker-src" not in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_two_assets_with_one_document_lead_to_their_own_places(client, asset, document):
    other = asset_with(document)

    for each in (asset, other, asset):
        assert reading_address(each.pk, document) in client.get(each.url).text


def test_an_address_of_ones_own_making_opens_nothing(client, asset, document):
    for token in ("x", f"{asset.pk}-{document.pk}", f"{asset.pk}-{document.pk}.x", "1-1.é"):
        assert client.get(f"/read/{token}/").status_code == 404
        assert numbers_in(token) is None


def test_a_draft_shows_no_document(client, asset, document):
    address = reading_address(asset.pk, document)
    asset.unpublish()

    assert client.get(address).status_code == 404


def test_a_file_that_is_not_for_all_is_not_read_here(client, asset, document):
    address = reading_address(asset.pk, document)
    document.collection = Collection.objects.get(name=COLLECTION)
    document.save()

    assert client.get(address).status_code == 404
    assert address not in client.get(AssetPage.objects.get(pk=asset.pk).url).text


def test_a_document_that_the_asset_no_longer_offers_is_not_read_under_it(client, asset, document):
    address = reading_address(asset.pk, document)
    asset.body = [("text", "<p>Without it.</p>")]
    asset.save_revision().publish()

    assert client.get(address).status_code == 404


def test_before_a_gate_there_is_no_way_to_it(client, document):
    asset = asset_with(document, gated=True)

    html = client.get(asset.url).text

    assert "/read/" not in html
    assert document.url not in html


def test_what_has_no_pages_is_only_downloaded(client, db):
    broken = make_document(b"%PDF-1.4 broken")
    asset = asset_with(broken)

    assert reading_address(asset.pk, broken) == ""
    assert "Read it here" not in client.get(asset.url).text


def test_every_file_that_is_not_ours_is_listed():
    assert LISTED.keys() == {path.name for path in VENDOR.iterdir() if path.suffix == ".mjs"}


@pytest.mark.parametrize("name", LISTED)
def test_a_vendored_file_is_what_was_published(name):
    assert sha256((VENDOR / name).read_bytes()).hexdigest() == LISTED[name]
