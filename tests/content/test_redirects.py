import pytest
from wagtail.contrib.redirects.models import Redirect

from content.models import AssetTopic, Expert, Topic
from content.redirects import is_ours
from tests.factories import make_asset, make_expert

pytestmark = pytest.mark.django_db


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    def rename(thing, slug):
        thing.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            thing.save_revision().publish() if hasattr(thing, "save_revision") else thing.save()

    return rename


def leads_to(client, address):
    response = client.get(address)
    return response.status_code, response.headers.get("Location")


def test_a_renamed_page_is_found_at_its_old_address(client, rename):
    asset = make_asset("First")
    rename(asset, "second")
    rename(asset, "third")

    assert leads_to(client, "/insights/first/") == (301, "/insights/third/")
    assert leads_to(client, "/insights/second/?utm_source=mail") == (301, "/insights/third/")


def test_a_moved_shelf_takes_its_old_addresses_along(client, rename):
    asset = make_asset("First")
    rename(asset.get_parent().specific, "ideas")

    assert leads_to(client, "/insights/first/") == (301, "/ideas/first/")
    assert leads_to(client, "/insights/") == (301, "/ideas/")


def test_a_name_that_comes_back_makes_no_circle(client, rename):
    asset = make_asset("First")
    rename(asset, "second")
    rename(asset, "first")
    assert leads_to(client, "/insights/second/") == (301, "/insights/first/")

    asset.unpublish()

    assert client.get("/insights/first/").status_code == 404
    assert client.get("/insights/second/").status_code == 404


@pytest.mark.parametrize(
    "pairs", [[("/a", "/a")], [("/a", "/b/"), ("/b", "/a/")], [("/a", "/b"), ("/b", "/c"), ("/c", "/b")]]
)
def test_a_circle_that_somebody_made_by_hand_ends(client, pairs):
    for old, new in pairs:
        Redirect.objects.create(old_path=old, redirect_link=new)

    assert client.get("/a/").status_code == 404


def test_a_chain_is_one_step(client):
    for old, new in [("/a", "/b/"), ("/b", "/c/"), ("/c", "/insights/")]:
        Redirect.objects.create(old_path=old, redirect_link=new)

    assert leads_to(client, "/a") == (301, "/insights/")


def test_one_step_that_is_not_for_good_makes_the_whole_way_so(client):
    Redirect.objects.create(old_path="/a", redirect_link="/b/")
    Redirect.objects.create(old_path="/b", redirect_link="/insights/", is_permanent=False)

    assert leads_to(client, "/a") == (302, "/insights/")


def test_the_new_address_of_a_hidden_page_is_not_told(client, marketing_lead, rename):
    asset = make_asset("Old name")
    rename(asset, "secret-plan")
    asset.unpublish()
    client.force_login(marketing_lead)

    response = client.get("/insights/old-name/")

    assert response.status_code == 404
    assert "secret-plan" not in response.text


def test_readers_are_not_held_to_a_way_that_may_be_taken_back(client, rename):
    asset = make_asset("First")
    rename(asset, "second")

    assert client.get("/insights/first/")["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize("suffix", ["", "feed.atom", "feed.rss"])
def test_a_renamed_topic_is_found_at_its_old_addresses(client, suffix, rename):
    make_asset("On it", topics=["Planning"])
    topic = Topic.objects.get()
    rename(topic, "plans")
    rename(topic, "planned")

    assert leads_to(client, f"/topics/planning/{suffix}") == (301, f"/topics/planned/{suffix}")
    assert leads_to(client, f"/topics/plans/{suffix}") == (301, f"/topics/planned/{suffix}")
    assert client.get(f"/topics/planned/{suffix}").status_code == 200


def test_a_topic_that_takes_its_old_name_again_makes_no_circle(client, rename):
    make_asset("On it", topics=["Planning"])
    topic = Topic.objects.get()
    rename(topic, "plans")
    rename(topic, "planning")

    assert client.get("/topics/planning/").status_code == 200
    assert leads_to(client, "/topics/plans/") == (301, "/topics/planning/")
    assert Redirect.objects.filter(old_path="/topics/planning").count() == 0


def test_another_topic_may_take_an_old_name(client, rename):
    make_asset("On it", topics=["Planning"])
    rename(Topic.objects.get(), "plans")
    new = Topic.objects.create(name="Planning again", slug="planning")
    AssetTopic.objects.create(tag=new, content_object=make_asset("On the new one"))

    assert client.get("/topics/planning/").status_code == 200
    assert not Redirect.objects.filter(old_path="/topics/planning").exists()


def test_a_renamed_expert_is_found_at_her_old_address(client, rename):
    make_asset("Hers", authors=[make_expert()])
    rename(Expert.objects.get(), "ada-ek")

    assert leads_to(client, "/experts/ada-okafor/") == (301, "/experts/ada-ek/")


def test_saving_without_a_new_name_writes_no_redirect(client):
    make_asset("Hers", authors=[make_expert()], topics=["Planning"])
    Expert.objects.get().save()
    Topic.objects.get().save()

    assert Redirect.objects.count() == 0


def test_a_name_in_other_letters_is_found_too(client, rename):
    make_asset("On it", topics=["Planung"])
    topic = Topic.objects.get()
    rename(topic, "plänung")
    rename(topic, "plan")

    assert leads_to(client, "/topics/pl%C3%A4nung/") == (301, "/topics/plan/")


def test_nothing_in_the_address_says_where_it_leads(client):
    Redirect.objects.create(old_path="/a", redirect_link="/insights/")

    for evil in ("/a?next=https://evil.example", "/a//evil.example", "//evil.example/a", "/a/?url=//evil.example"):
        assert client.get(evil).headers.get("Location", "/insights/") == "/insights/"


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "evil", "", "/a\\b"],
)
def test_an_address_that_is_not_ours_is_known(address):
    assert not is_ours(address)
    assert is_ours("/topics/planning/")
