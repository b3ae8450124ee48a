from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audiences.models import Persona
from buying_stages.models import Pillar
from content.models import AssetPage, SalesEdition
from content.review.agreements import propose, sign
from library.sheet.rows import What
from library.sheet.standing import versions_of
from tests.factories import (
    NOON,
    make_asset,
    make_deal,
    make_expert,
    make_lead,
    make_stage,
    make_touch,
    make_user,
    make_visitor,
)
from tests.library.makers import make_credit
from tests.library.sheet.makers import share

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

    assert "EUR 1,234,568" in page
    assert "too few to tell" in page
    assert "n = 1, 1 so far; a share is shown from n = 25" in page
    assert "by the linear model, rules 2026-1" in page


def test_the_sheet_says_who_signed_the_stage_and_what_an_unsigned_one_means(desk, marketer, salesperson):
    signed, unsigned = make_asset("Signed"), make_asset("Unsigned")
    sign(propose(signed, by=marketer, at=NOON), by=salesperson, at=NOON)

    assert "marketer for marketing on" in sheet(desk, signed).text
    assert "Until both departments sign, reading it raises no sales signal." in sheet(desk, unsigned).text


def test_an_overdue_asset_is_watermarked(desk):
    asset = make_asset()
    AssetPage.objects.filter(pk=asset.pk).update(review_by=date(2020, 1, 1))

    page = sheet(desk, asset).text

    assert "Review overdue." in page
    assert "is-overdue" in page


def test_versions_name_who_published(desk, marketer):
    asset = make_asset()
    asset.title = "Again"
    asset.save_revision().publish(user=marketer)

    versions, published = versions_of(AssetPage.objects.get(pk=asset.pk))

    assert published == 2
    assert [(version.by, version.is_live) for version in versions] == [("marketer", True), ("", False)]


def test_only_who_may_edit_is_led_to_the_editor(client, salesperson, marketer):
    asset = make_asset()
    editor = reverse("wagtailadmin_pages:edit", args=[asset.pk])

    for user, offered in [(salesperson, False), (marketer, True)]:
        client.force_login(user)
        assert (editor in sheet(client, asset).text) is offered


def test_executives_see_no_edition_no_tip_about_it_and_no_button_to_share(client, executive, salesperson):
    asset = make_asset()
    SalesEdition.objects.create(asset=asset, talking_points="<p>Say this</p>")
    asset.tips.create(text="On the edition only", of="edition", by=salesperson, at=NOON)

    client.force_login(salesperson)
    own = sheet(client, asset).text
    client.force_login(executive)
    other = sheet(client, asset).text

    for said in ["Say this", "On the edition only", "Share it", "Leave the tip"]:
        assert said in own
        assert said not in other


def test_the_sheet_asks_few_queries_however_much_there_is(
    desk, salesperson, django_assert_max_num_queries, django_assert_num_queries
):
    asset = make_asset(topics=["Pumps"], authors=[make_expert()])
    make_asset("Other")
    fill(asset, salesperson)
    sheet(desk, asset)
    with django_assert_max_num_queries(40) as few:
        sheet(desk, asset)
    expected = len(few)
    for each in range(6):
        make_asset(f"Other {each}")
        fill(asset, make_user("Sales"))
    sheet(desk, asset)

    with django_assert_num_queries(expected):
        sheet(desk, asset)


def fill(asset, user):
    make_credit(make_touch(asset=asset), 100)
    asset.tips.create(text="Use it", by=user, at=NOON)
    asset.sales_ratings.create(stars=3, by=user, at=NOON)


@pytest.mark.parametrize("what", list(What))
def test_the_rows_behind_each_number_have_a_page_with_none_and_with_some(desk, what, salesperson):
    empty, full = make_asset("Empty"), make_asset("Full")
    reader = make_visitor()
    make_lead(first_name="Rosa", last_name="Lind", visitors=[reader])
    make_touch(reader, full, thorough=True)
    make_deal("Of Rosa")
    fill(full, salesperson)
    share(full, salesperson)
    full.usefulness_votes.create(version=1, useful=True, day=NOON.date(), remark="Handy")

    assert "<table" not in rows(desk, empty, what).text
    page = rows(desk, full, what).text
    seen = {What.VOTES: "Handy", What.RATINGS: "3 of 5", What.SHARES: "salesperson", What.DEALS: "Of Rosa"}
    assert seen.get(what, "Rosa Lind") in page


def rows(desk, asset, what):
    return desk.get(reverse("library:evidence", args=[asset.pk, what.value]))


def test_names_are_for_those_who_may_see_leads(client):
    user = make_user("Sales")
    user.groups.clear()
    user.user_permissions.add(Permission.objects.get(codename="use_library"))
    client.force_login(user)
    asset, reader = make_asset(), make_visitor()
    make_lead(first_name="Rosa", last_name="Lind", visitors=[reader])
    make_touch(reader, asset)
    share(asset, user, lead=make_lead("other@hollis.example", first_name="Piet"))

    for what in (What.TOUCHES, What.SHARES):
        page = rows(client, asset, what)
        assert page.status_code == 200
        assert "Rosa" not in page.text
        assert "Piet" not in page.text
    assert rows(client, asset, What.DEALS).status_code == 403


def test_rows_ask_no_query_a_row(desk, django_assert_num_queries, salesperson):
    asset = make_asset()
    for each in range(3):
        reader = make_visitor()
        make_lead(f"r{each}@hollis.example", visitors=[reader])
        make_touch(reader, asset)
        share(asset, salesperson)
        make_deal(f"Deal {each}")

    for what in (What.TOUCHES, What.SHARES, What.DEALS):
        rows(desk, asset, what)
        with CaptureQueriesContext(connection) as few:
            rows(desk, asset, what)
        reader = make_visitor()
        make_lead(f"more-{what.value}@hollis.example", visitors=[reader])
        make_touch(reader, asset)
        share(asset, salesperson)
        make_deal("One more")
        with django_assert_num_queries(len(few)):
            rows(desk, asset, what)


def test_rows_of_what_may_not_be_seen_are_not_found(desk):
    assert rows(desk, make_asset(live=False), What.TOUCHES).status_code == 404
    assert desk.get(f"/library/{make_asset().pk}/secrets/").status_code == 404
