"""Files that lie where not everybody may open them are named on no public page."""

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Collection

from content.exporting.library import Choice, Export
from content.models import AssetDocument, AssetPage
from content.models.sales_editions import COLLECTION
from tests.content.makers import make_asset_with
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    """A price list for salespeople, in a folder of its own among their files."""
    folder = Collection.objects.get(name=COLLECTION).add_child(name="Prices")
    return AssetDocument.objects.create(
        title="Walk-away prices", file=ContentFile(b"12", name="walk-away.mp4"), collection=folder
    )


@pytest.fixture
def asset(document):
    return make_asset_with(
        [
            ("text", f'<p>As <a linktype="document" id="{document.pk}">the list</a> says.</p>'),
            ("download", {"document": document, "description": "Per unit"}),
            ("video", {"title": "How we price", "file": document, "address": "", "minutes": None, "transcript": ""}),
        ],
        format="video",
    )


def everywhere(client, asset):
    return client.get(asset.url).text + client.get(f"/api/v2/assets/{asset.pk}/").text


def test_a_file_that_is_not_for_all_is_named_nowhere(client, asset, document):
    told = everywhere(client, asset)

    assert "the list" in told
    assert "How we price" in told
    assert document.title not in told
    assert "walk-away" not in told
    assert "/documents/" not in told


def test_the_same_file_is_offered_once_it_is_for_all(client, asset, document):
    document.collection = Collection.get_first_root_node()
    document.save()

    told = everywhere(client, AssetPage.objects.get(pk=asset.pk))

    assert told.count(document.url) >= 6
    assert document.title in told


def test_it_leaves_the_house_with_no_export_since_it_would_come_back_open(asset, document):
    export = Export(Choice(drafts=True, gated=True), at=NOON)
    entries = list(export.entries())

    assert [entry.path for entry in entries if entry.file] == []
    assert not any("walk-away" in entry.text for entry in entries)
    assert {note.detail for note in export.files.notes} == {document.title}
