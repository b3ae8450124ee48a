"""What is on its way to the demo company's site, and what has left it: a draft under review, a retired piece, offsite blogs."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from wagtail.models import TaskState
from wagtail.users.models import UserProfile

from content.importing.run import import_from
from content.models import AssetPage, Expert, ExpertCheck, OffsiteBlog, OffsitePost, Topic
from content.retiring import Successor, retire
from content.review.expert_checks import answer
from content.review.steps import set_due
from users.models import User

NOT_ON_THE_SITE = Path(__file__).with_name("not_on_the_site")
# Addresses in .example lead nowhere: asking there would only fill the lists with errors.
NEVER = timedelta(days=3650)
EXPERT_STEP = "Expert check"


def bring_in(*, at: datetime) -> None:
    """The draft, and the piece that is going to be retired; before the library is dated."""
    report = import_from(NOT_ON_THE_SITE, at=at)
    if report.left_out:
        raise RuntimeError(f"What is not on the demo site did not import whole: {report.left_out}")


def send_off(said: dict, users: dict[str, User], *, at: datetime) -> None:
    for row in said["retired"]:
        successor = Successor(page=AssetPage.objects.get(slug=row["successor"]))
        asset = AssetPage.objects.get(slug=row["asset"])
        retire(asset, successor=successor, reason=row["reason"], user=users["jonas"], at=at)
    with _without_mails(users.values()):
        _review(said["review"], users["maya"], at=at)
    for row in said["blogs"]:
        _keep_blog(row, at=at)


@contextmanager
def _without_mails(users: Iterable[User]) -> Iterator[None]:
    """Their mailboxes are invented; while the company moves in, Wagtail need not write to them."""
    silent = ("submitted_notifications", "approved_notifications", "rejected_notifications")
    everybody = [*users, *User.objects.filter(is_superuser=True)]
    for user in everybody:
        UserProfile.objects.update_or_create(user=user, defaults=dict.fromkeys(silent, False))
    yield
    UserProfile.objects.filter(user__in=everybody).update(**dict.fromkeys(silent, True))


def _review(said: dict, marketer: User, *, at: datetime) -> None:
    """The expert approved by link, and so the draft went on to sales."""
    asset = AssetPage.objects.get(slug=said["asset"])
    asset.get_workflow().start(asset, marketer)
    step = _step_of(asset)
    while step.task.name != EXPERT_STEP:
        step.approve(user=marketer)
        step = _step_of(asset)
    check = _ask(asset, step, said, marketer, at=at)
    answer(check, verdict=ExpertCheck.Verdict.APPROVED, comment=said["comment"], at=at - timedelta(days=2))
    set_due(_step_of(asset), (at + timedelta(days=said["due_in_days"])).date())


def _step_of(asset: AssetPage) -> TaskState:
    # Fresh: an asset remembers where its review stood.
    return AssetPage.objects.get(pk=asset.pk).current_workflow_task_state


def _ask(asset: AssetPage, step: TaskState, said: dict, marketer: User, *, at: datetime) -> ExpertCheck:
    """The row of a link that went out; the letter itself would have nobody to open it."""
    expert = Expert.objects.get(slug=said["expert"])
    revision = asset.get_latest_revision()
    return ExpertCheck.objects.create(
        asset=asset,
        revision=revision,
        words_sent=revision.content,
        task_state=step,
        expert=expert,
        sent_to=expert.email,
        message=said["message"],
        sent_by=marketer,
        sent_at=at - timedelta(days=5),
        expires_at=at + timedelta(days=9),
    )


def _keep_blog(row: dict, *, at: datetime) -> None:
    def day(name):
        return (at - timedelta(days=row[name])).date() if name in row else None

    plain = ("name", "home_url", "feed_url", "cadence_days")
    blog = OffsiteBlog.objects.create(
        **{name: row[name] for name in plain},
        expert=Expert.objects.get(slug=row["expert"]),
        disclaimer=row.get("disclaimer", ""),
        started_on=day("started"),
        policy_accepted_on=day("policy"),
        retired_on=day("retired"),
        farewell=row.get("farewell", ""),
        fetched_at=at,
        next_fetch_at=at + NEVER,
    )
    blog.topics.set(Topic.objects.filter(name__in=row["topics"]))
    OffsitePost.objects.bulk_create(
        OffsitePost(
            blog=blog,
            canonical_url=post["address"],
            title=post["title"],
            summary=post["summary"],
            content=post["html"],
            author_name=blog.expert.name,
            published_at=at - timedelta(days=post["days"]),
            found_at=at - timedelta(days=post["days"]) + timedelta(hours=6),
        )
        for post in row["posts"]
    )
