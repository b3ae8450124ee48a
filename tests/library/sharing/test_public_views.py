from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from analytics.consent import withdraw
from analytics.machines.mail import mail_of
from analytics.models import Visitor
from analytics.visitors import give_cookie
from content.addresses import what_it_asks
from leads.models import Identification, Lead
from library.models import ShareReader
from library.sharing.links import token_for
from library.sharing.making import revoke
from tests.factories import make_asset, make_visitor
from tests.library.sharing.makers import make_share, open_as

pytestmark = pytest.mark.django_db

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
ROBOT = "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"


@pytest.fixture
def made():
    return make_share(make_asset("First"), make_asset("Second"), at=timezone.now(), note="Page two matters.")


def address(keyed):
    return reverse("share_link", args=[token_for(keyed)])


def consenting(client):
    """The browser of somebody who agreed, with what it sends."""
    visitor = make_visitor()
    response = HttpResponse()
    give_cookie(response, visitor, secure=False)
    for name, cookie in response.cookies.items():
        client.cookies[name] = cookie.value
    return visitor


def take_place(client, keyed, **headers):
    headers = {"user-agent": AGENT, "origin": "http://testserver", **headers}
    return client.post(reverse("share_open"), {"shared": token_for(keyed)}, headers=headers)


def rows():
    return [model.objects.count() for model in (ShareReader, Visitor, Identification)]


def test_one_asset_leads_straight_to_its_page_with_the_token(client):
    made = make_share(make_asset("Only"), at=timezone.now())

    response = client.get(address(made))

    where = urlsplit(response["Location"])
    assert response.status_code == 302
    assert where.path == made.collection.assets.get().get_url()
    asked = parse_qs(where.query)
    mail = mail_of(asked.pop("mail")[0])
    assert asked == {"shared": [token_for(made)], "utm_source": ["shared link"]}
    assert made.key not in mail.key
    assert mail.sent_at is None


def test_a_gated_asset_opens_to_who_was_sent_it(client):
    text = "".join(f"<p>{'Opening words. ' * 40}</p>" for _ in range(12)) + "<p>Behind the form</p>"
    made = make_share(make_asset("Gated", gated=True, text=text), at=timezone.now())

    response = client.get(address(made), follow=True)

    assert "Behind the form" in response.text


def test_several_stand_in_order_on_a_page_of_their_own(client, made):
    page = client.get(address(made))

    assert page.status_code == 200
    assert page.text.index("First") < page.text.index("Second")
    assert "Page two matters." in page.text
    assert page.text.count(f"shared={token_for(made)}") == 2
    assert str(made.lead) not in page.text
    assert made.lead.email not in page.text
    assert client.cookies == {}


def test_dead_links_all_say_the_same_and_no_log_keeps_them(client, made, caplog):
    expired = make_share(at=timezone.now() - timedelta(days=60), name="Dana")
    revoked = make_share(at=timezone.now(), name="Dana")
    revoke(revoked, at=timezone.now())
    left = make_share(at=timezone.now(), name="Dana")
    type(left.sender).objects.filter(pk=left.sender.pk).update(is_active=False)
    wrong = ["/s/unknown/", f"/s/{made.key}/", address(made)[:-2] + "/", *map(address, (expired, revoked, left))]

    # The foot of each page leads back to its own address.
    pages = [(page.status_code, page.text.replace(each, "")) for each in wrong for page in [client.get(each)]]

    assert set(pages) == {(404, pages[0][1])}
    assert "opens nothing now" in pages[0][1]
    assert "/s/..." in caplog.text
    assert made.key not in caplog.text


@pytest.mark.parametrize("kind", ["several", "one", "dead"])
def test_no_cache_and_no_index_keeps_it_and_no_site_hears_of_it(client, made, kind):
    where = {"several": made, "one": make_share(at=timezone.now(), name="Dana")}
    response = client.get(address(where[kind]) if kind in where else "/s/unknown/")

    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"


def test_opening_changes_nothing_whoever_opens(client, made):
    visitor = consenting(client)
    before = rows()

    for agent in (AGENT, ROBOT, "curl/8", ""):
        for method in (client.get, client.head):
            assert method(address(made), headers={"user-agent": agent}).status_code == 200
            method(reverse("share_next", args=[token_for(made), made.collection.items.first().asset_id]))

    assert rows() == before
    assert not visitor.touches.exists()


def test_a_gateway_that_opens_every_link_raises_nothing(client):
    asset = make_asset()
    links = [address(make_share(asset, name=f"Reader {number}", at=timezone.now())) for number in range(20)]

    for link in links:
        client.get(link, headers={"user-agent": AGENT}, follow=True)

    assert rows() == [0, 0, 0]


def test_a_reader_who_agreed_takes_a_place_and_hears_their_own_link(client, made):
    visitor = consenting(client)

    answer = take_place(client, made)

    reader = ShareReader.objects.get()
    assert answer.json() == {"shared": token_for(reader)}
    assert (reader.visitor, reader.is_recipient) == (visitor, True)
    assert take_place(client, reader).json() == {"shared": token_for(reader)}


def test_of_others_nothing_is_kept(client, made, salesperson):
    assert take_place(client, made).status_code == 204
    visitor = consenting(client)
    before = rows()

    assert take_place(client, made, **{"sec-gpc": "1"}).status_code == 204
    assert take_place(client, made, dnt="1").status_code == 204
    assert take_place(client, made, origin="https://elsewhere.example").status_code == 204
    assert take_place(client, made, **{"user-agent": ROBOT}).status_code == 204
    assert take_place(client, made, **{"sec-purpose": "prefetch"}).status_code == 204
    assert client.get(reverse("share_open")).status_code == 405
    client.force_login(salesperson)
    assert take_place(client, made).status_code == 204
    client.logout()
    withdraw(visitor, at=timezone.now())
    assert take_place(client, made).status_code == 204
    assert rows() == before


def test_no_value_but_the_token_names_anybody(client, made):
    consenting(client)
    client.post(
        reverse("share_open") + "?lead=1&recipient=1",
        {"shared": "made-up", "lead": made.lead.pk, "email": made.lead.email, "key": made.key},
        headers={"user-agent": AGENT},
    )

    assert rows() == [0, 1, 0]
    assert Lead.objects.count() == 1


def test_too_many_from_one_address_wait(client, made):
    consenting(client)

    assert [take_place(client, made).status_code for _ in range(31)] == [200] * 30 + [429]


def test_the_asset_page_hears_what_comes_next(client, made):
    first, second = [item.asset for item in made.collection.items.all()]
    reader = open_as(made, at=timezone.now())

    said = client.get(reverse("share_next", args=[token_for(reader), first.pk])).json()

    assert said["next"]["title"] == "Second"
    assert f"shared={token_for(reader)}" in said["next"]["address"]
    assert said["all"] == address(reader)
    last = client.get(reverse("share_next", args=[token_for(reader), second.pk])).json()
    assert (last["next"], last["note"]) == (None, "")
    assert client.get(reverse("share_next", args=["made-up", first.pk])).status_code == 404


def test_the_page_of_an_asset_is_the_same_with_and_without_the_token(client):
    made = make_share(at=timezone.now())
    asset = made.collection.assets.get()

    plain = client.get(asset.get_url())
    with_token = client.get(asset.get_url(), {"shared": token_for(made), "utm_source": "shared link"})

    assert what_it_asks(f"shared={token_for(made)}&utm_source=shared+link") == ""
    assert token_for(made) not in with_token.text
    assert plain.text == with_token.text
    assert plain["Cache-Control"] == with_token["Cache-Control"]


def test_what_is_posted_to_a_link_is_turned_away_and_no_log_keeps_it(made, caplog):
    answer = Client(enforce_csrf_checks=True).post(address(made))

    assert answer.status_code == 403
    assert "/s/..." in caplog.text
    assert token_for(made) not in caplog.text
