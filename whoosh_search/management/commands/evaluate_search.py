"""Measures our ranking on a collection, beside BM25 of the bm25s library on the same collection."""

import json
import time
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from whoosh_search.measuring.collections import BadCollection, Collection, read_collection
from whoosh_search.measuring.measurement import Measured, measure
from whoosh_search.measuring.plain import PlainIndex
from whoosh_search.measuring.reference import Reference
from whoosh_search.words import DEFAULT, LANGUAGES, language

# A title counts more than the text, as it does for pages.
TITLE = 2.0
SECONDS_BETWEEN_WORDS = 2.0


class Command(BaseCommand):
    help = "Measures the ranking of searches on a folder with docs.jsonl, queries.jsonl and qrels.tsv."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument("--format", choices=["table", "json"], default="table")
        parser.add_argument("--language", choices=LANGUAGES, default=DEFAULT)

    def handle(self, *args, folder: Path, format: str, **options):
        try:
            collection = read_collection(folder)
        except BadCollection as error:
            raise CommandError(str(error)) from error
        spoken = language(options["language"])
        documents = collection.documents
        with PlainIndex(spoken, {"title": TITLE, "text": 1.0}) as index:
            tell = self._progress("indexed", len(documents))
            index.add(((each.id, {"title": each.title, "text": each.text}) for each in documents), tell=tell)
            ours = self._measure("ours", collection, lambda words: dict(index.search(words).best()))
        reference = self._measure("reference", collection, Reference(spoken, documents).search)
        self.stdout.write(_as_json(ours, reference) if format == "json" else _as_table(collection, ours, reference))

    def _measure(self, name: str, collection: Collection, search) -> Measured:
        tell = self._progress(f"asked of {name}", len(collection.questions))
        return measure(collection, search, tell=tell)

    def _progress(self, what: str, total: int) -> Callable[[int], None]:
        last = time.monotonic()

        def tell(number: int) -> None:
            nonlocal last
            if number == total or time.monotonic() - last > SECONDS_BETWEEN_WORDS:
                last = time.monotonic()
                self.stderr.write(f"{number} of {total} {what}", self.style.NOTICE)

        return tell


def _ratio(ours: Measured, reference: Measured) -> float | None:
    return round(ours.ndcg_at_10 / reference.ndcg_at_10, 4) if reference.ndcg_at_10 else None


def _as_json(ours: Measured, reference: Measured) -> str:
    return json.dumps({"ours": ours.plain(), "reference": reference.plain(), "ratio": _ratio(ours, reference)})


def _as_table(collection: Collection, ours: Measured, reference: Measured) -> str:
    counts = len(collection.documents), len(collection.questions), len(collection.judgements)
    lines = [
        "{} documents, {} questions, {} of them judged".format(*counts),
        f"{'':24}{'ours':>10}{'BM25':>10}",
    ]
    theirs = reference.plain()
    lines += [f"{name.replace('_', ' '):24}{value:>10}{theirs[name]:>10}" for name, value in ours.plain().items()]
    return "\n".join([*lines, f"{'ratio of nDCG@10':24}{_ratio(ours, reference)!s:>10}"])
