"""M7 and M9 as people do them: an expert answers without an account; marketing proposes a stage and sales signs."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from content.models import AssetPage, ExpertCheck, State
from content.review.standing import with_state
from content.review.steps import step_of
from tests.content.review.test_workflow import bring_to
from tests.factories import make_asset, make_expert, make_stage, make_user
from users.group_permissions import MARKETING, SALES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_an_expert_checks_a_draft_without_an_account(desks):
    maya = make_user(MARKETING, username="maya")
    draft = make_asset("A draft for Ada", text="<p>The claim that needs a check.</p>", live=False)
    bring_to(draft, "Expert check", by=maya)
    expert = make_expert()
    expert.email = "ada@okafor.example"
    expert.save()

    marketer = desks(maya)
    marketer.goto(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    marketer.get_by_role("button", name="Toggle review and agreement").click()
    marketer.get_by_role("link", name="Send to an expert").click()
    marketer.locator("#id_expert").select_option(label="Ada Okafor")
    marketer.get_by_label("What to look at").fill("Is the claim fair?")
    marketer.get_by_role("button", name="Send the link").click()
    link = marketer.get_by_label(re.compile("^The link, shown this once")).input_value()
    assert link in mail.outbox[0].body
    marketer.reload()
    expect(marketer.get_by_label(re.compile("^The link, shown this once"))).to_have_count(0)

    ada = desks(java_script_enabled=False)
    ada.goto(link)
    expect(ada.get_by_text("The claim that needs a check.")).to_be_visible()
    assert ada.context.cookies() == []
    ada.get_by_label("Something should change first").check()
    ada.get_by_role("button", name="Send the answer").click()
    expect(ada.get_by_text("Say in a sentence what should change")).to_be_visible()
    ada.get_by_label("It can go out as it is").focus()
    ada.keyboard.press("Space")
    ada.get_by_label("Comment for maya").fill("Fair, and well sourced.")
    ada.get_by_role("button", name="Send the answer").press("Enter")
    expect(ada.get_by_role("heading", name="Thank you")).to_be_visible()
    ada.goto(link)
    expect(ada.get_by_role("heading", name="This link opens nothing")).to_be_visible()

    assert ExpertCheck.objects.get().verdict == ExpertCheck.Verdict.APPROVED
    assert step_of(AssetPage.objects.get(pk=draft.pk)).name == "Sales check"
    marketer.reload()
    expect(marketer.get_by_text("Fair, and well sourced.")).to_be_visible()
    assert marketer.refused + ada.refused == []


def test_marketing_proposes_and_sales_signs(desks):
    asset = make_asset("Stock is a promise", stage=make_stage("interest"))
    make_asset("Another one")

    marketer = desks(make_user(MARKETING, username="maya"))
    marketer.goto(reverse("stage_map:index"))
    marketer.get_by_label("Tick Stock is a promise").check()
    marketer.get_by_label("Note for whoever signs").fill("Their question, word for word.")
    marketer.get_by_role("button", name="Propose the ticked for marketing").click()
    expect(marketer.get_by_text("1 asset proposed.")).to_be_visible()
    expect(marketer.get_by_role("row").filter(has_text="Stock is a promise")).to_contain_text("Waits for sales")
    expect(marketer.get_by_role("button", name="Sign the ticked for sales")).to_have_count(0)

    salesperson = desks(make_user(SALES, username="sam"))
    salesperson.goto(reverse("stage_map:index"))
    salesperson.get_by_role("link", name=re.compile("^Waits for sales")).click()
    expect(salesperson.get_by_role("row").filter(has_text="Another one")).to_have_count(0)
    salesperson.get_by_role("link", name="Stock is a promise").click()
    expect(salesperson.get_by_text("Their question, word for word.")).to_be_visible()
    assert not AssetPage.objects.under_agreement(asset.last_published_at).exists()
    salesperson.get_by_role("button", name="Sign for the Interest stage").press("Enter")
    expect(salesperson.get_by_text("Signed. The agreement holds from")).to_be_visible()

    assert with_state(AssetPage.objects.all()).get(pk=asset.pk).agreement_state == State.SIGNED
    marketer.goto(reverse("wagtailadmin_pages:edit", args=[asset.pk]))
    marketer.get_by_role("button", name="Toggle review and agreement").click()
    expect(marketer.get_by_text(re.compile("^Signed, version 1 since"))).to_be_visible()
    assert marketer.refused + salesperson.refused == []
