import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/media/images/" + "a" * 5000, "/documents/" + "9" * 5000 + "/x.pdf"])
def test_an_address_that_no_file_can_have_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_only_pictures_are_served_from_the_media_folder(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for folder in ("images", "documents"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(folder)

    assert b"".join(client.get("/media/images/a.txt").streaming_content) == b"images"
    assert client.get("/media/documents/a.txt").status_code == 404
    assert client.get("/media/images/../documents/a.txt").status_code == 400
