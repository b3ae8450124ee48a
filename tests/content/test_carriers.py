from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from wagtail.models import ReferenceIndex

from content.carriers import Carrier, Extent
from content.models import AssetDocument, AssetPage
from content.vehicles import Format
from tests.content.makers import make_asset_with, page_of
from tests.content.pdfs import make_document, make_pdf

TEXT = ("text", "<p>" + "word " * 238 + "</p>")
LONG = Extent(words=238, document_pages=4, document_words=2380, film_seconds=600)


@pytest.mark.parametrize(
    ("format", "carrier", "seconds"),
    [
        (Format.ARTICLE, Carrier.TEXT, 60),
        (Format.SHORT_POST, Carrier.TEXT, 60),
        (Format.WEBINAR, Carrier.FILM, 600),
        (Format.VIDEO, Carrier.FILM, 600),
        (Format.TALK, Carrier.FILM, 600),
        (Format.WHITE_PAPER, Carrier.DOCUMENT, 600),
        (Format.REPORT, Carrier.DOCUMENT, 600),
        (Format.CASE_STUDY, Carrier.DOCUMENT, 600),
        (Format.CHECKLIST, Carrier.DOCUMENT, 600),
        (Format.TOOL, Carrier.DOCUMENT, 600),
    ],
)
def test_the_format_says_which_part_carries_it(format, carrier, seconds):
    assert LONG.carrier(format) is carrier
    assert LONG.expected_seconds(format) == seconds


@pytest.mark.parametrize("format", Format)
def test_what_is_not_there_carries_nothing(format):
    assert Extent(words=238).carrier(format) is Carrier.TEXT
    assert Extent(words=238).expected_seconds(format) == 60


def test_a_document_that_says_less_than_the_page_is_an_addition():
    summary = Extent(words=900, document_pages=2, document_words=300)

    assert summary.carrier(Format.REPORT) is Carrier.TEXT


@pytest.mark.django_db
def test_a_film_of_ours_is_as_long_as_the_editor_says_and_one_elsewhere_is_not_ours_to_measure(client):
    film = AssetDocument.objects.create(title="The talk", file=ContentFile(b"film", name="talk.webm"))
    here = {"title": "The talk", "file": film, "address": "", "minutes": Decimal("12.5"), "transcript": ""}
    elsewhere = {"title": "More", "file": None, "address": "https://films.example/1", "minutes": Decimal(90)}

    asset = make_asset_with([TEXT, ("video", here), ("video", elsewhere)], format=Format.TALK)

    assert (asset.film_seconds, asset.carrier, asset.expected_seconds) == (750, Carrier.FILM, 750)
    html = page_of(client, asset.get_url())
    assert "12 minutes to watch" in html
    assert 'data-seconds="750"' in html


@pytest.mark.django_db
def test_a_document_counts_once_and_a_new_file_counts_at_once():
    document = make_document(make_pdf(*["word " * 300] * 3))
    download = {"document": document, "description": ""}
    asset = make_asset_with([TEXT, ("download", download), ("download", download)], format=Format.REPORT)
    assert (asset.document_pages, asset.document_words) == (3, 900)
    assert (asset.carrier, asset.expected_seconds) == (Carrier.DOCUMENT, round(900 / 238 * 60))

    ReferenceIndex.create_or_update_for_object(asset)  # as the worker does
    document.file = ContentFile(make_pdf("word " * 400), name="shorter.pdf")
    document.save()

    asset = AssetPage.objects.get(pk=asset.pk)
    assert (asset.document_pages, asset.document_words) == (1, 400)


@pytest.mark.django_db
def test_the_page_tells_minutes_of_its_text_and_pages_of_its_document(client):
    download = {"document": make_document(make_pdf("word", "word")), "description": ""}
    asset = make_asset_with([TEXT, ("download", download)], format=Format.REPORT)

    html = page_of(client, asset.get_url())

    assert "1 minute to read" in html
    assert "PDF, 2 pages" in html
