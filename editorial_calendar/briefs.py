"""What a slot's brief begins with when it is planned for a wish: no database, no clock."""

from collections.abc import Iterable

from django.template.defaultfilters import pluralize
from django.utils.formats import date_format

from audiences.demand import Wanted

MOST_QUESTIONS = 3


def brief(wish: Wanted, *, heard: Iterable[str] = ()) -> str:
    """One line a fact, and none for what nobody said."""
    lines = [_who_asked(wish)]
    if wish.why:
        lines.append(f"What for: {wish.why}")
    if wish.needed_by:
        lines.append(f"Needed by {date_format(wish.needed_by, 'j F Y')}.")
    readers = [str(each) for each in (wish.persona, wish.industry) if each]
    if readers:
        lines.append(f"For: {', '.join(readers)}.")
    questions = wish.persona.questions.splitlines() if wish.persona else []
    lines += [f"They ask: {question}" for question in questions[:MOST_QUESTIONS] if question.strip()]
    lines += [f"Heard from buyers: {' '.join(point.split())}" for point in heard]
    return "\n".join(lines)


def _who_asked(wish: Wanted) -> str:
    how = [
        f"{wish.searches} search{pluralize(wish.searches, 'es')} that found nothing" if wish.searches else "",
        f"{wish.requests} request{pluralize(wish.requests)}" if wish.requests else "",
    ]
    people = f"{wish.people} {'person' if wish.people == 1 else 'people'}"
    return f"“{wish.words}”: {' and '.join(filter(None, how))}, by {people}."
