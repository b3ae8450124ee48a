import time
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from leads.digests import write_digests
from leads.following import forget_the_unconfirmed
from leads.letters import Result, send_waiting
from leads.retention import forget_unknown_visitors, purge_letters

LETTERS_A_ROUND = 20
# So that a slow mail server does not keep the worker from its other chores.
SECONDS_A_RUN = 5
SECONDS_OF_FORGETTING = 60


def write_due_digests() -> None:
    write_digests(at=timezone.now())


def send_letters() -> None:
    """Round after round until nothing waits, the line breaks, or other chores want their turn."""
    until = time.monotonic() + SECONDS_A_RUN
    while time.monotonic() < until:
        results = send_waiting(at=timezone.now(), most=LETTERS_A_ROUND)
        if len(results) < LETTERS_A_ROUND or Result.LINE_BROKE in results:
            return


def forget_what_was_kept_long_enough() -> None:
    """For a minute at most: what is left waits for the next run."""
    at, until = timezone.now(), time.monotonic() + SECONDS_OF_FORGETTING
    purge_letters(at=at)
    for _ in forget_unknown_visitors(older_than=timedelta(days=settings.KEEP_UNKNOWN_DAYS), at=at):
        if time.monotonic() > until:
            return


def forget_addresses_that_never_said_yes() -> None:
    forget_the_unconfirmed(at=timezone.now())
