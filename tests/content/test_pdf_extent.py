import time
from io import BytesIO

import pytest
from django.core.files.base import ContentFile

from content.models import AssetDocument
from content.pdf_extent import PdfExtent, pdf_extent
from tests.content.pdfs import make_document, make_pdf

UNKNOWN = PdfExtent()


def test_pages_and_words_are_counted():
    assert pdf_extent(BytesIO(make_pdf("one two three", "four five"))) == PdfExtent(pages=2, words=5)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no PDF at all",
        b"%PDF-1.4\nand nothing after it",
        make_pdf("one")[:200],
        make_pdf("one").replace(b"/Count 1", b"/Count 99999999"),
        b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog /Pages 1 0 R >> endobj\ntrailer << /Root 1 0 R >>",
    ],
    ids=["empty", "other", "cut", "torn", "lying", "round in circles"],
)
def test_what_cannot_be_read_is_unknown_and_no_error(content):
    assert pdf_extent(BytesIO(content)).words in (None, 1)


def test_a_file_that_takes_too_long_is_left(monkeypatch):
    began = time.monotonic()

    assert pdf_extent(BytesIO(make_pdf("one")), seconds=0.01) == UNKNOWN
    assert time.monotonic() - began < 5


@pytest.mark.django_db
def test_a_document_knows_its_pages_and_words_when_its_file_is_saved():
    document = make_document(make_pdf("one two three", "four five"), name="Report.PDF")
    assert (document.pages, document.words) == (2, 5)

    document.title = "Another title"
    document.save()
    assert AssetDocument.objects.get().pages == 2

    fresh = make_document(b"one,two\n", name="table.csv")
    assert (fresh.pages, fresh.words) == (None, None)


@pytest.mark.django_db
def test_the_file_is_stored_whole_after_it_was_measured():
    content = make_pdf("one two three")

    with make_document(content).file.open() as stored:
        assert stored.read() == content


@pytest.mark.django_db
def test_a_document_whose_file_was_put_into_the_storage_first_is_measured_too():
    document = AssetDocument(title="A guide")
    document.file.save("guide.pdf", ContentFile(make_pdf("one two three", "four five")), save=False)
    document.save()

    assert (document.pages, document.words) == (2, 5)
