"""Everything that was ever promised is sent again: in any order, in other batches, under upper-case ids, with other words."""

import json
import random
import time
from collections.abc import Sequence
from dataclasses import replace

from scripts.faults.house import House
from scripts.faults.ledger import Event, Letter, Reader, together
from scripts.faults.processes import await_that
from scripts.faults.readers import letters
from scripts.faults.reckoning import await_loaded, differences, rows
from scripts.faults.sending import BROWSER, ask, sending

STORED = (
    "SELECT id, touch_id, last_seq, active_ms, depth FROM analytics_pageview ORDER BY id",
    "SELECT page_view_id, seq, kind FROM analytics_deed ORDER BY page_view_id, seq",
    "SELECT id, visitor_id, asset_id, active_ms, depth, thorough FROM analytics_touch ORDER BY id",
)
# What says no time of its own is dated by our clock: if that was ahead, a repeat that we hear later was earlier.
DATED = ("SELECT id, at FROM analytics_touch ORDER BY id",)
AT_ONCE = 20


def run(house: House, *, seed: int, most: int = 5000) -> list[str]:
    """What other drills in this house were promised; a few events more if there was none before."""
    chance = random.Random(seed)  # noqa: S311 a drill that can be repeated
    ledger = house.ledger()
    with sending(ledger, letters(house.readers(4), house.assets, chance=chance), house.ports) as sender:
        await_that(lambda: not sender.is_sending, "some events are sent")
    await_loaded(house)
    found = differences(house, ledger)
    questions = STORED if house.clock_was_wrong else STORED + DATED
    before = [rows(house, question) for question in questions]
    sent = _by_reader(together(house.ledgers).letters)
    for reader, events in list(sent.items())[:most]:
        chance.shuffle(events)
        for start in range(0, len(events), AT_ONCE):
            found += _send(house, reader, events[start : start + AT_ONCE], chance)
    found += _send_as_another(house, sent)
    await_loaded(house)
    after = [rows(house, question) for question in questions]
    return found + [words for n, question in enumerate(questions) for words in _changed(question, before[n], after[n])]


def _changed(question: str, before: Sequence[tuple], after: Sequence[tuple]) -> list[str]:
    lost, new = ([row for row in one if row not in other] for one, other in ((before, after), (after, before)))
    if not lost and not new:
        return []
    return [f"a replay changed what {question} gives: {lost[:3]} became {new[:3]}, of {len(lost)} and {len(new)} rows"]


def _by_reader(letters: Sequence[Letter]) -> dict[Reader, list[Event]]:
    sent: dict[Reader, list[Event]] = {}
    for letter in letters:
        sent.setdefault(letter.reader, []).extend(letter.events)
    return sent


def _send(house: House, reader: Reader, events: Sequence[Event], chance: random.Random) -> list[str]:
    bodies = []
    for event in events:
        said = event.as_sent()
        if chance.random() < 0.3:
            said["id"] = said["id"].upper()
        if chance.random() < 0.3:
            said |= {"active_ms": said["active_ms"] + 4000, "depth": 1.0}
        bodies.append(said)
    return _post(house, reader, bodies)


def _send_as_another(house: House, sent: dict[Reader, list[Event]]) -> list[str]:
    """Page views of one reader under the name of another."""
    (first, events), (second, _) = list(sent.items())[:2]
    address = replace(second, address=first.address)
    later = [event.as_sent() | {"seq": event.seq + 100, "active_ms": event.active_ms + 4000} for event in events[:5]]
    return _post(house, address, later)


def _post(house: House, reader: Reader, bodies: list[dict]) -> list[str]:
    headers = {"User-Agent": BROWSER, "Content-Type": "text/plain;charset=UTF-8"}
    headers |= {"Cookie": reader.cookie, "X-Forwarded-For": reader.address}
    body = json.dumps({"events": bodies}).encode()
    answer = ask(house.port, "/t/", body=body, headers=headers)
    if answer and answer.says_when:  # an address that an earlier drill was loud from
        time.sleep(int(answer.headers["retry-after"]))
        answer = ask(house.port, "/t/", body=body, headers=headers)
    if answer and answer.status == 204:
        return []
    return [f"a replay was answered {answer and answer.status} {answer and answer.body[:200]!r}"]
