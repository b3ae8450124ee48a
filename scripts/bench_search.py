"""The search part of `make bench`: our engine beside SQLite's, PostgreSQL's and tantivy, at 1,000 and 10,000 assets.

    python scripts/bench_search.py [--sizes 1000,10000] [--collections FOLDER ...]

All are given the same documents and questions. Figures are CPU, of a server process too; the ratios are what holds on
another machine. Each question is asked once, after others have warmed what each engine keeps in memory, and in all of
them stop words are left out of questions. With a collection of judged questions (or TOUCHSTONE_BENCH_COLLECTIONS,
separated by colons) our ranking is measured as well. Nothing of yours is touched.
"""

import argparse
import io
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
FOLDER = tempfile.TemporaryDirectory(prefix="touchstone-bench-search-")
os.environ |= {
    "TOUCHSTONE_VAR_DIR": FOLDER.name,
    "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    "TOUCHSTONE_ALLOWED_HOSTS": "testserver",
    "TOUCHSTONE_LOG_LEVEL": "CRITICAL",
}
for name in ("DATABASE_URL", "TOUCHSTONE_SEARCH_BACKEND"):
    os.environ.pop(name, None)
sys.path.insert(0, str(HOUSE))

import django  # noqa: E402 the settings above come first

django.setup()

from bench_search_peers import FTS5, Document, Engine, PostgreSQL, Tantivy  # noqa: E402
from bench_search_texts import SMALL_WORDS, Language  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.search.backends import get_search_backend  # noqa: E402
from with_postgres import server  # noqa: E402

from content.asset_text import parts  # noqa: E402
from content.models import AssetPage, Expert, SalesEdition  # noqa: E402
from demo.shelving import shelve  # noqa: E402
from users.models import User  # noqa: E402
from whoosh_search.changes import Changes  # noqa: E402
from whoosh_search.commits import Haste, drain, enqueue  # noqa: E402
from whoosh_search.documents import document  # noqa: E402
from whoosh_search.rebuilding import Build  # noqa: E402

WARM_UP, ASKED, REPLACED, PAGES = 40, 200, 8, 40
PEER = "SQLite FTS5 (porter, bm25)"


@dataclass
class Measured:
    """Milliseconds of CPU, but for the rate."""

    documents: int
    build_seconds: float = 0
    searches: list[float] = field(default_factory=list)
    replacing: list[float] = field(default_factory=list)
    first_after: list[float] = field(default_factory=list)

    @property
    def each(self) -> float:
        return self.build_seconds / self.documents * 1000


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def percentile(figures: Sequence[float], share: float) -> float:
    return sorted(figures)[math.ceil(share * len(figures)) - 1]


def milliseconds(clock: Callable[[], float], work: Callable[[], object]) -> float:
    began = clock()
    work()
    return (clock() - began) * 1000


class Ours:
    """The engine alone: documents that are made already, keys and scores back, no database."""

    name = "Touchstone: the engine alone"
    clock = staticmethod(time.process_time)

    def __init__(self):
        self.backend = get_search_backend()
        self.making = self.building = 0.0
        self.documents: list[dict] = []

    def build(self, documents):
        """Of sales editions and experts too, as a library has them. What belongs to Django is timed apart."""
        models = (AssetPage, SalesEdition, Expert)
        began = self.clock()
        self.documents = [document(each) for model in models for each in model.objects.iterator(500)]
        made = self.clock()
        build = Build(self.backend.store)
        build.add(self.documents)
        build.publish()
        self.making, self.building = made - began, self.clock() - made

    def search(self, words):
        return len(self.backend.rank(AssetPage.objects.all(), " ".join(words), at_most=10))

    def replace(self, document):
        key = f"wagtailcore.page:{document.pk}"
        changes: Changes = {each["key"]: each for each in self.documents if each["key"] == key}
        enqueue(self.backend.store, changes)
        drain(self.backend.store, Haste.PAGE)

    def close(self):
        """The index stays for the pages."""


class ThroughModels:
    """As in real life: assets read from the database and written by Wagtail's signals, assets back."""

    name = "Touchstone: through Django's models"
    clock = staticmethod(time.process_time)

    def __init__(self, alone: Ours):
        self.alone = alone

    def build(self, documents):
        """Measured with the engine alone, of which it is one part."""

    def search(self, words):
        return len(AssetPage.objects.live().search(" ".join(words), operator="or")[:10])

    def replace(self, document):
        self.alone.backend.add(AssetPage.objects.get(pk=document.pk))

    def close(self):
        pass


def measure(engine: Engine, documents: Sequence[Document], questions: Sequence[list[str]]) -> Measured:
    measured = Measured(len(documents))
    measured.build_seconds = milliseconds(engine.clock, lambda: engine.build(documents)) / 1000
    for words in questions[:WARM_UP]:
        engine.search(words)
    asked = questions[WARM_UP : WARM_UP + ASKED]
    measured.searches = [milliseconds(engine.clock, lambda words=words: engine.search(words)) for words in asked]
    for one, words in zip(documents[-REPLACED:], questions[WARM_UP + ASKED :], strict=False):
        measured.replacing.append(milliseconds(engine.clock, lambda one=one: engine.replace(one)))
        measured.first_after.append(milliseconds(engine.clock, lambda words=words: engine.search(words)))
    return measured


def everything_measured(documents, questions, postgres: str | None) -> dict[str, Measured]:
    ours = Ours()
    alone = measure(ours, documents, questions)
    models = ThroughModels(ours)
    real = measure(models, documents, questions)
    alone.build_seconds, real.build_seconds = ours.building, ours.making + ours.building
    alone.documents = real.documents = len(ours.documents)
    rows = {models.name: real, ours.name: alone}
    for engine in (FTS5(), *([PostgreSQL(postgres)] if postgres else []), Tantivy()):
        rows[engine.name] = measure(engine, documents, questions)
        engine.close()
    return rows


def table(rows: dict[str, Measured], size: int) -> None:
    peer = rows[PEER]
    beside = statistics.median(peer.searches)
    say(
        f"\n{f'{size:,} assets; CPU ms':<37}{'documents':>10}{'a docu-':>9}{'a search':>17}{'x FTS5':>8}{'one':>9}{'search':>8}"
    )
    say(f"{'':<37}{'a CPU s':>10}{'ment':>9}{'p50':>9}{'p99':>8}{'p50':>8}{'added':>9}{'after':>8}")
    for name, one in rows.items():
        half = statistics.median(one.searches)
        say(
            f"{name:<37}{1000 / one.each:>10,.0f}{one.each:>9.3f}{half:>9.3f}{percentile(one.searches, 0.99):>8.2f}"
            f"{half / beside:>8.2f}{statistics.median(one.replacing):>9.2f}{statistics.median(one.first_after):>8.2f}"
        )


def texts_of_all() -> list[Document]:
    return [
        Document(asset.pk, asset.title, asset.summary, " ".join(part.text for part in parts(asset.body)))
        for asset in AssetPage.objects.live().order_by("pk")
    ]


def telling(question: str) -> list[str]:
    return [word for word in question.split() if word not in SMALL_WORDS]


def pages(questions: Sequence[str]) -> None:
    """What a salesperson waits for: the whole answer of the library, by the clock of the wall too."""
    client = Client()
    client.force_login(User.objects.get(username="sam"))
    say(f"\n{'The library, whole answers':<45}{'CPU ms p50':>12}{'p95':>9}{'wall ms p50':>13}{'p95':>9}")
    for name, path in (
        ("GET /library/?q=…", "/library/"),
        ("as one types: /library/results/?q=…", "/library/results/"),
    ):
        if client.get(path, {"q": "warm"}).status_code != 200:
            say(f"{name:<45}{'not there':>12}")
            continue
        for words in questions[:5]:
            client.get(path, {"q": words})
        cpu, wall = [], []
        for words in questions[5 : 5 + PAGES]:
            began, cpu_began = time.perf_counter(), time.process_time()
            client.get(path, {"q": words})
            wall.append((time.perf_counter() - began) * 1000)
            cpu.append((time.process_time() - cpu_began) * 1000)
        figures = [statistics.median(cpu), percentile(cpu, 0.95), statistics.median(wall), percentile(wall, 0.95)]
        say(f"{name:<45}{figures[0]:>12.1f}{figures[1]:>9.1f}{figures[2]:>13.1f}{figures[3]:>9.1f}")


@contextmanager
def postgres_if_possible() -> Iterator[str | None]:
    with ExitStack() as stack:
        try:
            url = stack.enter_context(server())
        except Exception as error:  # noqa: BLE001 whatever keeps a server from starting is said, and the rest goes on
            say(f"PostgreSQL is left out: its server does not start here ({type(error).__name__}: {error}).")
            url = None
        yield url


def relevance(folders: Sequence[str]) -> None:
    for folder in folders:
        said = io.StringIO()
        call_command("evaluate_search", folder, stdout=said, stderr=io.StringIO())
        say(f"\nRelevance, on {Path(folder).name}\n{said.getvalue().rstrip()}")


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--sizes", default="1000,10000", type=lambda said: [int(each) for each in said.split(",")])
    from_environment = filter(None, os.environ.get("TOUCHSTONE_BENCH_COLLECTIONS", "").split(":"))
    given.add_argument("--collections", nargs="*", default=list(from_environment), metavar="FOLDER")
    asked = given.parse_args()
    language, at = Language(), timezone.now()
    questions = language.questions(WARM_UP + ASKED + REPLACED)
    call_command("migrate", verbosity=0)
    call_command("demo", stdout=io.StringIO())
    with postgres_if_possible() as postgres:
        for size in asked.sizes:
            shelve(language.texts(size - AssetPage.objects.live().count()), at=at)
            table(everything_measured(texts_of_all(), [telling(each) for each in questions], postgres), size)
    pages(questions)
    relevance(asked.collections)


if __name__ == "__main__":
    main()
