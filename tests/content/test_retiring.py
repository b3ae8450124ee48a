from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry

from content.models import AssetPage, HomePage, Topic
from content.retiring import CannotRetire, Successor, retire
from tests.factories import NOON, make_asset, make_expert, make_touch

pytestmark = pytest.mark.django_db


def say(**answers):
    return {"asset": "", "topic": "", "path": "", "reason": "Overtaken by the new survey."} | answers


def question(asset):
    return reverse("retire_asset", args=[asset.pk])


def leads_to(client, address):
    response = client.get(address)
    return response.status_code, response.headers.get("Location")


@pytest.fixture
def old():
    return make_asset("Old survey", topics=["Planning"])


@pytest.fixture
def new():
    return make_asset("New survey", topics=["Planning"])


def test_its_readers_are_led_to_the_one_that_took_its_place(client, marketer, old, new):
    client.force_login(marketer)

    response = client.post(question(old), say(asset=new.pk))

    assert response.status_code == 302
    old.refresh_from_db()
    assert not old.live
    assert leads_to(client, "/insights/old-survey/") == (301, new.url)
    assert leads_to(client, "/insights/old-survey/?utm_source=mail") == (301, new.url)


def test_its_readers_are_led_to_a_topic(client, marketer, old, new):
    client.force_login(marketer)

    client.post(question(old), say(topic=Topic.objects.get().pk))

    assert leads_to(client, old.url) == (301, "/topics/planning/")
    Topic.objects.get().save()
    topic = Topic.objects.get()
    topic.slug = "plans"
    topic.save()
    assert leads_to(client, old.url) == (301, "/topics/plans/")


@pytest.mark.parametrize(
    "path", ["/", "/insights/", "/insights/?pillar=practical", "/topics/", "/experts/", "/insights/new-survey/"]
)
def test_its_readers_are_led_to_another_address_of_ours(client, marketer, old, new, path):
    client.force_login(marketer)

    client.post(question(old), say(path=path))

    assert leads_to(client, old.url) == (301, path)


def test_history_and_touches_stay(client, marketer, old, new):
    touch = make_touch(asset=old)
    revisions = old.revisions.count()
    client.force_login(marketer)

    client.post(question(old), say(asset=new.pk))

    assert old.revisions.count() == revisions
    touch.refresh_from_db()
    entry = PageLogEntry.objects.get(action="content.retire", page=old.pk)
    assert entry.user == marketer
    assert entry.message == "Retired; readers are sent to “New survey”"
    assert entry.comment == "Overtaken by the new survey."
    page = client.get(reverse("wagtailadmin_pages:history", args=[old.pk]))
    assert "Overtaken by the new survey." in page.text


def test_publishing_again_undoes_it(client, marketer, old, new):
    retire(old, successor=Successor(page=new), reason="Overtaken.", user=marketer, at=NOON)

    AssetPage.objects.get(pk=old.pk).save_revision().publish()

    assert client.get(old.url).status_code == 200
    assert not Redirect.objects.filter(old_path="/insights/old-survey").exists()
    AssetPage.objects.get(pk=old.pk).unpublish()
    assert client.get(old.url).status_code == 404


def test_one_after_the_other_leads_to_the_last(client, marketer, old, new):
    newest = make_asset("Newest survey")
    retire(old, successor=Successor(page=new), reason="Overtaken.", user=marketer, at=NOON)
    retire(new, successor=Successor(page=newest), reason="Overtaken again.", user=marketer, at=NOON)

    assert leads_to(client, old.url) == (301, newest.url)


def test_a_successor_that_went_without_one_leads_nowhere(client, marketer, old, new):
    retire(old, successor=Successor(page=new), reason="Overtaken.", user=marketer, at=NOON)
    new.unpublish()

    response = client.get(old.url)

    assert response.status_code == 404
    assert "new-survey" not in response.text


def test_an_old_name_of_a_retired_piece_leads_on_too(client, marketer, old, new, django_capture_on_commit_callbacks):
    old.slug = "renamed"
    with django_capture_on_commit_callbacks(execute=True):
        old.save_revision().publish()
    retire(AssetPage.objects.get(pk=old.pk), successor=Successor(page=new), reason="Overtaken.", user=marketer, at=NOON)

    assert leads_to(client, "/insights/old-survey/") == (301, new.url)


def test_two_pieces_cannot_be_retired_to_one_another(client, marketer, old, new):
    retire(old, successor=Successor(page=new), reason="Overtaken.", user=marketer, at=NOON)

    with pytest.raises(CannotRetire, match="Readers cannot open that asset"):
        retire(new, successor=Successor(page=old), reason="Back.", user=marketer, at=NOON)
    with pytest.raises(CannotRetire, match="no page for readers"):
        retire(new, successor=Successor(path=old.url), reason="Back.", user=marketer, at=NOON)
    assert AssetPage.objects.get(pk=new.pk).live


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ("https://evil.example/", "begins with one slash"),
        ("//evil.example/", "begins with one slash"),
        ("/\\evil.example", "begins with one slash"),
        ("javascript:alert(1)", "begins with one slash"),
        ("insights/", "begins with one slash"),
        ("/insights/old-survey/", "own address"),
        ("/insights/old-survey", "own address"),
        ("/insights/old-survey/?x=1", "own address"),
        ("/nowhere/", "no page for readers"),
        ("/topics/nothing/", "no page for readers"),
        ("/experts/nobody/", "no page for readers"),
        ("/admin/", "no page for readers"),
        ("/library/", "no page for readers"),
        ("/healthz", "no page for readers"),
        ("/insights/draft/", "no page for readers"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_beside_its_field(client, marketer, old, path, refusal):
    make_asset("Draft", live=False)
    client.force_login(marketer)

    page = client.post(question(old), say(path=path))

    assert refusal in page.context["form"].errors["path"][0]
    assert AssetPage.objects.get(pk=old.pk).live
    assert not Redirect.objects.exists()


def test_a_successor_that_readers_cannot_open_is_refused(client, marketer, old):
    client.force_login(marketer)

    for hidden in (
        make_asset("Draft", live=False),
        make_asset("Expired", expire_at=timezone.now() - timedelta(hours=1)),
        old,
    ):
        page = client.post(question(old), say(asset=hidden.pk))
        assert page.context["form"].errors["asset"]


@pytest.mark.parametrize("answers", [{}, {"path": "/insights/", "both": True}])
def test_one_successor_is_named(client, marketer, old, new, answers):
    client.force_login(marketer)
    asset = new.pk if answers.pop("both", False) else ""

    page = client.post(question(old), say(asset=asset, **answers))

    assert "one of them" in page.text
    assert AssetPage.objects.get(pk=old.pk).live


def test_a_reason_is_asked_for(client, marketer, old, new):
    client.force_login(marketer)

    page = client.post(question(old), say(asset=new.pk, reason=" "))

    assert page.context["form"].errors["reason"]


def test_a_topic_of_the_retired_piece_alone_would_be_an_empty_page(client, marketer, old):
    client.force_login(marketer)

    assert not client.get(question(old)).context["form"].fields["topic"].queryset.exists()


@pytest.mark.parametrize("who", ["salesperson", "executive"])
def test_only_who_may_publish_may_retire(client, request, who, old):
    client.force_login(request.getfixturevalue(who))

    assert client.get(question(old)).status_code in (302, 403)
    assert client.post(question(old), say(path="/")).status_code in (302, 403)
    assert AssetPage.objects.get(pk=old.pk).live


def test_a_draft_cannot_be_retired(client, marketer, old):
    old.unpublish()
    client.force_login(marketer)

    assert client.get(question(old)).status_code in (302, 403)
    with pytest.raises(CannotRetire):
        retire(AssetPage.objects.get(pk=old.pk), successor=Successor(path="/"), reason="x", user=marketer, at=NOON)


def test_looking_at_the_question_changes_nothing(client, marketer, old):
    client.force_login(marketer)

    assert "publishing it again undoes this" in client.get(question(old)).text
    assert AssetPage.objects.get(pk=old.pk).live


@pytest.mark.parametrize("live", [True, False])
def test_the_editor_offers_it_where_it_can_be_done(client, marketer, live):
    asset = make_asset("A piece", live=live)
    client.force_login(marketer)

    page = client.get(reverse("wagtailadmin_pages:edit", args=[asset.pk]))

    assert (question(asset) in page.text) is live


def test_pages_that_are_no_assets_are_not_retired(client, marketing_lead):
    client.force_login(marketing_lead)
    home = HomePage.objects.get()

    assert client.get(reverse("retire_asset", args=[home.pk])).status_code == 404
    assert "/retire/" not in client.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).text


def test_nobody_has_to_meet_an_empty_page_after_an_expert_left(client, marketer):
    """The page of an expert whose last piece was retired goes, as nothing visible is hers."""
    asset = make_asset("Hers", authors=[make_expert()])
    retire(asset, successor=Successor(path="/insights/"), reason="Overtaken.", user=marketer, at=NOON)

    assert client.get("/experts/ada-okafor/").status_code == 404
    assert Page.objects.filter(pk=asset.pk).exists()
