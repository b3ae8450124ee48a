"""What the worker does besides draining the spool and the task queue, and how often."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command
from wagtail.search.backends import get_search_backend

from analytics.tasks import drain_spool, forget_who_voted
from content.freshness import forget_old_changes
from content.offsite.fetching import fetch_due_feeds
from leads.tasks import (
    forget_addresses_that_never_said_yes,
    forget_what_was_kept_long_enough,
    send_letters,
    write_due_digests,
)
from library.tasks import tell_of_thorough_reads
from revenue.tasks import credit_won_deals


@dataclass(frozen=True)
class Chore:
    """Something due every so often. It must be safe to run twice, and to be killed half-way."""

    name: str
    every: timedelta
    run: Callable[[], object]
    #: It may take minutes, and others must not wait for it.
    apart: bool = False


def drain() -> None:
    """Until nothing waits, or long enough that other chores want their turn."""
    for _ in range(20):
        if not drain_spool():
            return


def publish_scheduled() -> None:
    call_command("publish_scheduled")


def commit_search_changes() -> None:
    """What a killed process or a hurried page has left in the queue of the search index."""
    if drain_queue := getattr(get_search_backend(), "drain", None):
        drain_queue()


def heal_search_index() -> None:
    """Tend the index; build it anew when it is missing, damaged or out of date. Searches use the database meanwhile."""
    if mend := getattr(get_search_backend(), "mend", None):
        mend()


def forget_finished_tasks() -> None:
    call_command("prune_db_task_results", verbosity=0)


CHORES = [
    Chore("drain the spool", timedelta(seconds=1), drain),
    Chore("publish and expire what is due", timedelta(seconds=20), publish_scheduled),
    Chore("commit what waits for the search index", timedelta(seconds=1), commit_search_changes),
    Chore("heal the search index", timedelta(seconds=10), heal_search_index, apart=True),
    Chore("tell of thorough reads", timedelta(seconds=10), tell_of_thorough_reads),
    Chore("credit won deals", timedelta(minutes=1), credit_won_deals),
    Chore("write digests", timedelta(minutes=1), write_due_digests),
    Chore("send letters", timedelta(seconds=5), send_letters),
    Chore("forget who voted on former days", timedelta(minutes=10), forget_who_voted),
    Chore("forget addresses that never said yes", timedelta(hours=6), forget_addresses_that_never_said_yes),
    Chore("forget what was kept long enough", timedelta(days=1), forget_what_was_kept_long_enough, apart=True),
    Chore("fetch a feed that is due", timedelta(seconds=30), fetch_due_feeds),
    Chore("forget old marks of public changes", timedelta(minutes=10), forget_old_changes),
    Chore("forget finished tasks", timedelta(hours=6), forget_finished_tasks),
]
