"""A small index of plain documents, searched as the live one is, without a database."""

import tempfile
from collections.abc import Callable, Iterable
from types import TracebackType

from whoosh.fields import ID, KEYWORD, Schema
from whoosh.index import create_in

from whoosh_search.compiler import WholeWords
from whoosh_search.documents import Document
from whoosh_search.evaluation import Evaluation
from whoosh_search.found import Found
from whoosh_search.keeping import Shelf
from whoosh_search.opening import MOST_BYTES
from whoosh_search.packed import PackedCodec
from whoosh_search.plan import Plan
from whoosh_search.schema import Kind, text_type
from whoosh_search.scope import Scope
from whoosh_search.view import View
from whoosh_search.words import Language, normalise

LABEL = "plain"
# No question of a measurement is cut short, however slow the machine.
SECONDS = 600


class PlainIndex:
    """Closed by leaving its block, which also removes its folder."""

    def __init__(self, language: Language, fields: dict[str, float]):
        self.language = language
        self.fields = fields
        self.folder = tempfile.TemporaryDirectory(prefix="plain-index-")

    def __enter__(self) -> "PlainIndex":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        if hasattr(self, "reader"):
            self.reader.close()
        self.folder.cleanup()

    def add(self, documents: Iterable[tuple[str, Document]], *, tell: Callable[[int], None]) -> None:
        """Documents by identifier, each a text by field."""
        kinds = {name: text_type(Kind.SEARCH, self.language) for name in self.fields}
        index = create_in(self.folder.name, Schema(key=ID(unique=True, sortable=True), types=KEYWORD(), **kinds))
        writer = index.writer(codec=PackedCodec())
        for number, (name, texts) in enumerate(documents, 1):
            filled = {field: normalise(text) for field, text in texts.items() if text}
            writer.add_document(key=f"{LABEL}:{name}", types=LABEL, **filled)
            tell(number)
        writer.commit()
        self.reader = index.reader()
        view = View(self.reader, Shelf(MOST_BYTES))
        self.scope = Scope(view, LABEL, tuple(self.fields.items()))

    def search(self, words: str) -> Found:
        """Any of the words, ranked."""
        translation = WholeWords(self.language)
        found = translation.telling(translation.words(words))
        plan = Plan(self.scope.fields, translation.plain(found, "or", 1.0) if found else None)
        hits = Evaluation(self.scope, SECONDS).hits(plan.root) if plan.root else None
        return Found(self.scope.view, hits)
