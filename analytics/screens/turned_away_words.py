"""The collector's reasons in words, and what to make of them."""

from dataclasses import dataclass

from analytics.collecting.dropped import Dropped


@dataclass(frozen=True)
class Words:
    title: str
    meaning: str
    to_do: str


NOTHING_TO_DO = "Nothing. It is meant to be so."
#: By the reason's name, which is that of a `Dropped`.
WORDS = {
    Dropped.NO_CONSENT.value: Words(
        "No consent",
        "Readers who were not asked yet, said no, or withdrew. Their openings are counted below, and nothing else.",
        "Nothing, unless it is nearly everything: then see whether the question shows on the pages.",
    ),
    Dropped.PRIVACY_CONTROL.value: Words(
        "Global Privacy Control", "The browser says that its reader does not want to be tracked.", NOTHING_TO_DO
    ),
    Dropped.DO_NOT_TRACK.value: Words("Do Not Track", "The browser says so, in the older manner.", NOTHING_TO_DO),
    Dropped.STAFF.value: Words(
        "Staff", "Colleagues who are, or were, signed in to the CMS in the same browser.", NOTHING_TO_DO
    ),
    Dropped.BOT.value: Words(
        "Robots",
        "Calls itself a robot, such as a search engine.",
        "Nothing. What only behaves like a machine stands under Quarantine.",
    ),
    Dropped.SPECULATIVE.value: Words(
        "Loaded ahead", "A browser fetched the page before anybody asked for it.", NOTHING_TO_DO
    ),
    Dropped.OTHER_ORIGIN.value: Words(
        "Another site",
        "Sent by a page that is not ours.",
        "If it is many: does the site answer under a second name, or did somebody copy the page with its script?",
    ),
    Dropped.UNKNOWN_ASSET.value: Words(
        "Unknown asset",
        "Read from a page that is not, or no longer, public.",
        "If it goes on: is a page kept by a cache after it was unpublished?",
    ),
    Dropped.REPEAT.value: Words(
        "Repeats",
        "Sent twice, or late. It counted the first time.",
        "Nothing. A browser that is not sure sends again.",
    ),
    Dropped.OTHER_READER.value: Words(
        "Page view of another reader",
        "A page view’s number that belongs to another visitor, or another asset.",
        "A few come from browsers that changed hands. Many are made up by a program.",
    ),
    Dropped.MALFORMED.value: Words(
        "Malformed",
        "Could not be understood. The newest of them stand under Bad rows with the reason.",
        "Look at Bad rows: a page of ours never sends one.",
    ),
    Dropped.TOO_MANY.value: Words(
        "Too many a minute",
        "One address sent more than people do, and was asked to slow down.",
        "If it goes on for days: is everybody behind one proxy that TOUCHSTONE_PROXIES does not know of?",
    ),
    Dropped.NOT_STORED.value: Words(
        "Could not be stored",
        "Was taken in, and the database refused it. It stands under Bad rows.",
        "Look at Bad rows and at the worker’s log; it should not happen.",
    ),
}


def words_for(reason: str) -> Words:
    return WORDS.get(reason) or Words(
        reason.capitalize(), "The collector’s own name for it.", "See docs/reference/collector.md."
    )
