"""M6 to M10 in a real browser: written, checked by an expert, with its sales edition, signed by sales, published, found."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from buying_stages.models import Pillar
from content.models import AssetPage, EditorialSettings, ExpertCheck, InsightsPage, SalesEdition
from tests.content.desk.test_self_promotion import PRESS_RELEASE
from tests.factories import make_asset, make_expert, make_stage, make_user
from users.group_permissions import MARKETING, SALES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

TITLE = "Book the rig first"
TEXT = "The rig is what a second source waits for, so book it before a drawing. " + " ".join(PRESS_RELEASE.split())


def write(page, text):
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.insert_text(text)


def open_panel(page, name):
    page.locator(f"[data-side-panel-toggle={name}]").click()


def test_a_piece_goes_from_draft_to_the_shelf(desks, search_index):
    EditorialSettings.objects.create(our_names="Northline\nNorthline Compass")
    companion = make_asset("The first draft of a drawing", pillar=Pillar.ASPIRATIONAL, stage=make_stage("evaluation"))
    expert = make_expert()
    expert.email = "ada@okafor.example"
    expert.save()
    marketer = desks(make_user(MARKETING, username="maya"))

    # M6: she writes; the desk says what is missing and where the text speaks of the house
    marketer.goto(reverse("wagtailadmin_pages:add", args=["content", "assetpage", InsightsPage.objects.get().pk]))
    open_panel(marketer, "desk")
    marketer.locator("#id_title").fill(TITLE)
    marketer.locator("#id_summary").fill("Twelve weeks of work hide in forty-one.")
    marketer.locator("#id_pillar").select_option(Pillar.PRACTICAL)
    marketer.locator("#id_stage").select_option(label="Evaluation")
    marketer.locator("#id_trend").fill("A second source takes the better part of a year.")
    marketer.locator("#id_for_everyone").check()
    marketer.locator(".c-sf-add-button").first.click()
    marketer.get_by_role("option", name="Text", exact=True).click()
    write(marketer, TEXT)
    expect(marketer.locator("[data-desk-findings]")).to_contain_text("It names us")
    marketer.get_by_role("button", name="Save draft").first.click()
    expect(marketer.locator(".messages")).to_contain_text(TITLE)
    draft = AssetPage.objects.get(title=TITLE)
    assert not draft.live
    editor = reverse("wagtailadmin_pages:edit", args=[draft.pk])

    # M7: an expert without an account checks it
    marketer.goto(editor)
    marketer.get_by_role("button", name="Toggle review and agreement").click()
    marketer.get_by_role("link", name="Send to an expert").click()
    marketer.locator("#id_expert").select_option(label="Ada Okafor")
    marketer.get_by_role("button", name="Send the link").click()
    link = marketer.get_by_label(re.compile("^The link, shown this once")).input_value()
    ada = desks()
    ada.goto(link)
    expect(ada.get_by_text("The rig is what a second source waits for")).to_be_visible()
    ada.get_by_label("It can go out as it is").check()
    ada.get_by_role("button", name="Send the answer").click()
    expect(ada.get_by_role("heading", name="Thank you")).to_be_visible()
    assert ExpertCheck.objects.get().verdict == ExpertCheck.Verdict.APPROVED

    # M8: she adds the sales edition that the stage asks for
    marketer.goto(editor)
    open_panel(marketer, "desk")
    marketer.get_by_role("link", name="Write the sales edition").click()
    write(marketer, "Ask who books the rig.")
    expect(marketer.locator("[name=talking_points]")).to_have_value(re.compile("Ask who"))
    marketer.get_by_role("button", name="Save").first.click()
    expect(marketer.locator(".messages")).to_contain_text("created")
    assert SalesEdition.objects.get().asset_id == draft.pk

    # M10: she publishes; the companion stands beside it
    marketer.goto(editor)
    marketer.get_by_role("button", name="More actions").last.click()
    marketer.get_by_role("button", name="Publish", exact=True).click()
    expect(marketer.locator(".messages")).to_contain_text("published")
    asset = AssetPage.objects.live().get(title=TITLE)
    reader = desks()
    reader.goto(asset.get_url())
    expect(reader.get_by_role("main")).to_contain_text(companion.title)
    expect(reader.get_by_role("main")).not_to_contain_text("Ask who books the rig")

    # M9: she proposes the stage, sales signs; nothing counts before
    marketer.goto(reverse("stage_map:index"))
    marketer.get_by_label(f"Tick {TITLE}").check()
    marketer.get_by_role("button", name="Propose the ticked for marketing").click()
    expect(marketer.get_by_text("1 asset proposed.")).to_be_visible()
    assert not AssetPage.objects.under_agreement(asset.last_published_at).exists()
    salesperson = desks(make_user(SALES, username="sam"))
    salesperson.goto(reverse("stage_map:index"))
    salesperson.get_by_role("link", name=TITLE).click()
    salesperson.get_by_role("button", name="Sign for the Evaluation stage").click()
    expect(salesperson.get_by_text("Signed. The agreement holds from")).to_be_visible()

    # and the library finds it, with the edition beside it
    salesperson.goto(reverse("library:search") + "?q=rig")
    salesperson.get_by_role("link", name=TITLE).first.click()
    expect(salesperson.get_by_role("main")).to_contain_text("Ask who books the rig.")
    assert marketer.refused + ada.refused + reader.refused + salesperson.refused == []
