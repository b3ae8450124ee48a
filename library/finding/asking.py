"""What is searched for, as somebody typed it or as an address says it, made fit to be searched for."""

from dataclasses import dataclass, field

from content.public.search_words import MAX_CHARACTERS, WORD, printable
from library.finding.facts import FILTERS

#: Of a longer text not even the beginning is looked at twice.
MOST_CHARACTERS_READ = 4 * MAX_CHARACTERS
#: Takes away a filter that we set ourselves, such as the industry of the account.
ALL = "all"


@dataclass(frozen=True)
class Question:
    words: str = ""
    notes: list[str] = field(default_factory=list)


def understood(query: str) -> Question:
    words = " ".join(printable(query[:MOST_CHARACTERS_READ]).split())
    if not words:
        return Question()
    if not WORD.search(words):
        return Question("", ["There is no word in that to search for. These are the assets without it."])
    if len(words) > MAX_CHARACTERS:
        shortened = words[:MAX_CHARACTERS].rsplit(" ", 1)[0]
        return Question(shortened, [f"Only the first {MAX_CHARACTERS} characters were searched for."])
    return Question(words)


def asked_in(address) -> tuple[dict[str, str | None], list[str]]:
    """The filters of an address, by name; of several values of one filter the last, and a sentence that says so."""
    asked = {name: address.get(name) or None for name in FILTERS}
    notes = [
        f"Only one {name} at a time: of {len(values)} the last was taken."
        for name in FILTERS
        if len(values := set(filter(None, address.getlist(name)))) > 1
    ]
    return asked, notes
