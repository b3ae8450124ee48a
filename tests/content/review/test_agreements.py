from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.log_actions import registry

from buying_stages.models import Pillar
from content.models import AssetPage, Side, StageAgreement, State
from content.review.agreements import (
    NotPossible,
    decline,
    propose,
    propose_and_sign,
    reopen_if_moved,
    say,
    sign,
    sign_all,
    withdraw,
)
from content.review.standing import assets_for
from tests.content.review.makers import HOUR, NOON, agreed, state_of
from tests.factories import make_asset, make_stage, make_user
from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES

pytestmark = pytest.mark.django_db


def test_a_proposal_is_marketings_signature_and_no_agreement_yet(asset, proposed, marketer):
    assert (proposed.version, proposed.stage, proposed.marketing_by) == (1, asset.stage, marketer)
    assert state_of(asset) is State.FOR_SALES
    assert agreed() == []


def test_the_second_signature_makes_the_agreement(asset, signed):
    assert state_of(asset) is State.SIGNED
    assert agreed() == ["Stock is a promise"]
    assert signed.effective_from == NOON.date()


def test_sales_may_propose_and_marketing_signs(asset, marketer, salesperson):
    proposed = propose(asset, by=salesperson, side=Side.SALES, at=NOON)
    assert state_of(asset) is State.FOR_MARKETING

    sign(proposed, by=marketer, at=NOON)

    assert state_of(asset) is State.SIGNED


@pytest.mark.parametrize("group", [MARKETING, MARKETING_LEADS, EXECUTIVES])
def test_nobody_but_sales_signs_for_sales(proposed, group):
    with pytest.raises(PermissionDenied):
        sign(proposed, by=make_user(group), at=NOON)


@pytest.mark.parametrize("group", [SALES, EXECUTIVES])
def test_nobody_but_marketing_proposes_for_marketing(asset, group):
    with pytest.raises(PermissionDenied):
        propose(asset, by=make_user(group), at=NOON)


def test_one_person_in_both_departments_signs_once(asset):
    both = make_user(is_superuser=True)
    proposed = propose(asset, by=both, at=NOON)

    with pytest.raises(NotPossible, match="somebody of sales signs it"):
        sign(proposed, by=both, at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        StageAgreement.objects.filter(pk=proposed.pk).update(sales_by=both)


def test_an_agreement_holds_from_its_day(asset, marketer, salesperson):
    later = NOON.date() + timedelta(days=10)
    sign(propose(asset, by=marketer, at=NOON, since=later), by=salesperson, at=NOON)

    assert agreed(NOON + timedelta(days=9)) == []
    assert agreed(NOON + timedelta(days=10)) == ["Stock is a promise"]


def test_no_agreement_reaches_back_before_its_signatures(asset, marketer, salesperson):
    since = NOON.date() - timedelta(days=30)
    sign(propose(asset, by=marketer, at=NOON, since=since), by=salesperson, at=NOON)

    assert agreed(NOON - timedelta(days=1)) == []
    assert StageAgreement.objects.get().effective_from == NOON.date()


def moved_by_the_editor(asset, stage, client, marketer):
    client.force_login(marketer)
    asset.stage = stage
    revision = asset.save_revision(user=marketer)
    assert state_of(asset) is State.SIGNED  # a draft moves nothing
    revision.publish(user=marketer)


def moved_by_code(asset, stage, client, marketer):
    asset.stage = stage
    asset.save()


def moved_behind_the_signals(asset, stage, client, marketer):
    """What no signal tells of is seen where agreements are read."""
    AssetPage.objects.filter(pk=asset.pk).update(stage=stage)


@pytest.mark.parametrize("move", [moved_by_the_editor, moved_by_code, moved_behind_the_signals])
def test_an_asset_that_moves_is_under_no_agreement_any_more(asset, signed, client, marketer, move):
    move(asset, make_stage("evaluation"), client, marketer)

    assert state_of(asset) is State.REOPENED
    assert agreed(timezone.now() + HOUR) == []


def test_an_asset_that_answers_the_other_question_is_reopened(asset, signed):
    asset.pillar = Pillar.PRACTICAL
    asset.save()

    signed.refresh_from_db()
    assert state_of(asset) is State.REOPENED
    assert signed.ended_because == "The asset went from aspirational to practical."


def test_the_history_tells_what_reopened_it_and_the_next_proposal_is_a_new_version(asset, signed, marketer):
    asset.stage = make_stage("evaluation")
    asset.save()

    again = propose(asset, by=marketer, at=NOON + 3 * HOUR)

    assert again.version == 2
    signed.refresh_from_db()
    assert signed.ended_because == "The asset moved from the Interest stage to Evaluation."
    told = [entry.message for entry in registry.get_logs_for_instance(asset).order_by("pk")]
    assert "Version 1 for the Interest stage ended. The asset moved from the Interest stage to Evaluation." in told


def test_what_was_agreed_at_a_time_stays_true_of_that_time(asset, signed):
    asset.stage = make_stage("evaluation")
    asset.save()
    StageAgreement.objects.update(ended_at=NOON + timedelta(days=5))

    assert agreed(NOON + timedelta(days=4)) == ["Stock is a promise"]
    assert agreed(NOON + timedelta(days=6)) == []


def test_an_edit_that_moves_nothing_keeps_the_agreement(asset, signed):
    asset.title = "Stock is still a promise"
    asset.save_revision().publish()

    assert state_of(asset) is State.SIGNED
    assert reopen_if_moved(asset, at=NOON) is None


def test_a_proposal_for_a_place_that_the_asset_has_left_is_not_signed(asset, proposed, salesperson):
    AssetPage.objects.filter(pk=asset.pk).update(stage=make_stage("evaluation"))

    with pytest.raises(NotPossible, match="moved from the Interest stage to Evaluation"):
        sign(proposed, by=salesperson, at=NOON)


def test_sales_declines_with_a_reason(asset, proposed, salesperson):
    with pytest.raises(NotPossible, match="Say in a sentence why"):
        decline(proposed, by=salesperson, remark=" ", at=NOON)
    assert state_of(asset) is State.FOR_SALES

    decline(proposed, by=salesperson, remark="Nobody asks this so early.", at=NOON)

    assert state_of(asset) is State.DECLINED
    assert [str(remark) for remark in proposed.remarks.all()] == ["Nobody asks this so early."]


def test_a_signed_agreement_is_withdrawn_and_not_declined(asset, signed, salesperson):
    with pytest.raises(NotPossible, match="Withdraw the agreement instead"):
        decline(signed, by=salesperson, remark="No.", at=NOON)

    withdraw(signed, by=salesperson, remark="The market turned.", at=NOON + 2 * HOUR)

    assert state_of(asset) is State.WITHDRAWN
    assert agreed() == []


def test_a_department_does_not_withdraw_what_it_never_signed(proposed, salesperson):
    with pytest.raises(PermissionDenied):
        withdraw(proposed, by=salesperson, remark="No.", at=NOON)


def test_executives_leave_no_remark(proposed, executive):
    with pytest.raises(PermissionDenied):
        say(proposed, by=executive, text="Fine.", at=NOON)


def test_an_open_agreement_is_not_proposed_again(asset, proposed, marketer):
    with pytest.raises(NotPossible, match="is proposed already"):
        propose(asset, by=marketer, at=NOON)


def test_an_ended_version_is_not_signed(proposed, marketer, salesperson):
    withdraw(proposed, by=marketer, remark="Too early.", at=NOON)

    with pytest.raises(NotPossible, match="has ended: Withdrawn by marketer"):
        sign(proposed, by=salesperson, at=NOON)


def test_many_at_once_are_each_signed_or_named(asset, proposed, salesperson, marketer):
    bare = make_asset("Never proposed")

    result = sign_all([asset, bare], by=salesperson, at=NOON)

    assert result.done == ["Stock is a promise"]
    assert result.refused == ["“Never proposed” has no proposal to sign."]


def test_a_company_can_move_in_with_its_agreements(asset, marketer, salesperson):
    make_asset("A second one")
    everything = AssetPage.objects.all()

    assert propose_and_sign(everything, marketing=marketer, sales=salesperson, at=NOON) == 2
    assert propose_and_sign(everything, marketing=marketer, sales=salesperson, at=NOON) == 0
    assert len(agreed()) == 2


def test_the_two_ways_of_telling_the_state_agree(asset, marketer, salesperson):
    seen = []
    agreement = propose(asset, by=marketer, at=NOON)
    for _ in range(2):
        row = StageAgreement.objects.with_state().get(pk=agreement.pk)
        assert State(row.state) is row.now()
        seen.append(row.now())
        sign(agreement, by=salesperson, at=NOON) if len(seen) == 1 else None
    AssetPage.objects.filter(pk=asset.pk).update(pillar=Pillar.PRACTICAL)
    row = StageAgreement.objects.with_state().get(pk=agreement.pk)

    assert State(row.state) is row.now() is State.REOPENED
    assert seen == [State.FOR_SALES, State.SIGNED]


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite lets one write at a time anyway")
def test_a_move_waits_for_a_signature_that_is_being_given(proposed, asset):
    """Or it would write the row over as it stood before the signature."""
    asset.stage = make_stage("purchase")

    with CaptureQueriesContext(connection) as asked:
        reopen_if_moved(asset, at=NOON)

    assert 'FOR UPDATE OF "content_stageagreement"' in asked[1]["sql"]


def test_marketing_sees_its_drafts(marketer):
    make_asset("A draft", live=False)

    assert assets_for(marketer, at=NOON).count() == 1
