import pytest

pytestmark = pytest.mark.django_db


def test_the_process_says_that_it_is_up(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.text) == (200, "ok\n")


def test_readiness_names_each_part(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["database"] == "ok"
    assert response.json()["spool"] == "ok"
    assert response.json()["search_index"]


def test_readiness_tells_how_many_changes_the_search_index_does_not_hold_yet(client, search_index):
    (search_index / "queue").mkdir()
    (search_index / "queue" / "00000000000000000001-3-0badc0de.json").write_text("{}")

    response = client.get("/readyz")

    assert (response.json()["search_index"], response.json()["search_index_waiting"]) == ("ready", 3)


def test_a_spool_whose_place_is_taken_by_a_file_is_not_ready(client, settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"
    settings.SPOOL_DIR.write_text("in the way")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["spool"] == "cannot be written"
