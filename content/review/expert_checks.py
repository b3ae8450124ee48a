"""A draft goes to an expert who has no account: one link, one answer, and a row that stays.

The link is signed for this purpose, this row and the revision that was sent. Opening it does nothing; only the form
behind it answers, once.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log
from wagtail.models import Comment, TaskState

from content.asset_text import WORDS
from content.models import AssetPage, Expert, ExpertCheck, ExpertCheckTask
from content.review.expert_check_mail import Undelivered, mail_link
from users.models import User

ACTION = "content.expert_check"
_signer = Signer(salt="content.review.expert_checks")
_SAID = re.compile(r"[0-9]{1,18}\.[0-9]{1,18}")


class LinkIsDead(Exception):
    """Forged, changed on the way, expired, used or taken back. Whoever holds it is not told which."""


@dataclass(frozen=True)
class Sent:
    check: ExpertCheck
    link: str


def send(
    asset: AssetPage, expert: Expert, *, to: str, message: str, valid_for: timedelta, by: User, at: datetime
) -> Sent:
    """Keeps the row, then mails the link. A mail that does not leave is told on the row, and the link holds all the same."""
    if not asset.permissions_for_user(by).can_edit():
        raise PermissionDenied
    with transaction.atomic():
        check = _keep(asset, expert, to=to, message=message.strip(), expires_at=at + valid_for, by=by, at=at)
    link = link_for(check)
    # Outside the transaction: a slow mail server must not hold up everybody who writes.
    try:
        mail_link(check, link)
    except Undelivered as trouble:
        check.mail_trouble = str(trouble)[:200]
        check.save(update_fields=["mail_trouble"])
    return Sent(check, link)


def _keep(asset, expert, *, to, message, expires_at, by, at) -> ExpertCheck:
    revision = asset.get_latest_revision()
    if revision is None:
        revision = asset.save_revision(user=by, clean=False)
    revision.refresh_from_db(fields=["content"])  # as it is kept, and not as it was made
    check = ExpertCheck.objects.create(
        asset=asset,
        revision=revision,
        words_sent=revision.content,
        task_state=_step_of(asset),
        expert=expert,
        sent_to=to,
        message=message,
        sent_by=by,
        sent_at=at,
        expires_at=expires_at,
    )
    log(asset, f"{ACTION}.send", user=by, revision=revision, data={"expert": expert.name})
    return check


def link_for(check: ExpertCheck) -> str:
    return settings.BASE_URL.rstrip("/") + reverse("expert_check", args=[token_for(check)])


def token_for(check: ExpertCheck) -> str:
    return _signer.sign(f"{check.pk}.{check.revision_id}")


def check_behind(token: str, *, at: datetime) -> ExpertCheck:
    """The check that a link may still answer."""
    try:
        said = _signer.unsign(token)
    except BadSignature as forged:
        raise LinkIsDead from forged
    if not _SAID.fullmatch(said):
        raise LinkIsDead
    check, revision = said.split(".")
    found = ExpertCheck.objects.open(at=at).select_related("asset", "expert", "sent_by", "task_state")
    try:
        return found.get(pk=check, revision=revision)
    except ExpertCheck.DoesNotExist as gone:
        raise LinkIsDead from gone


@transaction.atomic
def answer(check: ExpertCheck, *, verdict: ExpertCheck.Verdict, comment: str, at: datetime) -> ExpertCheck:
    """The expert's one answer. Of two that arrive together, one is kept and the other finds a dead link."""
    taken = (
        ExpertCheck.objects.open(at=at)
        .filter(pk=check.pk)
        .update(answered_at=at, verdict=verdict, comment=comment.strip())
    )
    if not taken:
        raise LinkIsDead
    check.refresh_from_db()
    _tell_the_editors(check)
    _decide_the_step(check, at=at)
    return check


def revoke(check: ExpertCheck, *, by: User, at: datetime) -> bool:
    """Takes the link back, unless it was answered before. Whether it was taken back."""
    if not check.asset.permissions_for_user(by).can_edit():
        raise PermissionDenied
    with transaction.atomic():
        taken = ExpertCheck.objects.filter(pk=check.pk, answered_at=None, revoked_at=None).update(revoked_at=at)
        if taken:
            log(check.asset, f"{ACTION}.revoke", user=by, data={"expert": check.expert.name})
    return bool(taken)


def is_still_the_draft(check: ExpertCheck) -> bool:
    """Whether what the expert read is what the latest draft says, so that the answer holds for it."""
    latest = check.asset.get_latest_revision()
    return latest is not None and all(latest.content.get(part) == check.words_sent.get(part) for part in WORDS)


def _tell_the_editors(check: ExpertCheck) -> None:
    data = {"expert": check.expert.name, "verdict": check.get_verdict_display(), "comment": check.comment}
    log(check.asset, f"{ACTION}.answer", revision=check.revision, data=data)
    # Wagtail's comments belong to somebody with an account: the colleague who asked, in the expert's words.
    if check.sent_by:
        Comment.objects.create(page=check.asset.page_ptr, user=check.sent_by, text=in_words(check), contentpath="title")


def in_words(check: ExpertCheck) -> str:
    said = f": {check.comment}" if check.comment else "."
    return f"{check.expert.name} (expert check, {check.get_verdict_display().lower()}){said}"


def _step_of(asset: AssetPage) -> TaskState | None:
    """The expert check that the asset's review stands at now, if it stands at one."""
    state = asset.current_workflow_task_state
    return state if state and isinstance(state.task.specific, ExpertCheckTask) else None


def _decide_the_step(check: ExpertCheck, *, at: datetime) -> None:
    """For the colleague who asked: a wish for changes sends the draft back; the last approval asked for lets it on."""
    state = _step_of(check.asset)
    if state is None or check.sent_by is None or not _may_decide(state, check):
        return
    try:
        with transaction.atomic():
            if check.verdict == check.Verdict.CHANGES:
                state.reject(user=check.sent_by, comment=in_words(check))
            elif is_still_the_draft(check) and not _others_are_asked(check, at=at):
                state.approve(user=check.sent_by, comment=in_words(check))
    except (PermissionDenied, ValidationError) as refused:
        # The answer is kept; the step waits for a colleague, who reads here why.
        log(check.asset, f"{ACTION}.waits", data={"expert": check.expert.name, "because": _sentence(refused)})


def _may_decide(state: TaskState, check: ExpertCheck) -> bool:
    return check.sent_by.is_active and bool(state.task.specific.get_actions(check.asset, check.sent_by))


def _others_are_asked(check: ExpertCheck, *, at: datetime) -> bool:
    return ExpertCheck.objects.open(at=at).filter(asset=check.asset).exclude(pk=check.pk).exists()


def _sentence(refused: Exception) -> str:
    if isinstance(refused, ValidationError):
        return " ".join(refused.messages)
    return "The step had been answered in the meantime."


def sender_of(check: ExpertCheck) -> str:
    return get_user_display_name(check.sent_by) if check.sent_by else "A colleague"
