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


def test_a_spool_whose_place_is_taken_by_a_file_is_not_ready(client, settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"
    settings.SPOOL_DIR.write_text("in the way")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["spool"] == "cannot be written"
