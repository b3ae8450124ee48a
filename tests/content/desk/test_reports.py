from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audiences.models import Persona
from buying_stages.models import CallToAction, Pillar
from content.desk.asset_checks import CHECKS, counts
from content.models import AssetPage, SalesEdition
from content.vehicles import ShelfLife
from tests.factories import NOON, make_asset, make_expert, make_stage

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate(NOON)


def make_whole(title="Whole", **fields):
    """An asset that no check catches, given another on the other question."""
    fields.setdefault("stage", make_stage("interest"))
    fields = {"catalyst": "A cause", "evidence": "A survey", "review_by": date(2099, 1, 1), **fields}
    asset = make_asset(title, **{"authors": [make_expert()], **fields})
    asset.personas.add(Persona.objects.get_or_create(name="Planner", slug="planner")[0])
    asset.for_everyone = False
    asset.save()
    return AssetPage.objects.get(pk=asset.pk)


@pytest.fixture
def pair():
    return make_whole(), make_whole("Other", pillar=Pillar.PRACTICAL)


def found(at=NOON):
    caught = counts(AssetPage.objects.visible_to(None, at=at), timezone.localdate(at))
    return {slug: number for slug, number in caught.items() if number and slug}


def test_a_whole_pair_is_caught_by_nothing(pair):
    assert found() == {}


CAUGHT = [
    ({"catalyst": ""}, "ground"),
    ({"evidence": ""}, "ground"),
    ({"pillar": Pillar.PRACTICAL, "relevant_until": TODAY - timedelta(days=1)}, "relevance"),
    ({"review_by": TODAY + timedelta(days=29)}, "review"),
    ({"review_by": None}, "undated"),
    ({"shelf_life": ShelfLife.NEWS, "expire_at": None, "relevant_until": None}, "undated"),
    ({"for_everyone": True}, "readers"),
    ({"gated": True, "stage": "epiphany"}, "gate"),
    ({"call_to_action": CallToAction.CONTACT, "stage": "epiphany"}, "call"),
    ({"stage": "purchase"}, "edition-missing"),
    ({"stage": "purchase", "pillar": Pillar.ASPIRATIONAL}, "placement"),
    ({"stage": "epiphany", "pillar": Pillar.PRACTICAL}, "placement"),
    ({"stage": "after-sale"}, "companion"),
]


@pytest.mark.parametrize(("changes", "slug"), CAUGHT, ids=str)
def test_what_each_check_catches(pair, changes, slug):
    """Changed behind the form's back, as an import or a new policy can leave a live asset."""
    stage = {"stage": make_stage(changes["stage"])} if "stage" in changes else {}
    odd = make_whole("Odd")
    AssetPage.objects.filter(pk=odd.pk).update(**changes | stage)

    assert found()[slug] == 1


def test_an_asset_without_expert_is_counted_and_its_share_said(client, marketer, pair):
    make_whole("Nobody's", authors=[])
    client.force_login(marketer)

    page = client.get(reverse("asset_check"), {"check": "experts"})

    assert [asset.title for asset in page.context["object_list"]] == ["Nobody's"]
    assert ("Nobody behind it", 1, 33) in [(check.title, n, share) for check, n, share in page.context["tiles"]]


def test_an_edition_that_fell_behind_is_caught(pair):
    SalesEdition.objects.create(asset=pair[0], talking_points="Say this.")

    assert found() == {"edition-behind": 1}


def test_a_companion_may_be_near_by_topic_or_by_choice_either_way():
    one = make_whole("By topic", topics=["Freight"], stage=make_stage("interest"))
    make_whole("Near", pillar=Pillar.PRACTICAL, topics=["Freight"], stage=make_stage("awareness"))
    assert "companion" not in found()

    AssetPage.objects.filter(pk=one.pk).update(expire_at=NOON)
    assert found()["companion"] == 1


def test_a_practical_asset_past_its_date_leaves_live_coverage(pair):
    late = make_whole("Late", pillar=Pillar.PRACTICAL, relevant_until=TODAY)

    assert late in AssetPage.objects.in_live_coverage(NOON)
    assert late not in AssetPage.objects.in_live_coverage(NOON + timedelta(days=1))
    assert late in AssetPage.objects.visible_to(None, at=NOON + timedelta(days=1))
    assert found(NOON + timedelta(days=1)) == {"relevance": 1}


def test_each_number_opens_as_many_rows(client, marketer, pair):
    for number in range(3):
        make_whole(f"Odd {number}", catalyst="", authors=[])
    client.force_login(marketer)

    tiles = client.get(reverse("asset_check")).context["tiles"]

    for check, number, _ in tiles:
        rows = client.get(reverse("asset_check"), {"check": check.slug}).context["object_list"]
        assert len(rows) == number
    assert {check.slug for check, number, _ in tiles if number} == {"ground", "experts"}


def test_it_costs_as_many_queries_with_many_assets(client, marketer, pair, django_assert_max_num_queries):
    for number in range(5):
        make_whole(f"Odd {number}", catalyst="")
    client.force_login(marketer)
    client.get(reverse("asset_check"))

    with django_assert_max_num_queries(18):
        client.get(reverse("asset_check"))


def test_it_is_taken_along_as_a_spreadsheet(client, marketer, pair):
    make_whole("Odd", catalyst="", authors=[])
    client.force_login(marketer)

    response = client.get(reverse("asset_check"), {"export": "csv", "check": "ground"})

    lines = response.getvalue().decode().splitlines()
    assert len(lines) == 2
    assert "Aspirational without ground; Nobody behind it" in lines[1]
    assert client.get(reverse("asset_check"), {"export": "xlsx"}).status_code == 200


def test_an_empty_library_is_explained(client, marketer):
    client.force_login(marketer)

    page = client.get(reverse("asset_check"))

    assert "Nothing is live yet." in page.text


@pytest.mark.parametrize(
    "asked", [{"check": "nonsense"}, {"p": "x"}, {"stage": "99999999999999999999"}, {"export": "exe"}]
)
def test_odd_addresses_are_answered(client, marketer, pair, asked):
    client.force_login(marketer)

    assert client.get(reverse("asset_check"), asked).status_code == 200


@pytest.mark.parametrize(
    ("who", "opens"), [("marketer", True), ("marketing_lead", True), ("salesperson", False), ("executive", False)]
)
def test_who_may_look(client, request, who, opens):
    client.force_login(request.getfixturevalue(who))

    assert (client.get(reverse("asset_check")).status_code == 200) is opens


def test_no_two_checks_share_a_name():
    assert len({check.slug for check in CHECKS}) == len(CHECKS)
