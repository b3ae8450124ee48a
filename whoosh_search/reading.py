"""Asking the index, and saying what is the matter when it cannot answer."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.models import Model

from whoosh_search import spelling
from whoosh_search.evaluation import Evaluation
from whoosh_search.explaining import Why, explain
from whoosh_search.found import Found
from whoosh_search.generations import Store
from whoosh_search.opening import Opened, close, opened
from whoosh_search.plan import Plan
from whoosh_search.schema import label, tops
from whoosh_search.state import Condition, IndexUnusable, State, trouble, unusable


def examine(store: Store, *, afresh: bool = True) -> State:
    """The state of the index, with every file of it read again, or only what is new."""
    try:
        index = opened(store, afresh=afresh)
    except IndexUnusable as fault:
        return fault.state
    trouble.over(str(store.root))
    return State(Condition.READY, int(index.view.alive.sum()), index.about.built_at)


def find(store: Store, plan: Plan, model: type[Model], *, seconds: float) -> Found:
    """What matches, best first. It may be out of date."""
    with _asking(store) as index:
        scope = index.scope(label(model), plan.fields)
        if plan.root is None:
            return Found(index.view, None)
        evaluation = Evaluation(scope, seconds)
        return Found(index.view, evaluation.hits(plan.root), cut_short=evaluation.cut_short)


def reasons(store: Store, plan: Plan, model: type[Model], pks: Iterable[str], *, seconds: float) -> dict[str, Why]:
    """Why each of these was found, and how much each word gave."""
    with _asking(store) as index:
        return explain(Evaluation(index.scope(label(model), plan.fields), seconds), plan, set(pks), tops(model))


def near(store: Store, word: str, model: type[Model], *, at_most: int) -> list[str]:
    """What the index holds that is spelt like a word; nothing while it cannot be used."""
    try:
        with _asking(store) as index, index.view.lock:
            return spelling.near(index.view.reader, word, model, store.language, at_most=at_most)
    except IndexUnusable:
        return []


@contextmanager
def _asking(store: Store) -> Iterator[Opened]:
    root = str(store.root)
    try:
        index = opened(store)
        try:
            yield index
        except Exception as error:
            close(store)
            raise unusable(Condition.DAMAGED, f"a search failed ({type(error).__name__}: {error}).", error) from error
    except IndexUnusable as fault:
        trouble.report(root, fault)
        raise
    trouble.over(root)
