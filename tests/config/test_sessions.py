import pytest
from django.conf import settings

from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", ['"' + r"\000" * 10 + '"', "x" * 5000, '"' + r"\303\251" * 10 + '"', "%00" * 10])
@pytest.mark.parametrize("address", ["/", "/insights/", "/library/", "/admin/"])
def test_a_session_that_we_never_made_is_none(client, address, key):
    answer = client.get(address, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={key}"})

    assert answer.status_code in (200, 302)


def test_a_session_that_we_made_is_kept(client):
    client.force_login(make_user("Sales"))

    assert client.get("/library/").status_code == 200
    assert client.get("/library/").status_code == 200
