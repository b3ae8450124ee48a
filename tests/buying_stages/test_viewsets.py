import pytest
from django.urls import reverse

from buying_stages.models import BuyingStage
from tests.factories import make_asset, make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, marketing_lead):
    client.force_login(marketing_lead)
    return client


def names(response):
    return [stage.name for stage in response.context["object_list"]]


def test_seven_stages_stand_ready_each_with_the_buyers_question():
    stages = BuyingStage.objects.order_by("sort_order")

    assert [s.slug for s in stages] == [
        "epiphany",
        "awareness",
        "interest",
        "evaluation",
        "short-list",
        "purchase",
        "after-sale",
    ]
    assert all(s.buyer_question.endswith("?") for s in stages)


def test_stages_are_listed_in_the_buyers_order_with_few_queries(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        response = desk.get(reverse("buying_stages:index"))

    assert names(response)[:3] == ["Epiphany", "Awareness", "Interest"]


def test_handles_to_drag_are_for_those_who_may(client, desk, salesperson):
    handle = 'data-w-orderable-target="handle"'
    assert handle in desk.get(reverse("buying_stages:index")).text
    assert handle not in desk.get(reverse("buying_stages:index"), {"q": "Interest"}).text
    client.force_login(salesperson)
    assert handle not in client.get(reverse("buying_stages:index")).text


def test_dragging_a_stage_moves_it(desk):
    interest = make_stage("interest")

    response = desk.post(reverse("buying_stages:reorder", args=[interest.pk]) + "?position=0")

    assert response.status_code == 200
    assert names(desk.get(reverse("buying_stages:index")))[0] == "Interest"


def test_a_stage_in_use_is_kept_and_the_reason_said(desk):
    make_asset(stage=make_stage("interest"))
    address = reverse("buying_stages:delete", args=[make_stage("interest").pk])

    question = desk.get(address)
    answer = desk.post(address, follow=True)

    assert question.context["refusal"].startswith("Interest is in use by 1 asset")
    assert answer.status_code == 200
    assert "Interest is in use by 1 asset and was not deleted" in answer.text
    assert BuyingStage.objects.filter(slug="interest").exists()


def test_a_stage_that_nothing_uses_can_be_deleted(desk):
    desk.post(reverse("buying_stages:delete", args=[make_stage("purchase").pk]))

    assert not BuyingStage.objects.filter(slug="purchase").exists()


def test_marketing_may_look_at_stages_and_not_change_them(client, marketer):
    client.force_login(marketer)
    address = reverse("buying_stages:edit", args=[make_stage().pk])

    response = client.post(address, {"name": "Other", "slug": "other", "buyer_question": "?"})

    assert response.status_code in (302, 403)
    assert make_stage().name == "Epiphany"
