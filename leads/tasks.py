import time

from django.utils import timezone

from leads.digests import write_digests
from leads.following import forget_the_unconfirmed
from leads.letters import Result, send_waiting

LETTERS_A_ROUND = 20
# So that a slow mail server does not keep the worker from its other chores.
SECONDS_A_RUN = 5


def write_due_digests() -> None:
    write_digests(at=timezone.now())


def send_letters() -> None:
    """Round after round until nothing waits, the line breaks, or other chores want their turn."""
    until = time.monotonic() + SECONDS_A_RUN
    while time.monotonic() < until:
        results = send_waiting(at=timezone.now(), most=LETTERS_A_ROUND)
        if len(results) < LETTERS_A_ROUND or Result.LINE_BROKE in results:
            return


def forget_addresses_that_never_said_yes() -> None:
    forget_the_unconfirmed(at=timezone.now())
