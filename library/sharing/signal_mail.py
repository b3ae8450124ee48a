"""One mail for the first thorough read of a share, to the salesperson who made it."""

import logging
from collections.abc import Iterable
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from library.models import ReadSignal, Share
from library.sharing.outcomes import Outcome, outcomes_of

logger = logging.getLogger(__name__)


def first_of_their_share(signals: Iterable[ReadSignal]) -> list[Share]:
    """The shares of which nobody was told before these were noted."""
    readers = {signal.reader_id for signal in signals}
    noted = {(signal.reader_id, signal.asset_id) for signal in signals}
    shares = (
        Share.objects.filter(readers__in=readers).select_related("sender", "lead__account", "collection").distinct()
    )
    told = (
        ReadSignal.objects.standing()
        .filter(reader__share__in=shares)
        .values_list("reader__share", "reader", "asset", named=False)
    )
    before = {share for share, reader, asset in told if (reader, asset) not in noted}
    return [share for share in shares if share.pk not in before]


def tell_senders(shares: Iterable[Share]) -> int:
    """How many were told. A mail that does not leave is logged; the library shows the signal all the same."""
    told = 0
    for outcome in outcomes_of([share for share in shares if share.sender.is_active and share.sender.email]):
        try:
            told += _mail(outcome).send()
        except (SMTPException, OSError):
            logger.warning("The mail about share %s did not leave.", outcome.share.pk, exc_info=True)
    return told


def _mail(outcome: Outcome) -> EmailMessage:
    whom = " ".join(str(outcome.share.lead or outcome.share.recipient).split())
    link = settings.BASE_URL.rstrip("/") + reverse("library:shared", args=[outcome.share.pk])
    context = {"outcome": outcome, "share": outcome.share, "whom": whom, "link": link}
    return EmailMessage(
        subject=f"What you sent {whom} was read thoroughly",
        body=render_to_string("library/sharing/mail/read.txt", context),
        to=[outcome.share.sender.email],
    )
