"""What the collector answers, whichever server it stands behind: it knows no framework, no database and no clock.

`weigh` says what must be durable before which answer may go out. See docs/reference/collector.md.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

import msgspec

from analytics.collecting.asking import NO_HEADERS, Answered, Asked, Sender, Terms, Weighed, sender_of
from analytics.collecting.capture import MOST_BYTES, Captured, Event, Refused, capture
from analytics.collecting.dropped import Dropped
from analytics.collecting.rows import Bad, Row, TurnedAway, showable, to_line
from analytics.collecting.signing import Reading
from analytics.machines.door import at_the_door
from analytics.machines.mail import mail_of
from analytics.pace import household
from analytics.policy import Event as Kind
from analytics.policy import Kept, State, kept
from analytics.reasons import Machine

MOST_BAD_ROWS_A_MINUTE = 600
LONGEST_TYPE = 200
AGAIN_WHEN_THE_DISK_WORKS = 30
AGAIN_WHEN_IT_IS_QUIETER = 5

UNSEEN = Machine("unseen")
# What the policy says of each state, looked up once: it is asked for every event.
ROWS = {state: tuple(kind for kind in Kind if kept(kind, state) is Kept.ROW) for state in State}
NUMBERS = {state: tuple(kind for kind in Kind if kept(kind, state) is Kept.NUMBER) for state in State}
REFUSALS = {
    State.GPC: Dropped.PRIVACY_CONTROL,
    State.DNT: Dropped.DO_NOT_TRACK,
    State.NOT_ASKED: Dropped.NO_CONSENT,
}


def weigh(asked: Asked, *, terms: Terms) -> Weighed:
    if asked.method != "POST":
        return Weighed(answer=Answered(405, {"Allow": "POST"}))
    if not terms.is_our_host(asked.host.lower()):
        return Weighed(answer=_in_words(400, "This site does not go by the name that the request gives it."))
    sender = sender_of(asked, terms)
    place = household(sender.address)
    wait = place and terms.flood.seconds_to_wait(place, most=terms.most_events_a_minute, at=asked.at)
    if wait:
        terms.sent_away.add(Dropped.TOO_MANY, 1)
        reason = "This address sent too many events within a minute. Send these again later."
        return Weighed(answer=_in_words(429, reason, {"Retry-After": str(wait)}))
    weighed = _weigh_body(asked, sender, terms)
    if place:
        terms.flood.count(place, weighed.events, at=asked.at)
    return weighed


def could_not_store(weighed: Weighed, *, terms: Terms, is_busy: bool = False) -> Answered:
    """What to answer instead, since the lines are not durable."""
    terms.sent_away.put_back(weighed.told)
    terms.sent_away.add(Dropped.NOT_STORED, weighed.events)
    reason = "The events could not be stored just now. Send them again later."
    seconds = AGAIN_WHEN_IT_IS_QUIETER if is_busy else AGAIN_WHEN_THE_DISK_WORKS
    return _in_words(503, reason, {"Retry-After": str(seconds)})


def _weigh_body(asked: Asked, sender: Sender, terms: Terms) -> Weighed:
    told = terms.sent_away.take(at=asked.at.astimezone(terms.zone)) if terms.sent_away else []
    try:
        _require_plain_json(asked)
        captured = capture(asked.body, at=asked.at)
    except Refused as refused:
        rows = _bad([Bad(reason=refused.reason, body=showable(asked.body), at=asked.at)], sender, terms, at=asked.at)
        return Weighed(
            answer=_in_words(refused.status, refused.reason), lines=_lines([*told, *rows]), events=1, told=told
        )
    lines, headers = _good(captured, asked, sender, terms)
    if told or captured.bad:
        lines += _lines([*told, *_bad(captured.bad, sender, terms, at=asked.at)])
    events = len(captured.events) + len(captured.bad)
    return Weighed(answer=Answered(204, headers), lines=lines, events=events, told=told)


def _require_plain_json(asked: Asked) -> None:
    if not asked.body:
        raise Refused("The body is empty.")
    if len(asked.body) > MOST_BYTES:
        raise Refused(f"A body may have at most {MOST_BYTES} bytes.", status=413)
    wrong = _wrong_with(asked.headers.get("Content-Type", "")[:LONGEST_TYPE])
    if wrong:
        raise Refused(wrong, status=415)
    if asked.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused("Send the events uncompressed.", status=415)


@lru_cache(maxsize=256)
def _wrong_with(content_type: str) -> str:
    kind, _, parameters = content_type.lower().partition(";")
    if kind.strip() not in ("application/json", "text/plain"):
        return "Send the events as application/json or text/plain."
    return "" if _is_utf8(parameters) else "Send the events in UTF-8."


def _is_utf8(parameters: str) -> bool:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip("\"'") not in ("utf-8", "utf8", "us-ascii"):
            return False
    return True


def _good(captured: Captured, asked: Asked, sender: Sender, terms: Terms) -> tuple[bytes, Mapping[str, str]]:
    """The lines that the good events make, and what the answer says of them."""
    outright = Dropped.OTHER_ORIGIN if sender.is_elsewhere else Dropped.STAFF if sender.is_staff else None
    if outright:
        day = asked.at.astimezone(terms.zone).date()
        return _lines([TurnedAway(reason=outright, count=len(captured.events), day=day)]), _dropped(outright)
    if sender.visitor is None or sender.state is not State.GIVEN:
        away = _numbers(captured.events, asked, sender, terms)
        return _lines(away), _dropped(away[0].reason)
    machine = _machine(captured.events, asked)
    reading = Reading(
        visitor=sender.visitor, own_host=sender.host, at=asked.at, country=terms.country_of(sender.address)
    )
    rows = ROWS[sender.state]
    signs = [
        reading.sign(event, machine=machine or "", mail=mail_of(event.mail) if event.mail else None)
        for event in captured.events
        if event.kind in rows
    ]
    return _lines(signs), {"X-Touch-Quarantined": machine} if machine else NO_HEADERS


def _dropped(reason: Dropped) -> Mapping[str, str]:
    return {"X-Touch-Dropped": reason.value}


def _machine(events: Sequence[Event], asked: Asked) -> Machine | None:
    """One browser sends a batch, so what gives away one of its events gives away all."""
    return at_the_door(asked.headers, automated=any(event.automated for event in events))


def _numbers(events: Sequence[Event], asked: Asked, sender: Sender, terms: Terms) -> list[TurnedAway]:
    """Without consent: how many there were, and which assets were opened. What looks like a machine's stands apart."""
    openings = [event for event in events if event.kind in NUMBERS[sender.state]]
    mail = next(filter(None, (mail_of(event.mail) for event in openings)), None)
    at_this_pace = terms.pace.opened(
        household(sender.address), assets=[event.asset for event in openings], mail=mail, at=asked.at
    )
    at_once = _machine(events, asked)
    groups: dict[Machine | None, list[Event]] = {}
    for event in events:
        machine = at_once
        if event.kind is Kind.OPENING:
            machine = machine or at_this_pace or (None if event.shown else UNSEEN)
        groups.setdefault(machine, []).append(event)
    return [
        TurnedAway(
            reason=(machine and Dropped.of_machine(machine)) or REFUSALS[sender.state],
            count=len(group),
            day=asked.at.astimezone(terms.zone).date(),
            opened=tuple(event.asset for event in group if event.kind in NUMBERS[sender.state]),
            machine=machine or "",
        )
        for machine, group in groups.items()
    ]


def _bad(bad: Sequence[Bad], sender: Sender, terms: Terms, *, at: datetime) -> list[Row]:
    """Counted, and kept as far as there is room; of readers who ask not to be tracked, without the body."""
    if not bad:
        return []
    is_discreet = sender.state in (State.GPC, State.DNT)
    shown = [msgspec.structs.replace(row, body="") if is_discreet else row for row in bad]
    if terms.rubbish.seconds_to_wait("", most=MOST_BAD_ROWS_A_MINUTE, at=at):
        shown = []
    terms.rubbish.count("", len(shown), at=at)
    day = at.astimezone(terms.zone).date()
    return [*shown, TurnedAway(reason=Dropped.MALFORMED, count=len(bad), day=day)]


def _lines(rows: Sequence[Row]) -> bytes:
    return b"".join(map(to_line, rows))


def _in_words(status: int, reason: str, headers: Mapping[str, str] | None = None) -> Answered:
    """A sentence for whoever sends. Browsers must not take it for anything else than what it says it is."""
    said = {"Content-Type": "application/json", "X-Content-Type-Options": "nosniff"}
    return Answered(status, said | dict(headers or {}), json.dumps({"reason": reason}).encode())
