import pytest
from django.urls import reverse
from django.utils.formats import date_format

from buying_stages.models import Pillar
from content.models import StageAgreement, State
from content.review.agreements import propose, propose_and_sign, sign
from tests.content.review.makers import NOON, state_of
from tests.factories import make_asset, make_stage, make_user
from users.group_permissions import EXECUTIVES, GROUPS, MARKETING, MARKETING_LEADS

pytestmark = pytest.mark.django_db

INDEX = "stage_map:index"


@pytest.mark.parametrize("group", GROUPS)
def test_all_four_groups_may_look(client, asset, group):
    client.force_login(make_user(group))

    assert asset.title in client.get(reverse(INDEX)).text
    assert client.get(reverse("stage_map:asset", args=[asset.pk])).status_code == 200


def test_sales_sees_no_draft_that_was_not_put_before_it(client, salesperson, marketer):
    secret = make_asset("Not for sales yet", live=False)
    asked = make_asset("For sales to sign", live=False, text="<p>Read me.</p>")
    propose(asked, by=marketer, at=NOON)
    client.force_login(salesperson)

    html = client.get(reverse(INDEX)).text

    assert "For sales to sign" in html
    assert "Not for sales yet" not in html
    assert client.get(reverse("stage_map:asset", args=[secret.pk])).status_code == 404
    assert client.get(reverse("stage_map:read", args=[secret.pk])).status_code == 404
    read = client.get(reverse("stage_map:read", args=[asked.pk]))
    assert "Read me." in read.text
    assert "no-store" in read["Cache-Control"]


def test_with_no_asset_the_map_says_what_it_is_for(client, marketer):
    client.force_login(marketer)

    assert "There is no asset yet." in client.get(reverse(INDEX)).text


def test_a_search_without_result_speaks_of_the_search(client, asset, marketer):
    client.force_login(marketer)

    assert "No asset matches this." in client.get(reverse(INDEX), {"q": "nothing"}).text


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"state": "signed"}, {"Signed"}),
        ({"state": "for-sales"}, {"Proposed"}),
        ({"state": "none"}, {"Bare"}),
        ({"stage": "interest"}, {"Signed"}),
        ({"pillar": "practical"}, {"Bare"}),
        ({"q": "pro"}, {"Proposed"}),
        ({"state": "no such"}, {"Signed", "Proposed", "Bare"}),
        ({"stage": "no-such", "pillar": "\0", "p": "x"}, {"Signed", "Proposed", "Bare"}),
    ],
)
def test_the_map_is_narrowed_by_its_address(client, marketer, salesperson, asked, titles):
    signed = make_asset("Signed", stage=make_stage("interest"))
    sign(propose(signed, by=marketer, at=NOON), by=salesperson, at=NOON)
    propose(make_asset("Proposed"), by=marketer, at=NOON)
    make_asset("Bare", pillar=Pillar.PRACTICAL)
    client.force_login(marketer)

    page = client.get(reverse(INDEX), asked)

    assert {asset.title for asset, _, _ in page.context["rows"]} == titles


def test_many_rows_cost_no_query_each(
    client, marketer, salesperson, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(marketer)
    sign(propose(make_asset(), by=marketer, at=NOON), by=salesperson, at=NOON)
    client.get(reverse(INDEX))
    with django_assert_max_num_queries(16) as few:
        client.get(reverse(INDEX))
    propose_and_sign([make_asset(f"No. {n}") for n in range(5)], marketing=marketer, sales=salesperson, at=NOON)
    with django_assert_num_queries(len(few)):
        client.get(reverse(INDEX))


def test_the_ticked_are_proposed_and_then_signed(client, asset, marketer, salesperson):
    client.force_login(marketer)
    client.post(reverse("stage_map:bulk"), {"asset": [asset.pk], "do": "propose:marketing", "note": "It helps."})
    client.force_login(salesperson)

    told = client.post(reverse("stage_map:bulk"), {"asset": [asset.pk], "do": "sign:sales"}, follow=True).text

    assert "1 asset signed." in told
    assert state_of(asset) is State.SIGNED
    assert StageAgreement.objects.get().note == "It helps."


def test_a_nul_in_what_is_typed_is_left_out(client, asset, marketer):
    client.force_login(marketer)

    client.post(reverse("stage_map:bulk"), {"asset": [asset.pk], "do": "propose:marketing", "note": "It\0 helps."})
    client.post(reverse("stage_map:asset", args=[asset.pk]), {"do": "say", "text": "It\0 does."})

    agreement = StageAgreement.objects.get()
    assert (agreement.note, agreement.remarks.get().text) == ("It helps.", "It does.")


@pytest.mark.parametrize("group", [MARKETING, MARKETING_LEADS, EXECUTIVES])
def test_the_bulk_door_signs_for_sales_for_nobody_else(client, asset, proposed, group):
    client.force_login(make_user(group))

    client.post(reverse("stage_map:bulk"), {"asset": [asset.pk], "do": "sign:sales"})
    client.post(reverse("stage_map:bulk"), {"asset": [asset.pk], "do": "sign:marketing"})
    client.post(reverse("stage_map:asset", args=[asset.pk]), {"do": "sign"})

    assert state_of(asset) is State.FOR_SALES


@pytest.mark.parametrize(
    "given", [{}, {"asset": ["x", "9" * 30, "-1"]}, {"asset": ["999"]}, {"asset": ["1"], "next": "//evil.example"}]
)
def test_a_bulk_form_without_an_asset_changes_nothing(client, asset, marketer, given):
    client.force_login(marketer)

    response = client.post(reverse("stage_map:bulk"), {"do": "propose:marketing", **given})

    assert response["Location"] == reverse(INDEX)
    assert not StageAgreement.objects.exists()


def test_one_asset_goes_through_its_whole_life_on_its_page(client, asset, marketer, salesperson):
    address = reverse("stage_map:asset", args=[asset.pk])

    def do(by, **given):
        client.force_login(by)
        return client.post(address, given, follow=True).text

    assert "It waits for sales now." in do(marketer, do="propose:marketing", text="It answers their question.")
    assert "It answers their question." in do(salesperson, do="say", text="Which customers?")
    assert "Which customers?" in do(salesperson, do="decline", text="Not at this stage.")
    assert "It waits for sales now." in do(marketer, do="propose:marketing")
    assert "Signed. The agreement holds from" in do(salesperson, do="sign")
    assert "signed by both departments already" in do(salesperson, do="sign")
    told = do(marketer, do="withdraw", text="The offer ends.")
    assert "Version 2" in told
    assert "Version 1" in told
    assert "The offer ends." in told


def test_the_editor_and_the_library_show_what_covers_the_asset(client, asset, signed, marketer, salesperson):
    words = f"Signed, version 1 since {date_format(signed.effective_from)}"
    client.force_login(marketer)
    assert words in client.get(reverse("wagtailadmin_pages:edit", args=[asset.pk])).text

    client.force_login(salesperson)
    sheet = client.get(reverse("library:asset", args=[asset.pk])).text
    assert "Stage signed." in sheet
    assert f'Version 1, holds from <time datetime="{signed.effective_from:%Y-%m-%d}' in sheet


def test_no_agreement_is_public(client, asset, signed):
    html = client.get(asset.url).text

    assert "agreement" not in html.lower()
    assert signed.marketing_name not in html
