"""Which assets somebody sees on the stage map, and where each stands with marketing and sales."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from wagtail.permissions import page_permission_policy

from content.models import AssetPage, Side, StageAgreement, State


class StageMapAccess(PermissionRequiredMixin):
    permission_required = "content.view_stageagreement"


def assets_for(user, *, at):
    """Marketing sees all that it writes; others see what readers see, and whatever was put before them to sign."""
    if page_permission_policy.user_has_any_permission(user, ["add", "change", "publish"]):
        return AssetPage.objects.all()
    visible = AssetPage.objects.visible_to(user, at=at)
    asked = StageAgreement.objects.values("asset")
    return AssetPage.objects.filter(Q(pk__in=visible.order_by().values("pk")) | Q(pk__in=asked))


def with_state(assets):
    latest = StageAgreement.objects.with_state().filter(asset=OuterRef("pk")).order_by("-version")
    state = Coalesce(Subquery(latest.values("state")[:1]), Value(State.NONE), output_field=CharField())
    return assets.annotate(agreement_state=state)


def sides_of(user) -> list[Side]:
    return [side for side in Side if user.has_perm(side.right)]
