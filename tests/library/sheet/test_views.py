from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audiences.models import Persona
from buying_stages.models import Pillar
from content.models import AssetPage
from tests.factories import make_asset, make_expert, make_stage, make_touch
from tests.library.makers import make_credit

pytestmark = pytest.mark.django_db
SEARCH = "/library/"


@pytest.fixture
def desk(client, salesperson):
    client.force_login(salesperson)
    return client


def test_drafts_and_expired_assets_have_no_sheet(desk):
    draft, expired = make_asset("Draft", live=False), make_asset("Expired")
    AssetPage.objects.filter(pk=expired.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

    for asset in (draft, expired):
        assert desk.get(reverse("library:asset", args=[asset.pk])).status_code == 404


def sheet(desk, asset):
    return desk.get(reverse("library:asset", args=[asset.pk]))


def test_the_sheet_tells_everything_about_an_asset(desk):
    asset = make_asset(
        "Second sources",
        stage=make_stage("interest"),
        pillar=Pillar.PRACTICAL,
        text="<p>Valves are late.</p>",
        topics=["Pumps"],
        authors=[make_expert("Ada Okafor")],
    )
    asset.body.append(("heading", {"text": "Who makes the casting?", "level": "h2"}))
    asset.personas.add(Persona.objects.create(name="Plant director", slug="plant-director"))
    asset.save_revision().publish()
    make_asset("A companion", stage=make_stage("interest"), pillar=Pillar.ASPIRATIONAL)

    page = sheet(desk, asset).text

    for said in [
        make_stage("interest").buyer_question,
        Pillar.PRACTICAL.question,
        "Valves are late.",
        "Who makes the casting?",
        "Ada Okafor",
        "Plant director",
        "?topic=pumps",
        "A companion",
        "Nothing else practical is published for this stage yet.",
        f"http://testserver{asset.url}",
        "No readers yet.",
    ]:
        assert said in page, said


def test_the_sheet_shows_evidence_with_n_and_the_rules_it_was_counted_by(desk):
    asset = make_asset()
    touch = make_touch(asset=asset, thorough=True)
    make_credit(touch, 1_234_567_89)

    page = sheet(desk, asset).text

    assert "EUR 1,234,567.89" in page
    assert "n = 1" in page
    assert "Credit by the linear model, rules 2026-1." in page


def test_the_sheet_asks_few_queries_however_much_there_is(
    desk, django_assert_max_num_queries, django_assert_num_queries
):
    asset = make_asset(topics=["Pumps"], authors=[make_expert()])
    make_asset("Other")
    make_credit(make_touch(asset=asset), 100)
    sheet(desk, asset)
    with django_assert_max_num_queries(30) as few:
        sheet(desk, asset)
    for each in range(6):
        make_asset(f"Other {each}")
        make_credit(make_touch(asset=asset), 100)

    with django_assert_num_queries(len(few)):
        sheet(desk, asset)
