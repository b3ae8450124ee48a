from datetime import UTC, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, Workflow, WorkflowState

from content.models import AssetPage, ExpertCheck, ExpertCheckTask, InsightsPage, ReviewStep
from content.review.expert_checks import answer, send
from content.review.steps import give_back, step_of, take
from tests.factories import make_asset, make_expert, make_user
from users.group_permissions import EXECUTIVES, GROUPS, MARKETING, MARKETING_LEADS, SALES

pytestmark = pytest.mark.django_db

NOW = timezone.now().astimezone(UTC)
STEPS = ["Brief", "Draft", "Expert check", "Sales check", "Legal", "Ready"]
Verdict = ExpertCheck.Verdict


@pytest.fixture
def draft():
    return make_asset("A draft on its way", text="<p>Read me before you sign.</p>", live=False)


def fresh(asset):
    """As the next request finds it: an asset remembers where its review stood."""
    return AssetPage.objects.get(pk=asset.pk)


def bring_to(asset, step, *, by):
    """Submitted, and approved up to a step."""
    Workflow.objects.get(name="Asset review").start(fresh(asset), by)
    while step_of(fresh(asset)).name != step:
        fresh(asset).current_workflow_task_state.approve(user=by)
    return step_of(fresh(asset))


def standing_at(asset):
    step = step_of(fresh(asset))
    return step.name if step else None


def ask(asset, by, *, name="Ada Okafor", at=NOW):
    to = f"{name.split()[0].lower()}@expert.example"
    return send(fresh(asset), make_expert(name), to=to, message="", valid_for=timedelta(days=14), by=by, at=at).check


def say(check, verdict, comment="As I said."):
    return answer(check, verdict=verdict, comment=comment, at=NOW)


def act(client, asset, action, **given):
    state = fresh(asset).current_workflow_task_state
    return client.post(reverse("wagtailadmin_pages:workflow_action", args=[asset.pk, action, state.pk]), given)


def test_the_shelf_reviews_its_assets_in_six_steps(draft):
    review = draft.get_workflow()

    assert [task.name for task in review.tasks] == STEPS
    assert isinstance(review.tasks[2].specific, ExpertCheckTask)
    assert InsightsPage.objects.get().get_workflow() == review
    assert Workflow.objects.count() == 1


@pytest.mark.parametrize("group", [MARKETING, MARKETING_LEADS])
def test_marketing_still_publishes_directly(client, draft, group):
    client.force_login(make_user(group))

    html = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).text

    assert "action-publish" in html
    assert "action-submit" in html


@pytest.mark.parametrize("step", STEPS)
def test_those_who_may_unlock_pages_are_never_locked_out(draft, marketing_lead, step):
    bring_to(draft, step, by=make_user(is_superuser=True))

    assert not fresh(draft).permissions_for_user(marketing_lead).page_locked()
    assert fresh(draft).permissions_for_user(marketing_lead).can_publish()


@pytest.mark.parametrize(
    ("step", "locked"),
    [("Draft", False), ("Expert check", False), ("Sales check", True), ("Legal", True), ("Ready", True)],
)
def test_while_others_check_it_marketers_leave_the_text_alone(draft, marketer, step, locked):
    bring_to(draft, step, by=make_user(is_superuser=True))

    assert bool(fresh(draft).permissions_for_user(marketer).page_locked()) is locked


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_answered_by_its_groups(client, draft, group, step):
    bring_to(draft, step, by=make_user(is_superuser=True))
    client.force_login(make_user(group))

    act(client, draft, "approve")

    both = {MARKETING, MARKETING_LEADS}
    may = {"Sales check": {SALES}, "Legal": {MARKETING_LEADS}, "Ready": {MARKETING_LEADS}}.get(step, both)
    assert (standing_at(draft) != step) is (group in may)


class TestSalesCheck:
    @pytest.fixture(autouse=True)
    def _at_the_step(self, draft, client, salesperson):
        bring_to(draft, "Sales check", by=make_user(is_superuser=True))
        client.force_login(salesperson)

    def test_sales_reads_the_draft_and_may_not_edit_it(self, client, draft):
        task = fresh(draft).current_workflow_task

        preview = client.get(reverse("wagtailadmin_pages:workflow_preview", args=[draft.pk, task.pk]))
        editor = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))

        assert "Read me before you sign." in preview.text
        assert editor.status_code == 302

    def test_the_dashboard_brings_it_to_sales(self, client, draft):
        html = client.get(reverse("wagtailadmin_home")).text

        assert "Awaiting your review" in html
        assert draft.title in html
        assert reverse("wagtailadmin_pages:edit", args=[draft.pk]) not in html

    def test_sales_approves_and_lands_where_it_may_be(self, client, draft):
        response = act(client, draft, "approve")

        assert standing_at(draft) == "Legal"
        assert client.get(response["Location"]).status_code == 200

    def test_sales_sends_it_back_with_a_comment(self, client, draft):
        act(client, draft, "reject", comment="No buyer talks like this.")

        state = WorkflowState.objects.get()
        assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
        assert state.current_task_state.comment == "No buyer talks like this."
        assert not fresh(draft).live

    def test_the_review_desk_opens_to_sales_at_its_step_only(self, client, draft):
        desk = reverse("asset_review:desk", args=[draft.pk])
        page = client.get(desk)
        assert "I take it" in page.text
        assert "Send the link" not in page.text

        act(client, draft, "approve")

        assert client.get(desk).status_code != 200


class TestExpertCheck:
    @pytest.fixture(autouse=True)
    def _at_the_step(self, draft, marketer):
        bring_to(draft, "Expert check", by=marketer)

    def test_an_approval_lets_it_on_in_the_senders_name(self, draft, marketer):
        say(ask(draft, marketer), Verdict.APPROVED, "All true.")

        state = TaskState.objects.get(task__name="Expert check")
        assert standing_at(draft) == "Sales check"
        assert state.finished_by == marketer
        assert state.comment == "Ada Okafor (expert check, approved): All true."

    def test_a_wish_for_changes_sends_it_back(self, draft, marketer):
        say(ask(draft, marketer), Verdict.CHANGES, "The number is old.")

        state = WorkflowState.objects.get()
        assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
        assert "The number is old." in state.current_task_state.comment

    def test_of_several_experts_the_last_approval_lets_it_on(self, draft, marketer):
        first, second = ask(draft, marketer), ask(draft, marketer, name="Ben Osei")

        say(first, Verdict.APPROVED)
        assert standing_at(draft) == "Expert check"

        say(second, Verdict.APPROVED)
        assert standing_at(draft) == "Sales check"

    def test_an_approval_of_words_that_were_changed_since_lets_nothing_on(self, draft, marketer):
        check = ask(draft, marketer)
        later = fresh(draft).get_latest_revision_as_object()
        later.summary = "Something else altogether"
        later.save_revision()

        say(check, Verdict.APPROVED)

        assert standing_at(draft) == "Expert check"
        check.refresh_from_db()
        assert check.verdict == Verdict.APPROVED

    def test_a_sender_who_left_marketing_decides_nothing_any_more(self, draft, marketer):
        check = ask(draft, marketer)
        marketer.groups.clear()

        say(check, Verdict.APPROVED)

        assert standing_at(draft) == "Expert check"

    def test_an_answer_at_another_step_decides_nothing(self, draft, marketer):
        check = ask(draft, marketer)
        fresh(draft).current_workflow_task_state.approve(user=marketer)

        say(check, Verdict.APPROVED)

        assert standing_at(draft) == "Sales check"

    def test_the_editor_offers_to_send_it(self, client, draft, marketer):
        client.force_login(marketer)
        state = fresh(draft).current_workflow_task_state

        html = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).text
        modal = client.get(
            reverse("wagtailadmin_pages:collect_workflow_action_data", args=[draft.pk, "send", state.pk])
        )

        assert "Send to an expert" in html
        assert reverse("asset_review:desk", args=[draft.pk]) in modal.json()["html"]
        assert act(client, draft, "send")["Location"] == reverse("asset_review:desk", args=[draft.pk])

    def test_a_last_step_that_may_not_publish_keeps_the_answer(self, draft, marketer):
        review = Workflow.objects.get()
        review.workflow_tasks.filter(task__name__in=["Sales check", "Legal", "Ready"]).delete()
        check = ask(draft, marketer)
        make_incomplete(draft)
        check.words_sent = fresh(draft).get_latest_revision().content
        check.save()

        say(check, Verdict.APPROVED)

        assert standing_at(draft) == "Expert check"
        assert not fresh(draft).live
        assert ExpertCheck.objects.get().answered_at


def make_incomplete(asset):
    """Something that no live asset may lack goes missing in the draft."""
    asset = fresh(asset).get_latest_revision_as_object()
    asset.for_everyone = False
    asset.save_revision(clean=False)


@pytest.mark.parametrize("by_script", [True, False])
def test_an_incomplete_asset_is_not_approved_and_says_what_it_lacks(client, draft, marketing_lead, by_script):
    bring_to(draft, "Ready", by=make_user(is_superuser=True))
    make_incomplete(draft)
    client.force_login(marketing_lead)
    state = fresh(draft).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.pk])
    headers = {"x-requested-with": "XMLHttpRequest"} if by_script else {}

    answered = client.post(address, headers=headers)
    went_to = answered.json()["redirect"] if by_script else answered["Location"]
    told = client.get(went_to).text

    assert "was not approved, because it may not go out yet." in told
    assert "Choose at least one persona, or say that it is for everyone." in told
    assert standing_at(draft) == "Ready"
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    assert not fresh(draft).live


def test_the_last_approval_publishes(client, draft, marketing_lead):
    bring_to(draft, "Ready", by=make_user(is_superuser=True))
    client.force_login(marketing_lead)

    act(client, draft, "approve")

    assert fresh(draft).live
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED


def test_whoever_has_to_answer_hears_of_it_by_mail(draft):
    make_user(SALES, email="sam@northline.example")
    make_user(EXECUTIVES, email="elena@northline.example")
    bring_to(draft, "Legal", by=make_user(is_superuser=True))

    assert ["sam@northline.example"] in [message.to for message in mail.outbox]
    assert ["elena@northline.example"] not in [message.to for message in mail.outbox]


class TestCare:
    """Who has a step, and until when."""

    @pytest.fixture
    def state(self, draft, marketer):
        return bring_to(draft, "Draft", by=marketer).state

    def test_a_step_is_taken_by_one(self, state, marketer, marketing_lead):
        assert take(state, by=marketer, at=NOW)
        assert not take(state, by=marketing_lead, at=NOW)

        give_back(state, by=marketing_lead)
        assert ReviewStep.objects.get().taken_by == marketer

        give_back(state, by=marketer)
        assert take(state, by=marketing_lead, at=NOW)

    def test_the_desk_shows_who_has_it_and_that_it_is_late(self, client, draft, state, marketer):
        client.force_login(marketer)
        address = reverse("asset_review:step", args=[draft.pk])

        client.post(address, {"do": "take"})
        told = client.post(address, {"do": "due", "due_on": "2026-01-02"}, follow=True).text

        assert "marketer has it since" in told
        assert "(overdue)" in told

    def test_a_day_that_is_none_is_told(self, client, draft, state, marketer):
        client.force_login(marketer)

        told = client.post(
            reverse("asset_review:step", args=[draft.pk]), {"do": "due", "due_on": "soon"}, follow=True
        ).text

        assert "This is not a day." in told

    @pytest.mark.parametrize("group", [SALES, EXECUTIVES])
    def test_others_take_nothing(self, client, draft, state, group):
        client.force_login(make_user(group))

        client.post(reverse("asset_review:step", args=[draft.pk]), {"do": "take"})

        assert not ReviewStep.objects.exists()
