"""How every process knows within a moment that something changed which a public page shows.

Each change leaves a row in its own transaction (`touch`, mostly by the signals below). Each process asks for the
version of those rows at most every quarter of a second, and keeps what it made of the old version no longer.

An upper floor whose rows show in public pages says so when its app is ready: `shown_in_pages(Model)`; a view whose
answer is the same for every reader without a session is decorated with `same_for_all`.
"""

import functools
import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ParamSpec, TypeVar

from django.apps import apps
from django.db import Error, connection, transaction
from django.db.models import Count, Manager, Max, Min
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from wagtail.models import Page, Site

logger = logging.getLogger(__name__)

ASKED_EVERY = 0.25  # seconds
# While another thread asks, what was heard so recently is good enough; who knows only older news waits for the answer.
RECENT = 0.75
# So long is the last known version believed while the database does not answer.
BELIEVED = 10.0
# So long at most one thread waits for another that asks.
PATIENCE = 2.0
# What one function may remember of different arguments; a flood of made-up ones starts it over.
MOST_REMEMBERED = 2000
# So long at most a fact is believed without being asked again, whatever was written behind the signals' backs.
FACTS_SECONDS = 20
# Rows that are kept; older ones say nothing that newer ones do not.
ROWS_KEPT = 100

Version = tuple
Asked = ParamSpec("Asked")
Told = TypeVar("Told")


@dataclass(frozen=True)
class _Heard:
    """The version, when it was heard by both clocks, and when an asset's own date changes pages without any write."""

    version: Version
    monotonic: float
    wall: datetime
    until: datetime | None

    def holds(self, *, seconds: float) -> bool:
        now = timezone.now()
        is_young = time.monotonic() - self.monotonic < seconds
        return is_young and now >= self.wall and (self.until is None or now < self.until)


class _Listener:
    """Asks the database for one process, one thread at a time; the others meanwhile go by what was heard last."""

    def __init__(self):
        self.heard: _Heard | None = None
        self.is_stale = False
        self.life = 0
        self.asks_again = 0.0
        self.asking = threading.Lock()

    def just_now(self) -> Version | None:
        heard = self.heard
        return heard.version if heard and not self.is_stale and heard.holds(seconds=ASKED_EVERY) else None

    def version(self) -> Version | None:
        if version := self.just_now():
            return version
        heard = self.heard
        is_believed = heard is not None and heard.holds(seconds=BELIEVED)
        if is_believed and time.monotonic() < self.asks_again:
            return heard.version
        if not self._may_ask(heard if is_believed else None):
            return heard.version
        try:
            return self._ask(heard)
        finally:
            self.asking.release()

    def _may_ask(self, believed: _Heard | None) -> bool:
        """Whether this thread holds the right to ask; if not, what it believes has to do."""
        if believed is None:
            return self.asking.acquire()
        is_recent = not self.is_stale and believed.holds(seconds=RECENT)
        return self.asking.acquire(blocking=False) if is_recent else self.asking.acquire(timeout=PATIENCE)

    def _ask(self, before: _Heard | None) -> Version | None:
        if self.heard is not before and not self.is_stale:  # another thread asked while this one waited
            return self.heard.version
        self.is_stale = False
        monotonic, wall = time.monotonic(), timezone.now()
        try:
            self.heard = self._listen(before, monotonic, wall)
        except Error:
            logger.warning("The database does not say whether pages changed. Kept ones are given for %d s.", BELIEVED)
            self.is_stale, self.asks_again = True, monotonic + ASKED_EVERY
            return before.version if before and before.holds(seconds=BELIEVED) else None
        return self.heard.version

    def _listen(self, before: _Heard | None, monotonic: float, wall: datetime) -> _Heard:
        rows = _changes().aggregate(first=Min("pk"), number=Count("pk"))
        told = (self.life, rows["first"], rows["number"])
        if before and before.version[:-1] == told and before.holds(seconds=math.inf):
            return replace(before, monotonic=monotonic, wall=wall)
        # Wagtail keeps these in memory for an hour, and empties them only in the process that saved a site.
        Site.clear_site_root_paths_cache()
        until = Page.objects.live().filter(expire_at__gt=wall).aggregate(soonest=Min("expire_at"))["soonest"]
        return _Heard((*told, until), monotonic, wall, until)


_listener = _Listener()


def _changes() -> Manager:
    """Asked for by name: pages keep facts too, so the models stand above this module."""
    return apps.get_model("content", "PublicChange").objects


def touch(what: str) -> None:
    """Something changed that a public page shows. Call it in the transaction that changes it."""
    _changes().create(what=what[:100])
    transaction.on_commit(_ask_at_once)


def _ask_at_once() -> None:
    _listener.is_stale, _listener.asks_again = True, 0.0


def current() -> Version | None:
    """The version of the public site, or None where nothing may be kept: inside a transaction, which sees what others
    do not, and while the database has not answered for too long.
    """
    return None if connection.in_atomic_block else _listener.version()


def heard_just_now() -> Version | None:
    """The version, if it is known without asking the database."""
    return _listener.just_now()


def forget() -> None:
    """Nothing that was kept in this process holds any more. For tests, whose rows come back under the same keys."""
    _listener.life += 1
    _listener.heard = None


def keeping(most: int) -> Callable[[Callable[Asked, Told]], Callable[Asked, Told]]:
    """Of a function: what it gives is remembered until a public page could show something else, of so many arguments."""

    def kept(make: Callable[Asked, Told]) -> Callable[Asked, Told]:
        remembered: tuple[Version | None, float, dict] = (None, 0.0, {})

        @functools.wraps(make)
        def recall(*args: Asked.args, **kwargs: Asked.kwargs) -> Told:
            nonlocal remembered
            version = current()
            if version is None:
                return make(*args, **kwargs)
            of, ends, values = remembered
            if of != version or time.monotonic() > ends or len(values) > most:
                values = {}
                remembered = (version, time.monotonic() + FACTS_SECONDS, values)
            key = (args, *kwargs.items())
            if key not in values:
                values[key] = make(*args, **kwargs)
            return values[key]

        return recall

    return kept


kept = keeping(MOST_REMEMBERED)


def same_for_all(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Of a view: its answer is the same for every reader without a session, so it may be kept and given to all."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.is_same_for_all = True
        return response

    return answer


def forget_old_changes() -> None:
    newest = _changes().aggregate(newest=Max("pk"))["newest"] or 0
    _changes().filter(pk__lt=newest - ROWS_KEPT).delete()
