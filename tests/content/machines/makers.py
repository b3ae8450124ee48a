"""What the tests of the content API share besides the factories."""

from audiences.models import Industry
from tests.factories import make_asset, make_expert

HERE = "http://testserver"
ASSETS = "/api/v2/assets/"
LISTS = [ASSETS, "/api/v2/topics/", "/api/v2/experts/"]


def ask(client, address, /, **asked):
    response = client.get(address, asked)
    assert response.status_code == 200, response.text
    return response.json()


def titles(client, **asked):
    return [item["title"] for item in ask(client, ASSETS, **asked)["items"]]


def refusal(client, address=ASSETS, /, **asked):
    response = client.get(address, asked)
    assert response.status_code == 400, response.text
    return response.json()["message"]


def detail(client, asset):
    return ask(client, f"{ASSETS}{asset.pk}/")


def make_told_asset():
    return make_asset(
        "Owning the model",
        pillar="practical",
        topics=["Stock", "Planning"],
        authors=[make_expert()],
        industries=[Industry.objects.create(name="Steel", slug="steel")],
        text="<p>Words.</p>",
    )
