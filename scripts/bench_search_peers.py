"""The engines that `bench_search.py` puts beside ours: each is given the same documents and the same words.

Each searches title, summary and text for any of the words, the first two counting twice, best ten first; each stems.
"""

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import psycopg
import tantivy

FIELDS = ("title", "summary", "body")
TWICE = (2.0, 2.0, 1.0)
TEN = 10


class Document(NamedTuple):
    pk: int
    title: str
    summary: str
    body: str


class Engine(Protocol):
    name: str

    def build(self, documents: Sequence[Document]) -> None: ...

    def search(self, words: Sequence[str]) -> int:
        """How many of the ten it found."""

    def replace(self, document: Document) -> None: ...

    def clock(self) -> float:
        """Seconds of CPU so far, of its server too."""

    def close(self) -> None: ...


class FTS5:
    name = "SQLite FTS5 (porter, bm25)"
    clock = staticmethod(time.process_time)

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="touchstone-fts5-"))

    def build(self, documents):
        self.connection = sqlite3.connect(self.folder / "texts.sqlite3", isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=NORMAL")
        self.connection.execute(
            f"CREATE VIRTUAL TABLE texts USING fts5({', '.join(FIELDS)}, tokenize='porter unicode61')"
        )
        self.connection.execute("BEGIN")
        self.connection.executemany("INSERT INTO texts (rowid, title, summary, body) VALUES (?, ?, ?, ?)", documents)
        self.connection.execute("COMMIT")

    def search(self, words):
        asked = " OR ".join(f'"{word}"' for word in words)
        order = f"bm25(texts, {', '.join(map(str, TWICE))})"
        found = self.connection.execute(
            f"SELECT rowid, {order} AS score FROM texts WHERE texts MATCH ? ORDER BY score LIMIT {TEN}",  # noqa: S608 our own words
            [asked],
        )
        return len(found.fetchall())

    def replace(self, document):
        change = "UPDATE texts SET title = ?, summary = ?, body = ? WHERE rowid = ?"
        self.connection.execute(change, (*document[1:], document.pk))

    def close(self):
        self.connection.close()
        shutil.rmtree(self.folder)


class Tantivy:
    name = "tantivy (en_stem): the limit"
    clock = staticmethod(time.process_time)

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="touchstone-tantivy-")

    def build(self, documents):
        schema = tantivy.SchemaBuilder().add_integer_field("pk", stored=True, indexed=True)
        for name in FIELDS:
            schema.add_text_field(name, tokenizer_name="en_stem")
        self.index = tantivy.Index(schema.build(), path=self.folder)
        writer = self.index.writer(50_000_000, num_threads=1)
        for document in documents:
            writer.add_document(self._document(document))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def _document(self, document):
        return tantivy.Document(pk=document.pk, **{name: [getattr(document, name)] for name in FIELDS})

    def search(self, words):
        asked = self.index.parse_query(
            " ".join(f'"{word}"' for word in words), list(FIELDS), field_boosts=dict(zip(FIELDS, TWICE, strict=True))
        )
        return len(self.index.searcher().search(asked, TEN).hits)

    def replace(self, document):
        writer = self.index.writer(50_000_000, num_threads=1)
        writer.delete_documents("pk", document.pk)
        writer.add_document(self._document(document))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def close(self):
        shutil.rmtree(self.folder)


class PostgreSQL:
    """Its own tables as Wagtail lays them out: vectors of title and rest, an index over both together."""

    name = "PostgreSQL full text (ts_rank)"

    def __init__(self, url: str):
        self.connection = psycopg.connect(url, autocommit=True)
        self.backend = self.connection.info.backend_pid

    def clock(self) -> float:
        # What Linux calls the clock of a process that is not ours; no other process works for a search.
        return time.process_time() + time.clock_gettime((~self.backend << 3) | 2)

    def build(self, documents):
        run = self.connection.execute
        run("SET max_parallel_workers_per_gather = 0")
        run("SET max_parallel_maintenance_workers = 0")
        run("DROP TABLE IF EXISTS texts")
        run("CREATE TABLE texts (pk int PRIMARY KEY, title tsvector, body tsvector)")
        with self.connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO texts {self._values()}", map(self._row, documents))
        run("CREATE INDEX ON texts USING gin ((title || body))")
        run("ANALYZE texts")

    def _values(self) -> str:
        body = "setweight(to_tsvector('english', %s), 'B') || setweight(to_tsvector('english', %s), 'D')"
        return f"VALUES (%s, setweight(to_tsvector('english', %s), 'B'), {body})"

    def _row(self, document):
        return (document.pk, document.title, document.summary, document.body)

    def search(self, words):
        asked = " | ".join(f"'{word}'" for word in words)
        weights = "'{0.5, 0.5, 1, 1}'"
        found = self.connection.execute(
            f"SELECT pk FROM texts, to_tsquery('english', %s) AS asked WHERE (title || body) @@ asked"  # noqa: S608
            f" ORDER BY ts_rank({weights}, title, asked) + ts_rank({weights}, body, asked) DESC LIMIT {TEN}",
            [asked],
        )
        return len(found.fetchall())

    def replace(self, document):
        self.connection.execute(
            f"INSERT INTO texts {self._values()}"
            " ON CONFLICT (pk) DO UPDATE SET title = EXCLUDED.title, body = EXCLUDED.body",
            self._row(document),
        )

    def close(self):
        self.connection.close()
