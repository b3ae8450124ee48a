"""The step that an asset's review stands at: who has it, and by when it should be answered."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from wagtail.models import TaskState

from content.models import AssetPage, ReviewStep
from users.models import User


@dataclass(frozen=True)
class Step:
    """The current step, with its care."""

    asset: AssetPage
    state: TaskState
    care: ReviewStep

    @property
    def name(self) -> str:
        return self.state.task.name

    def may_answer(self, user: User) -> bool:
        return bool(self.state.task.specific.get_actions(self.asset, user))

    def actions(self, user: User) -> list[tuple]:
        return self.state.task.specific.get_actions(self.asset, user)

    def all(self) -> list:
        """Every step of the review, with how far it got."""
        return list(self.state.workflow_state.all_tasks_with_status())


def step_of(asset: AssetPage) -> Step | None:
    state = asset.current_workflow_task_state
    if state is None:
        return None
    care = ReviewStep.objects.filter(task_state=state.pk).select_related("taken_by").first()
    return Step(asset, state, care or ReviewStep(task_state_id=state.pk))


def take(state: TaskState, *, by: User, at: datetime) -> bool:
    """Whether the step is theirs now; a step that somebody has stays with that person."""
    ReviewStep.objects.get_or_create(task_state_id=state.pk)
    free = ReviewStep.objects.filter(Q(taken_by=None) | Q(taken_by=by), task_state=state.pk)
    return bool(free.update(taken_by=by, taken_at=at))


def give_back(state: TaskState, *, by: User) -> None:
    ReviewStep.objects.filter(task_state=state.pk, taken_by=by).update(taken_by=None, taken_at=None)


def set_due(state: TaskState, day: date | None) -> None:
    ReviewStep.objects.update_or_create(task_state_id=state.pk, defaults={"due_on": day})
