"""What the tests of reviews share besides the factories."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from content.models import AssetPage, State
from content.review.expert_checks import send, token_for
from content.review.standing import with_state
from tests.factories import make_expert

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOW = timezone.now().astimezone(UTC)
SECRET = "A factory is a promise about time, and nobody signed it."


def state_of(asset):
    return State(with_state(AssetPage.objects.all()).get(pk=asset.pk).agreement_state)


def agreed(at=NOON + timedelta(days=1)):
    return list(AssetPage.objects.under_agreement(at).values_list("title", flat=True))


def send_to(draft, by, *, at=NOW, days=14, to="ada@okafor.example", message="Is the second claim fair?"):
    return send(draft, make_expert(), to=to, message=message, valid_for=timedelta(days=days), by=by, at=at).check


def page(check):
    return reverse("expert_check", args=[token_for(check)])
