import pytest
from django_tasks_db.models import DBTaskResult
from wagtail.models import ReferenceIndex

from config.indexing import run_index_tasks
from content.models import AssetPage, Expert
from tests.factories import make_asset, make_expert

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued(settings, search_index):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def found(words):
    return [asset.title for asset in AssetPage.objects.search(words)]


def test_what_was_saved_is_found_with_its_topics_and_authors(queued):
    make_asset("Valves", topics=["Dual sourcing"], authors=[make_expert("Amara Osei")], text="<p>castings</p>")

    run_index_tasks()

    assert found("castings") == found("sourcing") == found("osei") == ["Valves"]
    assert not DBTaskResult.objects.exists()


def test_each_object_is_indexed_once_however_often_it_was_saved(queued, django_assert_max_num_queries):
    assets = [make_asset(f"Piece {n}") for n in range(3)]
    for asset in assets * 5:
        asset.save()
    assert DBTaskResult.objects.count() > 30

    with django_assert_max_num_queries(60):
        run_index_tasks()

    assert len(found("piece")) == 3


def test_rows_that_are_gone_are_passed_over(queued, caplog):
    asset = make_asset("Stays", authors=[make_expert()])
    make_asset("Goes").delete()

    run_index_tasks()

    assert not DBTaskResult.objects.exists()
    assert not caplog.records
    assert found("stays goes") == ["Stays"]
    assert ReferenceIndex.get_references_to(Expert.objects.get()).get().object_id == str(asset.pk)


def test_tasks_wait_while_there_is_no_room_for_the_index(queued, search_index, caplog):
    make_asset("Valves")
    (search_index / "queue").write_text("a file in the way of the folder")

    run_index_tasks()
    run_index_tasks()

    assert [record.name for record in caplog.records if record.levelname == "WARNING"] == ["whoosh_search"]
    assert DBTaskResult.objects.exists()

    (search_index / "queue").unlink()
    run_index_tasks()

    assert not DBTaskResult.objects.exists()
    assert found("valves") == ["Valves"]
