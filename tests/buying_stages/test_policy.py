import pytest
from django.urls import reverse

from buying_stages.models import BuyingStage, Pillar
from tests.factories import make_stage

pytestmark = pytest.mark.django_db
ADDRESS = "buying_stages:policy"


def posted(page, **changes):
    """The form as the page gave it, with some cells changed: `epiphany__aspirational_share=90`."""
    formset = page.context["form"]
    data = {f"form-{name}": formset.management_form[name].value() for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    for row in formset:
        cells = {field.name: field.value() for field in row}
        for asked, value in changes.items():
            slug, name = asked.split("__")
            cells |= {name: value} if row.instance.slug == slug else {}
        data |= {f"{row.prefix}-{name}": value for name, value in cells.items() if value not in (False, None)}
    return data


@pytest.fixture
def lead(client, marketing_lead):
    client.force_login(marketing_lead)
    return client


def test_all_stages_stand_on_one_screen_in_the_buyers_order(lead, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = lead.get(reverse(ADDRESS))

    assert [row.instance.slug for row in page.context["form"]][:3] == ["epiphany", "awareness", "interest"]


def test_several_stages_are_changed_at_once(lead):
    page = lead.get(reverse(ADDRESS))

    answer = lead.post(
        reverse(ADDRESS), posted(page, epiphany__aspirational_share=90, interest__allows_gate=False), follow=True
    )

    assert "Saved: Epiphany, Interest." in answer.text
    assert make_stage("epiphany").share_of(Pillar.PRACTICAL) == 10
    assert not make_stage("interest").allows_gate


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"epiphany__aspirational_share": 130}, "less than or equal to 100"),
        ({"epiphany__aspirational_share": "half"}, "whole number"),
        ({"epiphany__call_to_action": "contact"}, "may not ask readers to talk to sales"),
        ({"epiphany__call_to_action": "shout"}, "not one of the available choices"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_at_its_cell_and_nothing_saved(lead, change, words):
    page = lead.get(reverse(ADDRESS))

    answer = lead.post(reverse(ADDRESS), posted(page, interest__aspirational_share=1, **change))

    assert answer.status_code == 200
    assert words in answer.text
    assert make_stage("interest").aspirational_share == 50


def test_marketing_looks_at_the_policy_and_changes_nothing(client, marketer, lead):
    data = posted(lead.get(reverse(ADDRESS)), epiphany__aspirational_share=1)
    client.force_login(marketer)

    page = client.get(reverse(ADDRESS))

    assert "Save the policy" not in page.text
    assert client.post(reverse(ADDRESS), data).status_code in (302, 403)
    assert make_stage().aspirational_share == 80


def test_it_explains_itself_without_stages(lead):
    BuyingStage.objects.all().delete()

    assert "There is no stage yet." in lead.get(reverse(ADDRESS)).text


def test_a_truncated_form_is_answered(lead):
    assert lead.post(reverse(ADDRESS), {"form-TOTAL_FORMS": "x"}).status_code == 200
