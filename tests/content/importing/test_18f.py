"""The archive of a real blog: 509 posts and 27 case studies over eleven years."""

import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, NavigableString
from django.conf import settings as house

from content.importing.body import body_of
from content.importing.links import Links
from content.importing.mapping import load
from content.importing.markdown_folder import MarkdownFolder
from content.importing.run import import_from
from content.models import AssetImage, AssetPage, Expert
from tests.factories import NOON

ARCHIVE = Path(house.BASE_DIR).parent / "shared/data/blog-18f"
MAPPING = Path(house.BASE_DIR) / "docs/examples/import-18f.yaml"
TAG = re.compile(r"<[^>]*>")
CODE = re.compile(r"<code>.*?</code>", re.DOTALL)
FOREIGN = re.compile(r"{{|{%|<script|<iframe|<style|javascript:|id=\"@|<p>\s*#{1,6} |\bon\w+=\"")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only,  # a minute of reading; what is written is proved on both by the small imports
    pytest.mark.skipif(not ARCHIVE.is_dir(), reason="the example data is not on this machine"),
]


def test_the_whole_archive_comes_in_once_clean_and_readable(client, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}  # as a queue: for later
    mapping = load(MAPPING)

    first = import_from(ARCHIVE, mapping=mapping, at=NOON)

    assert first.as_json()["counts"] == {"created": 536, "updated": 0, "unchanged": 0, "kept": 0, "left out": 0}
    assert (AssetPage.objects.live().count(), Expert.objects.count()) == (536, 273)
    assert AssetImage.objects.count() > 80
    assert [page.slug for page in AssetPage.objects.all() if FOREIGN.search(prose(page))] == []
    assert linked_pages() > 500

    again = import_from(ARCHIVE, mapping=mapping, at=NOON)

    assert again.as_json()["counts"]["unchanged"] == 536
    for page in AssetPage.objects.order_by("slug")[::60]:
        assert client.get(page.url).status_code == 200


def prose(page):
    return CODE.sub("", words(page))


def test_not_a_letter_of_a_sample_is_lost():
    reader = MarkdownFolder(ARCHIVE, load(MAPPING))
    pieces = list(reader.pieces())
    links = Links(pieces, site=reader.site)

    for piece in pieces[::12]:
        body = body_of(piece, links=links, pictures=reader.pictures)
        arrived = " ".join(plain(block) for block in body.blocks) + piece.title
        assert letters(visible(piece.html)) - letters(arrived) == Counter(), piece.source


def plain(block):
    return unescape(TAG.sub(" ", block.value)) if block.type == "text" else str(block.value)


def letters(text):
    return Counter(filter(str.isalpha, text))


def visible(html):
    soup = BeautifulSoup(html, "html.parser")
    return " ".join(text for text in soup.find_all(string=True) if type(text) is NavigableString)


def words(page):
    return " ".join(str(block["value"]) for block in page.body.raw_data)


def linked_pages():
    return sum(words(page).count('linktype="page"') for page in AssetPage.objects.all())
