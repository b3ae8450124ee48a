"""Why an event is turned away: what the door decides, it decides from headers and cookies, without a database."""

from collections.abc import Mapping
from enum import Enum
from urllib.parse import urlsplit

from analytics.machines.door import at_the_door
from analytics.machines.door import is_bot as is_bot  # what floors above ask of an agent
from analytics.reasons import Machine


class Dropped(Enum):
    OTHER_ORIGIN = "other origin"
    SPECULATIVE = "prefetch"
    BOT = "bot"
    STAFF = "staff"
    PRIVACY_CONTROL = "global privacy control"
    DO_NOT_TRACK = "do not track"
    NO_CONSENT = "no consent"
    UNKNOWN_ASSET = "unknown asset"
    REPEAT = "repeat"
    OTHER_READER = "page view of another reader"
    MALFORMED = "malformed"
    TOO_MANY = "too many a minute"
    NOT_STORED = "could not be stored"

    @property
    def counts_the_opening(self) -> bool:
        """These are readers all the same: their opening counts as a number, without anything about them."""
        return self in (Dropped.PRIVACY_CONTROL, Dropped.DO_NOT_TRACK, Dropped.NO_CONSENT)

    @classmethod
    def of_machine(cls, machine: Machine) -> "Dropped | None":
        """The reason by which a machine is counted of which nothing is kept; None where only its pace gave it away."""
        return {Machine.PREFETCH: cls.SPECULATIVE, Machine.BOT: cls.BOT, Machine.HEADLESS: cls.BOT}.get(machine)


def is_from_elsewhere(headers: Mapping[str, str], *, host: str) -> bool:
    """Whether a browser says that another site sent this. A client that says nothing is not a browser of somebody's."""
    origin = headers.get("Origin")
    if origin is not None and _host(origin) != host.lower():
        return True
    return headers.get("Sec-Fetch-Site") == "cross-site"


def refusal_to_be_tracked(headers: Mapping[str, str]) -> Dropped | None:
    if headers.get("Sec-GPC") == "1":
        return Dropped.PRIVACY_CONTROL
    if headers.get("DNT") == "1":
        return Dropped.DO_NOT_TRACK
    return None


def why_dropped(headers: Mapping[str, str], *, host: str, is_staff: bool, is_known: bool) -> Dropped | None:
    if is_from_elsewhere(headers, host=host):
        return Dropped.OTHER_ORIGIN
    machine = at_the_door(headers)
    if machine:
        return Dropped.of_machine(machine)
    if is_staff:
        return Dropped.STAFF
    return refusal_to_be_tracked(headers) or (None if is_known else Dropped.NO_CONSENT)


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
