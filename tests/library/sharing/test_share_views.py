from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import SalesEdition
from leads.models import Lead
from library.models import Share
from library.sharing.making import revoke
from tests.factories import make_account, make_asset, make_lead, make_touch, make_user, make_visitor
from tests.library.sharing.makers import make_collection, make_share
from users.group_permissions import EXECUTIVES

pytestmark = pytest.mark.django_db

SHARE = "/library/share/"


@pytest.fixture
def desk(client, salesperson):
    client.force_login(salesperson)
    return client


@pytest.fixture
def asset():
    return make_asset("Valves that last", summary="Cheap valves cost more.")


@pytest.fixture
def dana():
    return make_lead("dana@hollis.example", first_name="Dana", last_name="Ruiz")


def send(client, asset, said=None, *, lead=None):
    query = f"?asset={asset.pk}" + (f"&lead={lead.pk}" if lead else "")
    return client.post(SHARE + query, {"days": "30", "note": "", **(said or {})})


def test_a_link_for_a_lead(desk, asset, dana, salesperson):
    response = send(desk, asset, {"note": "  Page two. ", "days": "7"}, lead=dana)

    made = Share.objects.get()
    assert response.url == reverse("library:shared", args=[made.pk])
    assert (made.lead, made.recipient, made.sender, made.note) == (dana, "", salesperson, "Page two.")
    assert made.expires_at - made.shared_at == timedelta(days=7)
    assert list(made.collection.assets.all()) == [asset]
    assert made.collection.name == ""


def test_for_someone_new_with_an_address_a_lead_is_made(desk, asset):
    send(desk, asset, {"name": "Dana María Ruiz", "email": "Dana@Hollis.example"})

    lead = Lead.objects.get()
    assert (lead.email, lead.first_name, lead.last_name) == ("dana@hollis.example", "Dana", "María Ruiz")
    assert Share.objects.get().lead == lead


def test_for_someone_new_without_an_address_there_is_a_name_and_no_lead(desk, asset):
    send(desk, asset, {"name": " Dana  Ruiz "})

    made = Share.objects.get()
    assert (made.lead, made.recipient) == (None, "Dana Ruiz")
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Say whom the link is for"),
        ({"name": "   "}, "Say whom the link is for"),
        ({"name": "Dana", "email": "dana"}, "This does not look like an e-mail address"),
        ({"name": "Dana", "note": "x" * 601}, "A note may have at most 600 characters"),
        ({"name": "Dana", "days": "3650"}, "Choose one of the offered times"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(desk, asset, said, sentence):
    response = send(desk, asset, said)

    assert response.status_code == 422
    assert sentence in response.text
    assert not Share.objects.exists()


def test_what_somebody_read_or_was_sent_is_said_before_and_not_forbidden(desk, asset, dana):
    at = timezone.now()
    make_touch(make_visitor(), asset, at=at)
    make_share(asset, lead=dana, at=at - timedelta(days=59))
    make_share(make_asset("Other"), lead=dana, at=at)

    page = desk.get(f"{SHARE}?asset={asset.pk}&lead={dana.pk}")
    assert page.text.count("Before you send it") == 1
    assert "sent it to Dana Ruiz" in page.text

    visitor = make_visitor()
    visitor.identification = dana.identifications.create(visitor=visitor, how="form", at=at)
    make_touch(visitor, asset, at=at)
    assert "Dana Ruiz already read it" in desk.get(f"{SHARE}?asset={asset.pk}&lead={dana.pk}").text
    assert send(desk, asset, lead=dana).status_code == 302


def test_what_a_colleague_of_theirs_was_sent_is_said_too(desk, asset, dana):
    make_share(asset, lead=make_lead("bo@hollis.example", first_name="Bo"), at=timezone.now())
    make_share(asset, lead=make_lead("cleo@other.example", account=make_account("Other")), at=timezone.now())

    page = desk.get(f"{SHARE}?asset={asset.pk}&lead={dana.pk}").text

    assert "sent it to Bo, of the same company," in page
    assert "cleo" not in page


def test_a_longer_time_ago_may_be_repeated(desk, asset, dana):
    make_share(asset, lead=dana, at=timezone.now() - timedelta(days=61))

    assert "Before you send it" not in desk.get(f"{SHARE}?asset={asset.pk}&lead={dana.pk}").text


def test_someone_new_who_is_known_after_all_is_asked_about_once(desk, asset, dana):
    make_share(asset, lead=dana, at=timezone.now() - timedelta(days=5))
    said = {"name": "D. Ruiz", "email": "dana@hollis.example"}

    asked = send(desk, asset, said)
    assert "is known to us: Dana Ruiz" in asked.text
    assert Share.objects.count() == 1

    send(desk, asset, {**said, "sure": "1"})
    assert Share.objects.filter(lead=dana).count() == 2


def test_an_overdue_review_and_what_may_not_be_shared_are_said(desk):
    asset = make_asset(review_by=timezone.localdate() - timedelta(days=3))
    SalesEdition.objects.create(
        asset=asset, talking_points="<p>x</p>", may_be_shared="<p>The essay.</p><p>Never the name of the foundry.</p>"
    )

    page = desk.get(f"{SHARE}?asset={asset.pk}")

    assert "Its review has been due since" in page.text
    assert "The essay. Never the name of the foundry." in page.text


def test_news_that_is_past_its_last_day_says_so(desk):
    asset = make_asset(relevant_until=timezone.localdate() - timedelta(days=3))

    assert "What it speaks of was current until" in desk.get(f"{SHARE}?asset={asset.pk}").text


def test_what_was_taken_back_was_not_sent(desk, asset, dana):
    share = make_share(asset, lead=dana, at=timezone.now())
    where = f"{SHARE}?asset={asset.pk}&lead={dana.pk}"
    assert " sent it to " in desk.get(where).text

    revoke(share, at=timezone.now())

    assert " sent it to " not in desk.get(where).text


def test_a_collection_is_shared_as_it_is(desk, asset, dana, salesperson):
    collection = make_collection(by=salesperson, assets=[asset])

    desk.post(f"{SHARE}?collection={collection.pk}&lead={dana.pk}", {"days": "30"})

    assert Share.objects.get().collection == collection


@pytest.mark.parametrize("query", ["asset=999999", "asset=1&lead=999", "collection=1"])
def test_what_does_not_exist_is_not_found(desk, query):
    assert desk.get(f"{SHARE}?{query}").status_code == 404
    assert desk.post(f"{SHARE}?{query}", {"days": "30", "name": "Dana"}).status_code == 404


@pytest.mark.parametrize("query", ["", "asset=x", f"asset={'9' * 30}", "asset=٣", "asset=&collection="])
def test_without_an_asset_the_page_says_how_to_begin(desk, query):
    assert "Begin with an asset" in desk.get(f"{SHARE}?{query}").text
    assert desk.post(f"{SHARE}?{query}", {"days": "30", "name": "Dana"}).url == SHARE
    assert not Share.objects.exists()


def test_a_draft_or_an_expired_piece_is_not_shared(desk):
    assert desk.get(f"{SHARE}?asset={make_asset(live=False).pk}").status_code == 404


def test_people_are_found_by_name_address_and_company(desk, asset):
    dana = make_lead("dana@hollis.example", first_name="Dana", last_name="Ruiz", account=make_account("Hollis Pumps"))
    make_lead("bo@other.example", first_name="Bo", account=make_account("Other"))

    for words in ("dana", "RUIZ", "dana@hol", "pumps", "dana pumps", "  ruiz   hollis "):
        found = desk.get(reverse("library:people"), {"who": words, "asset": asset.pk})
        assert "Dana Ruiz" in found.text, words
        assert "Bo" not in found.text, words
        assert f"?asset={asset.pk}&amp;lead={dana.pk}" in found.text
    for words in ("", "nobody", "%", "_", "\0", "x" * 10_000, "<b>"):
        found = desk.get(reverse("library:people"), {"who": words})
        assert found.status_code == 200
        assert "Dana" not in found.text
        assert "<b>" not in found.text


def test_assets_are_added_and_left_out_on_the_page_itself(desk, asset, dana):
    other = make_asset("Pumps, again")
    where = f"{SHARE}?lead={dana.pk}&asset={asset.pk}"

    found = desk.get(reverse("library:share_assets"), {"q": "pumps", "asset": asset.pk, "lead": dana.pk})
    assert f"asset={asset.pk}&amp;asset={other.pk}" in found.text
    assert f"lead={dana.pk}" in found.text
    page = desk.get(f"{where}&asset={other.pk}")
    assert [each.asset for each in page.context["wanted"]] == [asset, other]
    assert page.context["wanted"][1].address_without == where
    assert "It will be for Dana Ruiz" in desk.get(f"{SHARE}?lead={dana.pk}").text


def test_typing_is_free_and_a_script_is_slowed(desk):
    answers = [desk.get(reverse("library:people"), {"who": "d"}).status_code for _ in range(31)]

    assert answers == [200] * 30 + [429]


def test_the_message_speaks_of_the_matter_and_opens_in_a_mail_program(desk, asset, dana, salesperson):
    salesperson.first_name, salesperson.last_name = "Sam", "Carter"
    salesperson.save()
    send(desk, asset, lead=dana)

    context = desk.get(reverse("library:shared", args=[Share.objects.get().pk])).context
    draft, link = context["draft"], context["link"]

    assert draft.subject == "Valves that last"
    assert draft.text.startswith("Hello Dana,")
    assert draft.text.endswith("Sam Carter")
    assert "Cheap valves cost more." in draft.text
    assert link in draft.text
    assert not any(word in draft.text.lower() for word in ("track", "click", "opened", "when you"))
    where = urlsplit(draft.mailto)
    assert (where.scheme, where.path) == ("mailto", "dana@hollis.example")
    assert "+" not in where.query.replace(link, "")
    assert unquote(parse_qs(where.query.replace("+", "%2B"))["body"][0]).replace("\r\n", "\n") == draft.text


def test_who_may_only_look_shares_nothing(client, asset, dana):
    client.force_login(make_user(EXECUTIVES))

    assert client.get(f"{SHARE}?asset={asset.pk}").status_code == 403
    assert send(client, asset, lead=dana).status_code == 403
    assert client.get(reverse("library:people"), {"who": "dana"}).status_code == 403


@pytest.mark.parametrize("whom", [{"name": "Dana"}, {"name": "Dana", "email": "dana@hollis.example"}])
def test_a_form_that_is_sent_twice_makes_one_link(desk, whom):
    valves, pumps = make_asset("Valves"), make_asset("Pumps")
    both, said = f"{SHARE}?asset={valves.pk}&asset={pumps.pk}", {**whom, "days": 30, "sure": "1"}

    first, second = (desk.post(both, said).url for _ in range(2))

    assert first == second
    assert Share.objects.count() == 1
    desk.post(both, said | {"note": "Page two matters."})
    desk.post(f"{SHARE}?asset={valves.pk}", said)
    assert Share.objects.count() == 3
