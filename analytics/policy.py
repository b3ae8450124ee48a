"""What is kept of what a reader does, by what the reader said of being remembered. docs/reference/consent.md tells it.

A signal of the browser (Global Privacy Control, Do Not Track) is a no, and stands above a yes that was pressed before.
It is about being watched. What readers do on purpose, such as sending a form, is done as they asked, and nothing
besides is joined to it.
"""

from dataclasses import dataclass
from enum import Enum


class Event(Enum):
    OPENING = "A piece is opened"
    READING = "How long and how far it is read"
    DEED = "A download, a share, a form begun, the next piece"
    VOTE = "“Was this useful?”"
    FORM = "A form sent"
    FOLLOWING = "A topic followed by mail"
    PERSONAL_LINK = "A personal link opened"
    SEARCH = "Words searched for on the site"


class State(Enum):
    NOT_ASKED = "Not answered"
    REFUSED = "No"
    GPC = "Global Privacy Control"
    DNT = "Do Not Track"
    GIVEN = "Yes"
    WITHDRAWN = "Withdrawn"


class Kept(Enum):
    NOTHING = "nothing"
    NUMBER = "number"  # one more among others: nothing in it says whose
    ROW = "row"  # a record that can be traced to a browser or a person


@dataclass(frozen=True)
class Rule:
    under_consent: Kept
    otherwise: Kept
    why: str

    def kept(self, state: State) -> Kept:
        return self.under_consent if state is State.GIVEN else self.otherwise


POLICY: dict[Event, Rule] = {
    Event.OPENING: Rule(
        Kept.ROW, Kept.NUMBER, "A turnstile counts too: a day, a piece and a number, without address, browser or id."
    ),
    Event.READING: Rule(
        Kept.ROW, Kept.NOTHING, "It is watching, so it needs a yes; only what was read after the yes is told."
    ),
    Event.DEED: Rule(
        Kept.ROW, Kept.NOTHING, "The file opens and the next page comes whatever was said; noting it needs a yes."
    ),
    Event.VOTE: Rule(
        Kept.ROW,
        Kept.NUMBER,
        "A button pressed in order to be counted is counted; without a yes nobody can tell later who pressed it.",
    ),
    Event.FORM: Rule(
        Kept.ROW,
        Kept.ROW,
        "Who sends us their details wants us to have them; what they read before is joined only under a yes.",
    ),
    Event.FOLLOWING: Rule(
        Kept.ROW,
        Kept.ROW,
        "Who asks for mail, and says so again by mail, gets it; what they read is joined only under a yes.",
    ),
    Event.PERSONAL_LINK: Rule(
        Kept.ROW, Kept.NOTHING, "The link works for everybody; that it was read is told to its sender only after a yes."
    ),
    Event.SEARCH: Rule(Kept.NOTHING, Kept.NOTHING, "What readers look for is theirs: it is answered and forgotten."),
}


def kept(event: Event, state: State) -> Kept:
    return POLICY[event].kept(state)


def state_at_the_door(*, gpc: bool, dnt: bool, is_known: bool) -> State:
    """What a request shows. Who never answered, said no or withdrew is the same there: nothing on the device tells."""
    if gpc:
        return State.GPC
    if dnt:
        return State.DNT
    return State.GIVEN if is_known else State.NOT_ASKED
