"""PostgreSQL's own full text in place of Whoosh: everything that searches works by the change of one setting."""

import json
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from buying_stages.models import Pillar
from content.models import AssetPage, InsightsPage
from content.public.search import search_site
from library.finding.searching import search_assets
from tests.factories import make_asset, make_expert, make_stage
from tests.library.makers import index_all

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="asks PostgreSQL's full text; this is another database"
    ),
    pytest.mark.django_db,
    pytest.mark.usefixtures("full_text"),
]
INDEX = "touchstone_search_title_body"


@pytest.fixture
def full_text(settings):
    """What TOUCHSTONE_SEARCH_BACKEND=wagtail.search.backends.database gives, following each save."""
    settings.WAGTAILSEARCH_BACKENDS = {
        "default": settings.WAGTAILSEARCH_BACKENDS["default"]
        | {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": True}
    }


@pytest.fixture
def library(full_text):
    make_asset(
        "Second sources",
        text="<p>Qualifying a second source for castings takes sixteen weeks.</p>",
        topics=["Dual sourcing"],
        authors=[make_expert("Ada Okafor")],
        pillar=Pillar.PRACTICAL,
        stage=make_stage("interest"),
    )
    make_asset("Buffers", text="<p>Stock hides what a source costs.</p>", stage=make_stage("awareness"))
    make_asset("Chairs", text="<p>How to sit on them.</p>")


def titles(words, **chosen):
    return {asset.title for asset in search_assets(words, user=AnonymousUser(), at=timezone.now(), **chosen)[:10]}


@pytest.mark.usefixtures("library")
def test_the_library_answers_words_stems_names_and_questions():
    index_all()

    assert titles("casting") == {"Second sources"}
    assert titles("okafor") == titles("dual") == {"Second sources"}
    assert titles("How long does it take to qualify a casting?") == {"Second sources"}
    assert titles("aardvark") == set()


@pytest.mark.usefixtures("library")
def test_the_library_narrows_and_counts():
    found = search_assets("sources", user=AnonymousUser(), at=timezone.now())
    counts = {
        each.name: {choice.value: choice.count for choice in each.choices if choice.count} for each in found.filters
    }

    assert counts["stage"] == {"interest": 1, "awareness": 1}
    assert counts["pillar"] == {"practical": 1, "aspirational": 1}
    assert titles("sources", stage="interest") == {"Second sources"}


@pytest.mark.usefixtures("library")
def test_the_engine_counts_by_a_field():
    of_the_words = get_search_backend().search("source", AssetPage.objects.live(), operator="or")

    assert of_the_words.facet("pillar") == {"practical": 1, "aspirational": 1}
    assert of_the_words.count() == 2


@pytest.mark.usefixtures("library")
def test_pages_for_salespeople_and_for_readers_answer(client, salesperson):
    assert "Second sources" in client.get("/search/", {"q": "castings"}).content.decode()
    client.force_login(salesperson)

    html = client.get(reverse("library:search"), {"q": "castings"}).content.decode()

    assert "Second sources" in html
    assert "Chairs" not in html


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    "words", ["&|!():*<->'\"", "a" * 10_000, "the of and", "*:* & !", "source' | 'x", "über\u200bstock"]
)
def test_nothing_that_is_typed_breaks_it(client, salesperson, words):
    assert client.get("/search/", {"q": words}).status_code == 200
    client.force_login(salesperson)

    assert client.get(reverse("library:search"), {"q": words}).status_code == 200


@pytest.mark.usefixtures("library")
def test_without_a_spelling_corrector_there_is_no_suggestion_and_words_are_marked_all_the_same(client):
    assert search_site("castinggs", user=AnonymousUser(), at=timezone.now()).suggestion == ""
    assert "<mark>castings</mark>" in client.get("/search/", {"q": "castings"}).content.decode()


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("typed", ["sec", "second so"])
def test_the_page_chooser_of_the_editor_finds_beginnings(client, marketer, typed):
    client.force_login(marketer)

    answer = client.get("/admin/choose-page/search/", {"q": typed, "page_type": "content.AssetPage"})

    assert "Second sources" in answer.content.decode()
    assert "Chairs" not in answer.content.decode()


@pytest.mark.usefixtures("library")
def test_the_pages_of_the_cms_are_searched(client, marketer):
    client.force_login(marketer)

    answer = client.get("/admin/pages/search/", {"q": "second"})

    assert "Second sources" in answer.content.decode()


def test_what_is_published_is_found_and_what_is_deleted_is_not():
    asset = make_asset("Ports", live=False)
    assert titles("ports") == set()

    asset.save_revision().publish()
    assert titles("ports") == {"Ports"}

    asset.title = "Harbours"
    asset.save_revision().publish()
    assert (titles("ports"), titles("harbours")) == (set(), {"Harbours"})

    asset.delete()
    assert titles("harbours") == set()


@pytest.mark.usefixtures("library")
def test_the_command_prints_what_it_finds():
    said = StringIO()

    call_command("search_library", "castings", format="json", stdout=said)

    assert [row["title"] for row in json.loads(said.getvalue())] == ["Second sources"]


def test_an_index_that_was_never_written_is_filled_by_update_index(settings):
    follows = settings.WAGTAILSEARCH_BACKENDS["default"]
    settings.WAGTAILSEARCH_BACKENDS = {"default": follows | {"AUTO_UPDATE": False}}
    make_asset("Ports")
    assert titles("ports") == set()

    call_command("update_index", verbosity=0)

    assert titles("ports") == {"Ports"}


def test_the_expression_index_answers_the_search():
    """Among thousands of entries, and with the shortcut forbidden that there is while so few assets are looked for."""
    make_asset("Ports")
    table = apps.get_model("wagtailsearch", "IndexEntry")._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table} (content_type_id, object_id, title, body, autocomplete, title_norm, title_text, body_text)
            SELECT %s, 'other' || n, to_tsvector(md5(n::text)), to_tsvector(md5('b' || n)), '', 1, '', ''
            FROM generate_series(1, 3000) AS n
            """,  # noqa: S608 the name of a table
            [ContentType.objects.get_for_model(AssetPage).pk],
        )
        cursor.execute(f"SELECT gin_clean_pending_list('{INDEX}')")
        cursor.execute(f"ANALYZE {table}")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    results = get_search_backend().search("ports", AssetPage.objects.live(), operator="or")

    assert [asset.title for asset in results] == ["Ports"]
    assert f"Bitmap Index Scan on {INDEX}" in results.get_queryset().explain()


def test_the_expression_index_stands_on_the_table_that_search_writes():
    table = apps.get_model("wagtailsearch", "IndexEntry")._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = %s::regclass AND indrelid = %s::regclass",
            [INDEX, table],
        )

        assert cursor.fetchone() == (True,)


def test_a_private_section_stays_private():
    shelf = InsightsPage.objects.get()
    make_asset("Ports")
    shelf.view_restrictions.create(restriction_type="login")

    assert titles("ports") == set()
