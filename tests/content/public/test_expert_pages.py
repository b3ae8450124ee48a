from datetime import date

import pytest
from django.urls import reverse

from content.models import AssetExpert, AssetPage, Expert, OffsiteBlog
from tests.content.makers import accessible, make_image, page_of
from tests.factories import make_asset, make_expert

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_slots")]


def expert_url(expert):
    return reverse("expert", args=[expert.slug])


def give_part(asset, expert, role):
    AssetExpert.objects.create(asset=asset, expert=expert, role=role)


@pytest.fixture
def ada(db):
    expert = make_expert("Ada Okafor")
    expert.job_title, expert.organisation = "Network designer", "Hollis Pumps"
    expert.biography, expert.website = "She draws networks. <b>Well.</b>", "https://www.ada.example/notes/"
    expert.email = "ada@secret.example"
    expert.save()
    return expert


def test_an_expert_has_a_page_with_what_came_of_each_part(client, ada):
    make_asset("Her essay", authors=[ada])
    give_part(make_asset("A talk with her"), ada, AssetExpert.Role.INTERVIEWEE)
    give_part(make_asset("Built on her data"), ada, AssetExpert.Role.SOURCE)

    html = page_of(client, expert_url(ada))

    assert accessible(html)
    for said in ("Ada Okafor", "Network designer, Hollis Pumps", "She draws networks. &lt;b&gt;Well.", "ada.example"):
        assert said in html
    headings = [html.index(part) for part in (">Written<", ">Interviewed for<", ">A source for<")]
    titles = [html.index(title) for title in ("Her essay", "A talk with her", "Built on her data")]
    assert sorted(headings + titles) == [place for pair in zip(headings, titles, strict=True) for place in pair]


def test_an_address_for_checks_is_never_shown(client, ada):
    make_asset("Her essay", authors=[ada])

    assert "secret.example" not in page_of(client, expert_url(ada))
    assert "secret.example" not in page_of(client, reverse("experts"))


def test_who_has_nothing_visible_has_no_page_and_is_not_listed(client, ada):
    make_asset("Unannounced", authors=[ada], live=False)

    assert client.get(expert_url(ada)).status_code == 404
    assert "Okafor" not in page_of(client, reverse("experts"))
    assert "Nobody stands here yet" in page_of(client, reverse("experts"))


def test_hidden_pieces_are_neither_shown_nor_counted(client, ada):
    make_asset("Here", authors=[ada])
    make_asset("Unannounced", authors=[ada], live=False)

    assert "Unannounced" not in page_of(client, expert_url(ada))
    assert "1 piece<" in page_of(client, reverse("experts"))


def test_initials_or_a_photo_mark_a_person(client, ada):
    make_asset("Her essay", authors=[ada])
    assert ">AO</span>" in page_of(client, expert_url(ada))

    Expert.objects.update(photo=make_image())
    html = page_of(client, expert_url(ada))
    assert accessible(html)
    assert "fill-320x320" in html
    assert ">AO</span>" not in html


def test_blogs_elsewhere_are_linked_and_finished_ones_told(client, ada):
    make_asset("Her essay", authors=[ada])
    started = {"expert": ada, "started_on": date(2025, 1, 1)}
    OffsiteBlog.objects.create(
        name="Valve notes", home_url="https://valves.example/", feed_url="https://valves.example/feed", **started
    )
    OffsiteBlog.objects.create(
        name="Old notes",
        home_url="https://old.example/",
        feed_url="https://old.example/feed",
        retired_on=date(2026, 1, 31),
        farewell="She writes here now.",
        **started,
    )

    html = page_of(client, expert_url(ada))

    assert 'href="https://valves.example/"' in html
    assert "old.example" not in html
    assert "Written until January 2026, and finished. She writes here now." in html


@pytest.mark.parametrize("address", ["/experts/nobody/", "/experts/%00/", "/experts/" + "a" * 5000 + "/"])
def test_nobody_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_an_expert_page_asks_as_much_of_the_database_for_much_work_as_for_little(
    client, ada, django_assert_max_num_queries
):
    def work(number):
        asset = make_asset(f"Piece {number}", authors=[ada, make_expert("Ben Li")], topics=["Planning"])
        give_part(asset, ada, AssetExpert.Role.SOURCE)

    work(1)
    client.get(expert_url(ada))
    with django_assert_max_num_queries(16):
        client.get(expert_url(ada))
    for number in range(2, 9):
        work(number)
    with django_assert_max_num_queries(16):
        client.get(expert_url(ada))


def test_the_list_of_experts_asks_as_much_of_the_database_for_many_as_for_few(client, django_assert_max_num_queries):
    def people(first, last):
        for number in range(first, last):
            expert = make_expert(f"Person {number}")
            Expert.objects.filter(pk=expert.pk).update(photo=make_image(f"Face {number}"))
            make_asset(f"Piece {number}", authors=[expert])

    people(1, 3)
    client.get(reverse("experts"))
    with django_assert_max_num_queries(10):
        client.get(reverse("experts"))
    people(3, 8)
    client.get(reverse("experts"))  # makes the photos' renditions, once for ever
    with django_assert_max_num_queries(10):
        client.get(reverse("experts"))


def test_the_shelf_is_narrowed_by_expert(client, ada):
    make_asset("Hers", authors=[ada])
    make_asset("Not hers")
    make_asset("Unannounced", authors=[make_expert("Zed Hidden")], live=False)

    response = client.get("/insights/?expert=ada-okafor")

    assert [asset.title for asset in response.context["results"]] == ["Hers"]
    assert "Zed Hidden" not in response.content.decode()
    assert AssetPage.objects.count() == 3
