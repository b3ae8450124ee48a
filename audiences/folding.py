"""When two people's words mean the same: no database, no clock.

Case, accents, punctuation, order, repetition, the small words and the plural make no difference. No other ending is cut
off: "plan" and "planning" stay two, since a wrong guess would hide a wish inside another one.
"""

import re
import unicodedata

SMALL_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a about an and are as at be by can do does for from have how i in is it me my of on or our that the their there
        this to us was we what when where which who why will with you your
        """,
    )
)


def tidy(typed: str, *, most: int) -> str:
    """What was typed, on one line and of so many characters at most; PostgreSQL holds no NUL."""
    return " ".join("".join(c if c.isprintable() else " " for c in typed[: most * 4]).split())[:most].strip()


def plain(words: str) -> str:
    """The words as typed, in order, without case, accents, punctuation and needless blanks."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in letters if not unicodedata.combining(c))))


def fold(words: str) -> str:
    """One spelling for all who mean the same; nothing when there is no word at all."""
    said = set(plain(words).split())
    return " ".join(sorted({_singular(word) for word in said - SMALL_WORDS or said}))


def _singular(word: str) -> str:
    """In English, and good enough for counting: the same for one and for many."""
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else word.removesuffix("s")
