"""Pages put together from kept pieces are the same as those made whole, and show each change at once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from buying_stages.models import Pillar
from content.fragments import Fragments, fragment, fragments
from content.models import AssetDocument, AssetPage, Topic
from tests.content.makers import make_image
from tests.factories import make_asset, make_expert, make_stage

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def _kept(settings):
    settings.PAGE_CACHE_BYTES = 4_000_000
    fragments.clear()
    yield
    fragments.clear()


@pytest.fixture
def other():
    return make_asset("The other question", pillar=Pillar.PRACTICAL, topics=["Planning"], authors=[make_expert()])


@pytest.fixture
def asset(other):
    """With a block of every kind."""
    document = AssetDocument.objects.create(title="The tables", file=SimpleUploadedFile("tables.csv", b"a,b"))
    asset = make_asset("A piece", topics=["Planning"], authors=[make_expert("Ben Li")], cover=make_image("Cover"))
    link = (
        f'<p>Read <a linktype="page" id="{other.pk}">on</a>, or <a linktype="document" id="{document.pk}">it</a>.</p>'
    )
    asset.body = [
        ("text", "<p>Words & more.</p>"),
        ("text", link),
        ("heading", {"text": "Today", "level": "h2"}),
        ("heading", {"text": "Today", "level": "h2"}),
        ("quote", {"text": "So it is.", "attribution": "Ben"}),
        ("figure", {"image": make_image("Figure"), "alternative_text": "A line", "caption": "It rises", "source": ""}),
        ("table", {"data": [["Part", "Weeks"], ["Valve", "12"]], "first_row_is_table_header": True}),
        ("download", {"document": document, "description": ""}),
        ("call_to_action", {"text": "Read the other", "page": other, "address": ""}),
        ("video", {"title": "A film", "file": None, "address": "https://films.example/1", "transcript": None}),
    ]
    asset.save_revision().publish()
    return AssetPage.objects.get(pk=asset.pk)


def anew(client, address) -> str:
    """Past the kept pages, so that the page is put together."""
    response = client.get(address + "?anew=1")
    assert response.templates
    return response.content.decode()


@pytest.mark.parametrize("address", ["/insights/a-piece/", "/", "/insights/", "/topics/planning/", "/experts/ben-li/"])
def test_a_page_of_kept_pieces_is_the_page_made_whole(client, asset, settings, address):
    client.get(address)  # makes the renditions, once for ever
    settings.PAGE_CACHE_BYTES = 0
    whole = client.get(address).content

    settings.PAGE_CACHE_BYTES = 4_000_000
    fragments.clear()
    first, second = anew(client, address), anew(client, address)

    assert fragments.kept
    assert first == second
    assert first.replace("?anew=1", "").encode() == whole


@pytest.mark.usefixtures("_kept")
class TestEachChangeIsSeen:
    def test_another_title_of_the_companion_and_of_a_linked_address(self, client, asset, other):
        assert "The other question" in anew(client, asset.url)

        other.title, other.slug = "Quite another question", "quite-another"
        other.save_revision().publish()

        html = anew(client, asset.url)
        assert "Quite another question" in html
        assert "The other question" not in html
        assert html.count('href="/insights/quite-another/"') == 3
        assert "/insights/the-other-question/" not in html

    def test_a_companion_that_is_taken_off(self, client, asset, other):
        assert "/insights/the-other-question/" in anew(client, asset.url)

        other.unpublish()

        assert "other-question" not in anew(client, asset.url)

    def test_a_companion_that_expires_without_any_write(self, client, asset, other, monkeypatch):
        other.expire_at = timezone.now() + timedelta(hours=1)
        other.save_revision().publish()
        assert "other-question" in anew(client, asset.url)

        later = timezone.now() + timedelta(hours=2)
        monkeypatch.setattr(timezone, "now", lambda: later)

        assert "other-question" not in anew(client, asset.url)

    def test_another_name_of_a_topic(self, client, asset):
        assert ">Planning<" in anew(client, asset.url)

        topic = Topic.objects.get(slug="planning")
        topic.name = "Planning again"
        topic.save()

        html = anew(client, asset.url)
        assert ">Planning again<" in html
        assert ">Planning<" not in html

    def test_another_question_of_a_stage_and_another_name_of_an_expert(self, client, asset):
        anew(client, asset.url)
        stage = make_stage()
        stage.buyer_question = "Does this concern us?"
        stage.save()
        ben = make_expert("Ben Li")
        ben.name = "Benjamin Li"
        ben.save()

        assert "Does this concern us?" in anew(client, asset.url)
        assert "Benjamin Li" in anew(client, "/insights/")

    def test_another_text_of_its_own(self, client, asset):
        anew(client, asset.url)
        asset.body = [("text", "<p>Other words.</p>")]
        asset.save_revision().publish()

        html = anew(client, asset.url)
        assert "Other words." in html
        assert "Words &amp; more." not in html

    def test_another_name_of_a_document(self, client, asset):
        assert "Download: The tables" in anew(client, asset.url)
        document = AssetDocument.objects.get()
        document.title = "All tables"
        document.save()

        assert "Download: All tables" in anew(client, asset.url)


def test_fragments_are_bounded_and_those_asked_for_stay(settings):
    settings.PAGE_CACHE_BYTES = 40_000
    few = Fragments()
    for number in range(100):
        few.get(("often",), lambda: "o" * 500)
        few.get((number,), lambda: "x" * 500)

    assert few.bytes <= 10_000
    assert few.get(("often",), lambda: "made again") == "o" * 500
    assert few.get((0,), lambda: "made again") == "made again"


def test_nothing_is_kept_while_templates_are_worked_on(settings):
    settings.PAGE_CACHE_BYTES = 0
    assert [fragment(("a",), lambda said=said: said) for said in ("one", "two")] == ["one", "two"]
