import re

import pytest
from django.urls import reverse
from wagtail import hooks

from buying_stages.models import Pillar
from content.models import Topic
from content.public.views import ASSETS_A_QUESTION
from tests.content.makers import accessible, page_of
from tests.factories import make_asset, make_expert

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_slots")]

PLANNING = "/topics/planning/"


def test_a_topic_answers_both_questions(client):
    make_asset("Do this", pillar=Pillar.PRACTICAL, topics=["Planning"], authors=[make_expert("Ada Okafor")])
    make_asset("Prepare for that", pillar=Pillar.ASPIRATIONAL, topics=["Planning"])
    make_asset("On something else", topics=["Pricing"])
    Topic.objects.filter(slug="planning").update(introduction="Plans outlive forecasts.")

    html = page_of(client, PLANNING)

    assert accessible(html)
    now, coming = html.index('id="question-practical"'), html.index('id="question-aspirational"')
    assert now < html.index("Do this") < coming < html.index("Prepare for that")
    assert "On something else" not in html
    for said in ("Plans outlive forecasts.", "/experts/ada-okafor/", "/insights/?topic=planning", "All 2 pieces"):
        assert said in html


def test_a_question_without_an_answer_says_so(client):
    make_asset("Do this", pillar=Pillar.PRACTICAL, topics=["Planning"])

    assert "Nothing on this topic answers that question yet." in page_of(client, PLANNING)


def test_a_long_list_is_cut_and_leads_to_the_shelf(client):
    for number in range(ASSETS_A_QUESTION + 1):
        make_asset(f"Piece {number}", pillar=Pillar.PRACTICAL, topics=["Planning"])

    html = page_of(client, PLANNING)

    assert html.count('<article class="row') == ASSETS_A_QUESTION
    assert f"All {ASSETS_A_QUESTION + 1} on this question" in html
    assert "/insights/?pillar=practical&amp;topic=planning" in html


def test_a_topic_of_hidden_pieces_has_no_page_and_is_not_listed(client):
    make_asset("Unannounced", topics=["Planning"], live=False)

    assert client.get(PLANNING).status_code == 404
    assert "Planning" not in page_of(client, reverse("topics"))
    assert "No topics yet" in page_of(client, reverse("topics"))


def test_hidden_pieces_are_neither_shown_nor_counted(client):
    make_asset("Here", topics=["Planning"], authors=[make_expert("Ada Okafor")])
    make_asset("Unannounced", topics=["Planning"], authors=[make_expert("Zed Hidden")], live=False)

    assert not re.search("Unannounced|Zed Hidden", page_of(client, PLANNING))
    html = page_of(client, reverse("topics"))
    assert accessible(html)
    assert "1 piece<" in html


def test_upper_floors_may_invite_on_a_topic(client):
    make_asset("Here", topics=["Planning"])

    with hooks.register_temporarily("topic_invitation", lambda request, topic: f"<i>Follow {topic.slug}</i>"):
        assert "<i>Follow planning</i>" in page_of(client, PLANNING)


@pytest.mark.parametrize("address", ["/topics/none/", "/topics/%00/", "/topics/" + "a" * 5000 + "/"])
def test_no_such_topic_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_topic_may_be_named_in_any_script(client):
    make_asset("Here")
    asset = make_asset("There")
    asset.topics.add(Topic.objects.create(name="Čerpadla", slug="čerpadla"))
    asset.save_revision().publish()

    assert "Čerpadla" in page_of(client, reverse("topic", args=["čerpadla"]))


def test_a_topic_asks_as_much_of_the_database_for_many_pieces_as_for_few(client, django_assert_max_num_queries):
    def fill(number):
        for pillar in Pillar:
            make_asset(f"{pillar} {number}", pillar=pillar, topics=["Planning"], authors=[make_expert(f"P {number}")])

    fill(1)
    client.get(PLANNING)
    with django_assert_max_num_queries(24):
        client.get(PLANNING)
    for number in range(2, 7):
        fill(number)
    with django_assert_max_num_queries(24):
        client.get(PLANNING)


def test_the_list_of_topics_asks_as_much_of_the_database_for_many_as_for_few(client, django_assert_max_num_queries):
    make_asset("One", topics=["Planning"])
    client.get(reverse("topics"))
    with django_assert_max_num_queries(8):
        client.get(reverse("topics"))
    make_asset("Two", topics=["Pricing", "Inventory", "People"])
    with django_assert_max_num_queries(8):
        client.get(reverse("topics"))
