import re
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Site

from buying_stages.models import Pillar
from content.models import AssetPage, InsightsPage, pages
from tests.content.makers import accessible, home_url, insights_url, make_image, page_of
from tests.factories import NOON, make_asset, make_expert, make_stage

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("empty_slots"),
]


# The home page


def test_a_new_site_explains_itself_politely(client):
    html = page_of(client, home_url())

    assert accessible(html)
    assert "What should I be doing now?" in html
    assert "Nothing here yet" in html
    assert "Write the first asset" not in html


def test_a_new_site_tells_its_editor_the_first_step(client, marketer):
    client.force_login(marketer)
    html = page_of(client, home_url())

    assert f"/admin/pages/add/content/assetpage/{InsightsPage.objects.get().pk}/" in html


def test_the_newest_piece_leads_and_stands_nowhere_twice(client):
    make_asset("Older", pillar=Pillar.PRACTICAL, first_published_at=NOON - timedelta(days=2))
    make_asset("Newest", pillar=Pillar.PRACTICAL, first_published_at=NOON)
    make_asset("Coming", pillar=Pillar.ASPIRATIONAL, first_published_at=NOON - timedelta(days=1))

    response = client.get(home_url())

    assert response.context["lead"].title == "Newest"
    assert [(q["pillar"], [a.title for a in q["assets"]]) for q in response.context["questions"]] == [
        (Pillar.PRACTICAL, ["Older"]),
        (Pillar.ASPIRATIONAL, ["Coming"]),
    ]
    assert response.content.decode().count(">Newest<") == 1


def test_the_home_page_asks_as_much_of_the_database_for_many_pieces_as_for_few(client, django_assert_num_queries):
    def fill(number):
        for pillar in Pillar:
            make_asset(f"{pillar} {number}", pillar=pillar, topics=["Planning"], authors=[make_expert()])

    fill(1)
    client.get(home_url())
    with django_assert_num_queries(16):
        client.get(home_url())
    for number in range(2, 9):
        fill(number)
    with django_assert_num_queries(16):
        client.get(home_url())


# The shelf


def test_the_shelf_lists_what_is_visible_and_nothing_else(client):
    make_asset("Here")
    make_asset("Draft", live=False, topics=["Unannounced"])
    expired = make_asset("Gone")
    AssetPage.objects.filter(pk=expired.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

    html = page_of(client, insights_url())

    assert accessible(html)
    assert ">Here<" in html
    assert "1 piece\n" in html
    assert not {"Draft", "Gone", "Unannounced"} & set(re.findall(r"\w+", html))


def test_a_topic_of_hidden_pieces_is_no_choice(client):
    make_asset("Draft", live=False, topics=["Unannounced"])

    html = page_of(client, insights_url() + "?topic=unannounced")

    assert "Unannounced" not in html
    assert "not a choice we know" in html


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("?pillar=practical", {"Now"}),
        ("?stage=interest", {"Later"}),
        ("?topic=planning", {"Now"}),
        ("?format=report", {"Later"}),
        ("?pillar=practical&format=report", set()),
        ("?stage=nope", {"Now", "Later"}),
        ("?pillar=%00&topic=%00&format=%00", {"Now", "Later"}),
        ("?page=abc", {"Now", "Later"}),
        ("?page=-1", {"Now", "Later"}),
        ("?page=" + "9" * 5000, {"Now", "Later"}),
        ("?page=%00", {"Now", "Later"}),
    ],
)
def test_an_address_narrows_the_shelf_or_is_forgiven(client, address, left):
    make_asset("Now", pillar=Pillar.PRACTICAL, topics=["Planning"])
    make_asset("Later", pillar=Pillar.ASPIRATIONAL, stage=make_stage("interest"), format="report")

    response = client.get(insights_url() + address)

    assert response.status_code == 200
    assert {asset.title for asset in response.context["results"]} == left


def test_a_question_gives_the_shelf_its_heading(client):
    make_asset("Now", pillar=Pillar.PRACTICAL)

    html = page_of(client, insights_url() + "?pillar=practical")

    assert re.search(r"<h1>.*What should I be doing now\?</h1>", html, re.DOTALL)
    assert accessible(html)


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("", "/insights/"),
        ("?utm_source=x", "/insights/"),
        ("?pillar=practical&utm_source=x", "/insights/?pillar=practical"),
        ("?page=2", "/insights/?page=2"),
        ("?topic=planning", None),
        ("?pillar=practical&format=article", None),
    ],
)
def test_search_engines_are_sent_to_a_question_or_to_the_whole_shelf(client, monkeypatch, address, canonical):
    monkeypatch.setattr(pages, "ASSETS_A_PAGE", 2)
    for number in range(3):
        make_asset(f"Piece {number}", pillar=Pillar.PRACTICAL, topics=["Planning"])

    html = page_of(client, insights_url() + address)

    assert ('<meta name="robots" content="noindex, follow">' in html) == (canonical is None)
    assert re.findall(r'rel="canonical" href="http://[^/]+([^"]+)"', html) == ([canonical] if canonical else [])


def test_home_is_also_a_way_to_topics_and_people(client):
    make_asset("Here", topics=["Planning"], authors=[make_expert("Ada Okafor")])
    make_asset("Draft", topics=["Unannounced"], authors=[make_expert("Zed Hidden")], live=False)

    html = page_of(client, home_url())

    assert accessible(html)
    assert "/topics/planning/" in html
    assert "/experts/ada-okafor/" in html
    assert not re.search("Unannounced|Zed Hidden", html)


def test_pages_of_the_shelf_keep_what_was_chosen(client, monkeypatch):
    monkeypatch.setattr(pages, "ASSETS_A_PAGE", 2)
    for number in range(3):
        make_asset(f"Piece {number}", pillar=Pillar.PRACTICAL)

    html = page_of(client, insights_url() + "?pillar=practical")

    assert "3 pieces, page 1 of 2" in html
    assert 'href="/insights/?pillar=practical&amp;page=2"' in html


def test_the_empty_shelf_says_what_it_is_for(client):
    html = page_of(client, insights_url())

    assert accessible(html)
    assert "The shelf is still empty" in html


def test_the_shelf_asks_as_much_of_the_database_for_many_pieces_as_for_few(client, django_assert_num_queries):
    def fill(number):
        cover = make_image(f"Cover {number}")
        make_asset(f"Piece {number}", topics=["Planning", "Inventory"], authors=[make_expert()], cover=cover)

    fill(1)
    client.get(insights_url())
    with django_assert_num_queries(22):
        client.get(insights_url())
    for number in range(2, 9):
        fill(number)
    client.get(insights_url())  # makes the covers' renditions, once for ever
    with django_assert_num_queries(22):
        client.get(insights_url())


# Every page


def test_the_masthead_names_the_site(client, settings):
    settings.WAGTAIL_SITE_NAME = "Fallback Quarterly"
    assert "<title>Touchstone</title>" in page_of(client, home_url())

    Site.objects.update(site_name="")
    Site.clear_site_root_paths_cache()
    assert "<title>Fallback Quarterly</title>" in page_of(client, home_url())


def test_upper_floors_fill_their_slots(client):
    with (
        hooks.register_temporarily("site_footer", lambda request: "<p>Ask me first.</p>"),
        hooks.register_temporarily("asset_scripts", lambda request, asset: f"<i>{asset.pk}</i>"),
    ):
        asset = make_asset("Here")
        html = page_of(client, asset.get_url())

    assert "<p>Ask me first.</p>" in html
    assert f"<i>{asset.pk}</i>" in html


def test_a_lost_reader_is_shown_the_shelf(client):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert accessible(response.content.decode())
    assert 'href="/insights/"' in response.content.decode()


def test_a_page_carries_no_more_than_its_policy_allows(client):
    assert "unsafe-inline" not in client.get(home_url()).headers["Content-Security-Policy"]


def test_the_page_for_our_own_faults_needs_nothing():
    html = render_to_string("500.html")

    assert "Something failed on our side" in html
    assert len(re.findall(r"<h1[ >]", html)) == 1


def test_a_form_that_lost_its_token_is_answered_in_words(settings):
    careful = Client(enforce_csrf_checks=True)

    response = careful.post("/admin/login/", {"username": "a", "password": "b"})

    assert response.status_code == 403
    assert "Nothing was stored." in response.content.decode()
