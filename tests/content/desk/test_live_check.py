"""What the desk answers while an asset is written; tests/content/desk/test_desk_browser.py uses it by hand."""

import pytest
from django.urls import reverse

from content.models import AssetPage, EditorialSettings, HomePage, InsightsPage
from tests.content.desk.test_self_promotion import PRESS_RELEASE
from tests.content.test_publishing import form
from tests.factories import make_asset, make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, marketer):
    client.force_login(marketer)
    return client


def test_the_form_as_it_stands_is_looked_over_and_kept_nowhere(editor):
    EditorialSettings.objects.create(our_names="Northline")
    asset = make_asset("As it was", live=False)

    answer = editor.post(
        reverse("asset_desk", args=[asset.pk]), form(title="As it is", summary=PRESS_RELEASE[:270], for_everyone="")
    )

    check = answer.context["check"]
    assert set(check.missing) == {"personas"}
    assert check.objections
    assert check.findings[0].place == "id_summary"
    assert AssetPage.objects.get().get_latest_revision_as_object().title == "As it was"


def test_an_asset_that_was_never_saved_is_looked_over_too(editor):
    address = reverse("new_asset_desk", args=[InsightsPage.objects.get().pk])

    check = editor.post(address, form(gated="on")).context["check"]

    assert set(check.missing) == {"gated"}


def test_words_and_minutes_are_those_that_readers_see(editor):
    asset = make_asset(text="<p>" + "word " * 1190 + "</p>")

    page = editor.get(reverse("wagtailadmin_pages:edit", args=[asset.pk]))

    assert "<dd>1,190</dd>" in page.text
    assert f"<dd>{asset.reading_minutes} min</dd>" in page.text


def test_an_empty_request_is_answered(editor):
    assert editor.post(reverse("asset_desk", args=[make_asset().pk])).status_code == 200


def test_the_desk_is_for_assets_and_for_those_who_may_edit_them(client, editor, salesperson):
    asset = make_asset()

    assert editor.post(reverse("asset_desk", args=[HomePage.objects.get().pk])).status_code == 404
    assert editor.get(reverse("asset_desk", args=[asset.pk])).status_code == 405
    client.force_login(salesperson)
    assert client.post(reverse("asset_desk", args=[asset.pk])).status_code in (302, 403)


def test_the_rules_of_every_stage_are_in_the_page_as_data(editor):
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[make_asset().pk]))

    assert 'id="asset-desk-rules"' in page.text
    assert "Only 20% of the Epiphany stage is meant to be practical." in page.text


def test_the_editor_costs_as_many_queries_with_a_long_library(editor, django_assert_max_num_queries):
    asset = make_asset(stage=make_stage("evaluation"))
    for number in range(4):
        make_asset(f"Other {number}")
    address = reverse("wagtailadmin_pages:edit", args=[asset.pk])
    editor.get(address)

    with django_assert_max_num_queries(75):
        editor.get(address)


@pytest.mark.parametrize(
    ("names", "words"), [("x", "too short"), ("\n".join(map(str, range(100, 300))), "These are 200 names")]
)
def test_names_that_cannot_be_looked_for_are_refused(client, marketing_lead, names, words):
    client.force_login(marketing_lead)
    address = reverse("wagtailsettings:edit", args=["content", "editorialsettings", EditorialSettings.load().pk])

    assert words in client.post(address, {"our_names": names}).text


def test_marketing_leads_set_the_names_and_marketers_do_not(client, marketing_lead, marketer):
    address = reverse("wagtailsettings:edit", args=["content", "editorialsettings", EditorialSettings.load().pk])
    client.force_login(marketer)
    client.post(address, {"our_names": "Mine"})
    assert EditorialSettings.load().names() == []

    client.force_login(marketing_lead)
    client.post(address, {"our_names": "Northline\r\n\r\n Northline  Compass \r\nNorthline"})

    assert EditorialSettings.load().names() == ["Northline", "Northline Compass"]
