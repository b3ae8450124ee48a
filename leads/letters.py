"""Handing letters to the mail server. A letter is marked before it goes, so no letter goes twice when we are cut off.

At most once: a letter that was being handed over when the worker died is not sent again. The one exception is a mail
server that takes a letter and breaks the line before it says so: it gets the letter again, under the same Message-ID.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from smtplib import SMTPConnectError, SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F

from leads.letter_text import message_for
from leads.models import Follower, Letter

logger = logging.getLogger(__name__)

PAUSES = [timedelta(minutes=m) for m in (1, 5, 30, 120, 720, 1440)]
# A letter that was begun and neither sent nor put back for so long belongs to a worker that died.
CUT_OFF_AFTER = timedelta(minutes=10)
SERVER_PAUSE = timedelta(minutes=1)
GONE_FOR_GOOD = 500
LINE_BROKE = (SMTPServerDisconnected, SMTPConnectError, ConnectionError, TimeoutError)


class Result(Enum):
    SENT = "sent"
    NOT_WANTED = "not wanted"
    TAKEN = "taken by another worker"
    FAILED = "failed"
    LINE_BROKE = "line broke"


def send_waiting(*, at: datetime, most: int = 20) -> list[Result]:
    """Send what is due, the oldest first. One address that fails does not hold up the others."""
    _note_the_cut_off(at=at)
    keys = list(_due(at=at).order_by("due_at", "pk").values_list("pk", flat=True)[:most])
    if not keys:
        return []
    try:
        connection = get_connection()
        connection.open()
    except (SMTPException, OSError) as error:
        logger.warning("The mail server cannot be reached (%s); letters wait.", error)
        _due(at=at).update(due_at=at + SERVER_PAUSE)
        return []
    try:
        return _send_all(keys, connection, at=at)
    finally:
        _hang_up(connection)


def _send_all(keys: Iterable[int], connection: BaseEmailBackend, *, at: datetime) -> list[Result]:
    """Until the line breaks: what waits then is sent by the next run, over a new one."""
    results: list[Result] = []
    for key in keys:
        results.append(_send(key, connection, at=at))
        if results[-1] is Result.LINE_BROKE:
            break
    return results


def _hang_up(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (SMTPException, OSError):
        logger.info("The mail server had hung up before.")


def _due(*, at: datetime):
    return Letter.objects.filter(outcome=Letter.Outcome.WAITING, started_at=None, due_at__lte=at)


def _note_the_cut_off(*, at: datetime) -> None:
    begun = Letter.objects.filter(outcome=Letter.Outcome.WAITING, started_at__lte=at - CUT_OFF_AFTER)
    begun.update(outcome=Letter.Outcome.INTERRUPTED, trouble="Touchstone stopped while this was being sent.")


def _send(key: int, connection: BaseEmailBackend, *, at: datetime) -> Result:
    if not _due(at=at).filter(pk=key).update(started_at=at, tries=F("tries") + 1):
        return Result.TAKEN
    letter = Letter.objects.select_related("follower", "following__topic").get(pk=key)
    try:
        message = message_for(letter, at=at)
        if message is None:
            _end(letter, Letter.Outcome.NOT_WANTED)
            return Result.NOT_WANTED
        connection.send_messages([message])
    except SMTPRecipientsRefused as refused:
        _take_refusal(letter, refused, at=at)
        return Result.FAILED
    except Exception as error:
        logger.warning("Letter %s could not be sent; it is tried again.", letter.pk, exc_info=True)
        _try_again(letter, str(error), at=at)
        return Result.LINE_BROKE if isinstance(error, LINE_BROKE) else Result.FAILED
    letter.sent_at = at
    _end(letter, Letter.Outcome.SENT)
    return Result.SENT


def _take_refusal(letter: Letter, refused: SMTPRecipientsRefused, *, at: datetime) -> None:
    code, words = next(iter(refused.recipients.values()))
    trouble = f"{code} {words.decode(errors='replace')}"
    if code < GONE_FOR_GOOD:
        _try_again(letter, trouble, at=at)
        return
    Follower.objects.filter(pk=letter.follower_id).update(bounced_at=at)
    _end(letter, Letter.Outcome.BOUNCED, trouble)


def _try_again(letter: Letter, trouble: str, *, at: datetime) -> None:
    if letter.tries > len(PAUSES):
        _end(letter, Letter.Outcome.GIVEN_UP, trouble)
        return
    letter.started_at = None
    letter.due_at = at + PAUSES[letter.tries - 1]
    letter.trouble = trouble[:300]
    letter.save(update_fields=["started_at", "due_at", "trouble"])


def _end(letter: Letter, outcome: Letter.Outcome, trouble: str = "") -> None:
    letter.outcome = outcome
    letter.trouble = trouble[:300]
    letter.save(update_fields=["outcome", "trouble", "sent_at"])
