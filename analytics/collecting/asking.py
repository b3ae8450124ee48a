"""What the collector is asked, by whom, on which terms, and what it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import NamedTuple
from uuid import UUID

from analytics.collecting.dropped import is_from_elsewhere
from analytics.collecting.flood import Flood, SentAway
from analytics.collecting.rows import TurnedAway
from analytics.machines.door import Pace
from analytics.pace import known_sender
from analytics.policy import State, state_at_the_door
from analytics.visitor_cookie import VISITOR_COOKIE, cookies_in, visitor_in

NO_HEADERS: Mapping[str, str] = {}


class Asked(NamedTuple):
    method: str
    host: str
    headers: Mapping[str, str]  # whatever the case of their names
    body: bytes  # no more of it than shows that it is too much
    remote: str
    at: datetime


class Answered(NamedTuple):
    status: int
    headers: Mapping[str, str] = NO_HEADERS
    body: bytes = b""


class Weighed(NamedTuple):
    answer: Answered
    lines: bytes = b""
    events: int = 0
    told: Sequence[TurnedAway] = ()


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the collector goes by: the site's settings, and what this process remembers of the last minutes."""

    is_our_host: Callable[[str], bool]
    staff_cookie: str
    zone: tzinfo
    proxies: int
    most_events_a_minute: int
    country_of: Callable[[str], str]
    flood: Flood
    rubbish: Flood
    pace: Pace
    sent_away: SentAway


class Sender(NamedTuple):
    """Who asks, as far as the request shows it. The address is used here and nowhere kept."""

    address: str
    host: str
    visitor: UUID | None
    is_staff: bool
    is_elsewhere: bool
    state: State


def sender_of(asked: Asked, terms: Terms) -> Sender:
    get, host = asked.headers.get, asked.host.lower()
    cookies = cookies_in(get("Cookie", ""), VISITOR_COOKIE, terms.staff_cookie)
    visitor = visitor_in(cookies.get(VISITOR_COOKIE), at=asked.at)
    return Sender(
        address=known_sender(asked.remote, get("X-Forwarded-For", ""), proxies=terms.proxies),
        host=host,
        visitor=visitor,
        is_staff=terms.staff_cookie in cookies,
        is_elsewhere=is_from_elsewhere(asked.headers, host=host),
        state=state_at_the_door(gpc=get("Sec-GPC") == "1", dnt=get("DNT") == "1", is_known=visitor is not None),
    )
