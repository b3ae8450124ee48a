from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audiences.models import Persona
from buying_stages.models import Pillar
from content.models import AssetPage
from tests.factories import make_asset, make_expert, make_stage, make_touch, make_user
from tests.library.makers import make_credit

pytestmark = pytest.mark.django_db
SEARCH = "/library/"


@pytest.fixture
def desk(client, salesperson):
    client.force_login(salesperson)
    return client


@pytest.mark.parametrize("address", [SEARCH, "/library/1/"])
def test_strangers_sign_in_first_and_come_back(client, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response.url == f"{reverse('wagtailadmin_login')}?next={address}"


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 21, "9" * 5000])
def test_a_number_that_no_asset_has_is_not_found(desk, number):
    assert desk.get(f"{SEARCH}{number}/").status_code == 404


@pytest.mark.parametrize("address", [SEARCH, "/library/1/"])
def test_who_may_not_use_the_library_is_told_so(client, address):
    client.force_login(make_user())

    assert client.get(address).status_code == 403


@pytest.mark.parametrize("signed_in", [True, False])
def test_no_cache_keeps_a_page_of_the_library(client, salesperson, signed_in):
    asset = make_asset()
    if signed_in:
        client.force_login(salesperson)

    for address in (SEARCH, reverse("library:asset", args=[asset.pk])):
        assert {"no-store", "private"} <= set(client.get(address).headers["Cache-Control"].split(", "))


def test_an_empty_library_says_what_it_is_for(desk):
    page = desk.get(SEARCH)

    assert page.status_code == 200
    assert "Nothing is published yet" in page.text
    assert "Plan the first asset" not in page.text


def test_a_result_shows_what_a_salesperson_needs_to_choose(desk, search_index):
    asset = make_asset(
        "Second sources",
        stage=make_stage("interest"),
        pillar=Pillar.PRACTICAL,
        text="<p>A second source for <b>valves</b> &amp; pumps.</p>",
        authors=[make_expert("Ada Okafor")],
        gated=True,
    )

    page = desk.get(SEARCH, {"q": "valve"}).text

    assert "A second source for <mark>valves</mark> &amp; pumps." in page
    for said in ["Practical", "Interest", "Article", "19 March", "Ada Okafor", "1 min", "Gated", asset.url]:
        assert said in page
    assert f'href="{reverse("library:asset", args=[asset.pk])}"' in page


def test_filters_stand_in_the_address_and_each_link_changes_one(desk):
    make_asset("Valves", stage=make_stage("interest"), topics=["Pumps"])

    page = desk.get(SEARCH, {"q": "valves", "stage": "interest", "other": "z" * 500}).text

    assert 'href="?q=valves&amp;stage=interest&amp;pillar=aspirational"' in page
    assert 'href="?q=valves" aria-current="true"' in page
    assert '<input type="hidden" name="stage" value="interest">' in page
    assert "zzz" not in page


def test_an_unknown_filter_is_said_and_the_page_still_answers(desk):
    make_asset("Valves")

    page = desk.get(SEARCH, {"stage": "foo", "pillar": "<b>", "topic": "\x00", "format": "x" * 5000})

    assert page.status_code == 200
    assert "There is no stage &#x27;foo&#x27;; the stages are epiphany, awareness" in page.text
    assert "There is no pillar &#x27;&lt;b&gt;&#x27;; the pillars are practical, aspirational." in page.text
    assert "Valves" in page.text


def test_no_result_within_filters_offers_to_drop_them(desk, search_index):
    make_asset("Valves", stage=make_stage("interest"))

    page = desk.get(SEARCH, {"q": "valves", "stage": "purchase"}).text

    assert "Nothing within these filters" in page
    assert "1 asset answers “valves” without them" in page


def test_no_result_at_all_says_what_to_try(desk, search_index):
    make_asset("Valves")

    assert "No asset answers that" in desk.get(SEARCH, {"q": "zyzzyva"}).text


def test_a_damaged_or_missing_index_is_said(desk, settings, tmp_path):
    settings.WAGTAILSEARCH_BACKENDS = {
        "default": {**settings.WAGTAILSEARCH_BACKENDS["default"], "PATH": str(tmp_path / "never-built")}
    }
    make_asset("Valves")

    page = desk.get(SEARCH, {"q": "valves"})

    assert "The search index is being rebuilt; results come from the database meanwhile." in page.text
    assert "Valves" in page.text


@pytest.mark.parametrize("query", ["\x00", '"' * 501, "a" * 10_000, "valves " * 1500, "<script>"])
def test_odd_queries_get_a_sane_page(desk, search_index, query):
    make_asset("Valves")

    page = desk.get(SEARCH, {"q": query})

    assert page.status_code == 200
    assert len(page.content) < 80_000
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    ("number", "shown", "other"), [("1", 20, 2), ("2", 1, 1), ("99", 1, 1), ("-1", 1, 1), ("x", 20, 2)]
)
def test_many_results_come_in_pages(desk, number, shown, other):
    for each in range(21):
        make_asset(f"Asset {each}")

    page = desk.get(SEARCH, {"page": number})

    assert page.status_code == 200
    assert len(page.context["results"]) == shown
    assert f'href="?page={other}"' in page.text


def test_the_page_asks_the_same_number_of_queries_for_one_result_and_for_many(
    desk, search_index, django_assert_max_num_queries, django_assert_num_queries
):
    make_asset("Valves", text="<p>One.</p>", topics=["Pumps"], authors=[make_expert()])
    desk.get(SEARCH, {"q": "valves"})
    with django_assert_max_num_queries(25) as one:
        desk.get(SEARCH, {"q": "valves"})
    for each in range(15):
        make_asset(f"Valves {each}", text="<p>More.</p>", topics=["Pumps", "Tanks"], authors=[make_expert("Bo Lind")])

    with django_assert_num_queries(len(one)):
        page = desk.get(SEARCH, {"q": "valves"})

    assert len(page.context["results"]) == 16


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


def test_no_page_of_the_library_carries_inline_script_or_style(desk):
    asset = make_asset("Valves")

    for page in (desk.get(SEARCH), sheet(desk, asset)):
        assert " style=" not in page.text
        assert "<script>" not in page.text
        assert " onclick" not in page.text
