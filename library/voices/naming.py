"""Whether a note names a customer or one of their people: no database, no clock.

Names are compared as somebody would type them. A name that is also an ordinary word counts when it is written as a name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# What a company's name carries and nobody says.
WORDS_OF_LEGAL_FORMS = (
    "ag ab as asa bv co company corp corporation gmbh group holding inc incorporated kg limited llc llp ltd nv oy plc "
    "sa sarl sas se spa srl"
)
LEGAL_FORMS = frozenset(WORDS_OF_LEGAL_FORMS.split())
SHORTEST_ALONE = 4
TITLES = ("mr", "mrs", "ms", "miss", "dr", "herr", "frau", "madame", "monsieur")
WORD = re.compile(r"[^\W_]+(?:['’&.-][^\W_]+)*")


@dataclass(frozen=True)
class Company:
    name: str
    domain: str = ""


@dataclass(frozen=True)
class Person:
    first_name: str
    last_name: str


class Written:
    """A text and its words, with where each stands."""

    def __init__(self, text: str):
        self.text = text
        self.spans = [match.span() for match in WORD.finditer(text)]
        self.folded = [text[start:end].casefold().rstrip(".") for start, end in self.spans]

    def places(self, said: list[str]) -> list[str]:
        """As it is written there, wherever these words stand one after the other."""
        length = len(said)
        return [
            self.text[self.spans[place][0] : self.spans[place + length - 1][1]]
            for place in range(len(self.folded) - length + 1)
            if self.folded[place : place + length] == said
        ]


def words_of(text: str) -> list[str]:
    return WORD.findall(text)


def companies_named(text: str, companies: Iterable[Company]) -> list[str]:
    """The words in the text that name one of these, as they are written there; each once."""
    written = Written(text)
    words = set(written.folded)
    found: dict[str, None] = {}
    for company in companies:
        name = _as_said(company.name)
        if name and name[0] in words and (named := _named(written, name)):
            found |= dict.fromkeys(named)
        elif (own := _own_word(company)) in words:
            found |= dict.fromkeys(_named(written, [own]))
        if company.domain and company.domain.casefold() in words:
            found[company.domain] = None
    return list(found)


def people_named(text: str, people: Iterable[Person]) -> list[str]:
    """Those whose first and last name stand beside each other, or who are addressed by their last name."""
    written = Written(text)
    found: dict[str, None] = {}
    for person in people:
        first, last = (_folded(name) for name in (person.first_name, person.last_name))
        whole = [[*first, *last], [*last, *first]] if first and last else []
        for said in [*whole, *([title, *last] for title in TITLES if last)]:
            found |= dict.fromkeys(written.places(said))
    return list(found)


def _named(written: Written, said: list[str]) -> list[str]:
    """A name of one word is told from the ordinary word by its capital."""
    return [words for words in written.places(said) if len(said) > 1 or words[0].isupper()]


def _as_said(name: str) -> list[str]:
    """The name without its legal form; a single short word is no name that one could tell from others."""
    words = _folded(name)
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return words if len(words) > 1 or (words and len(words[0]) >= SHORTEST_ALONE) else []


def _own_word(company: Company) -> str:
    """What the company calls itself in its address: `hollis` of hollis.example."""
    label = company.domain.casefold().split(".")[0]
    return label if len(label) >= SHORTEST_ALONE else ""


def _folded(name: str) -> list[str]:
    return [word.casefold().rstrip(".") for word in words_of(name)]
