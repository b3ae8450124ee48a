"""What gives a machine away while its events are at the door: from headers and what this process remembers, no database."""

from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any

from crawleruseragents import is_crawler  # type: ignore[import-untyped]

from analytics.machines.judging import RULES, Rules
from analytics.machines.mail import Mail
from analytics.reasons import Machine

SPECULATIVE_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
SPECULATIVE_WORDS = ("prefetch", "prerender", "preview")
HEADLESS_HEADERS = ("User-Agent", "Sec-CH-UA")
HEADLESS_WORDS = ("headless",)
REMEMBERED = 10_000

# No browser says where to read about it.
WHERE_TO_READ_ABOUT_IT = "+http"


# Nobody's name is longer, and what is remembered of names must not fill the memory.
LONGEST_AGENT = 512


def is_bot(agent: str) -> bool:
    return _is_bot(agent[:LONGEST_AGENT])


@lru_cache(maxsize=4096)
def _is_bot(agent: str) -> bool:
    return WHERE_TO_READ_ABOUT_IT in agent or is_crawler(agent)


def at_the_door(headers: Mapping[str, str], *, automated: bool = False) -> Machine | None:
    """What a request says of itself. `automated` is the browser's own word that a program steers it."""
    if _says(headers, SPECULATIVE_HEADERS, SPECULATIVE_WORDS):
        return Machine.PREFETCH
    if automated or _says(headers, HEADLESS_HEADERS, HEADLESS_WORDS):
        return Machine.HEADLESS
    return Machine.BOT if is_bot(headers.get("User-Agent", "")) else None


def _says(headers: Mapping[str, str], names: Sequence[str], words: Sequence[str]) -> bool:
    for name in names:
        said = headers.get(name)
        if said and _is_said(said[:LONGEST_AGENT], words):
            return True
    return False


@lru_cache(maxsize=4096)
def _is_said(text: str, words: Sequence[str]) -> bool:
    text = text.lower()
    return any(word in text for word in words)


class Pace:
    """Openings of readers of whom we keep nothing, by address and by mail: in memory, for a minute, and no more of them
    than fit. Who followed the honeypot is remembered for as long as the rules say.
    """

    def __init__(self, *, rules: Rules = RULES, remembered: int = REMEMBERED):
        self._rules = rules
        self._remembered = remembered
        self._lock = Lock()
        self._opened: dict[Hashable, deque[tuple[datetime, int]]] = {}
        self._caught: dict[tuple[str, str], datetime] = {}

    def opened(self, address: str, *, assets: Sequence[int], mail: Mail | None = None, at: datetime) -> Machine | None:
        """Counts these openings, and says what they look like together with those before."""
        if not assets:
            return None
        with self._lock:
            # '' is nobody's address in particular (analytics.pace.known_sender): they do not share a pace.
            of_address = self._with(("address", address), assets, at=at, window=self._rules.minute) if address else []
            of_mail = self._with(("mail", mail.key), assets, at=at, window=self._rules.within) if mail else []
            if self._is_caught(("address", address), self._rules.caught_for, at=at):
                return Machine.HONEYPOT
            if mail and self._is_caught(("mail", mail.key), self._rules.caught_mail_for, at=at):
                return Machine.HONEYPOT
            if mail and mail.sent_at and at - mail.sent_at <= self._rules.within:
                return Machine.SCANNER
            if len({asset for _, asset in of_mail}) >= self._rules.links_of_a_mail:
                return Machine.SCANNER
            return Machine.RATE if len(of_address) > self._rules.openings_a_minute else None

    def catch(self, address: str, *, mail: Mail | None = None, at: datetime) -> None:
        """This address, or whoever has this mail, followed a link that no person sees."""
        caught = [("address", address)] if address else []
        caught += [("mail", mail.key)] if mail else []
        with self._lock:
            for key in caught:
                self._caught.pop(key, None)
                self._caught[key] = at
            _keep_newest(self._caught, self._remembered)

    def forget(self) -> None:
        with self._lock:
            self._opened.clear()
            self._caught.clear()

    def _with(
        self, key: Hashable, assets: Sequence[int], *, at: datetime, window: timedelta
    ) -> Sequence[tuple[datetime, int]]:
        """Taken out and put in again, so that the dictionary stays in the order in which they were last heard."""
        times = self._opened.pop(key, None) or deque(maxlen=self._rules.openings_a_minute + 1)
        self._opened[key] = times
        times.extend((at, asset) for asset in assets)
        while times and times[0][0] <= at - window:
            times.popleft()
        _keep_newest(self._opened, self._remembered)
        return times

    def _is_caught(self, key: tuple[str, str], length: timedelta, *, at: datetime) -> bool:
        caught_at = self._caught.get(key)
        return caught_at is not None and at - caught_at <= length


def _keep_newest(kept: dict[Any, Any], most: int) -> None:
    while len(kept) > most:
        del kept[next(iter(kept))]


#: That of this process.
PACE = Pace()
