"""The ranking to compare with: BM25 by the bm25s library, with stems and without stop words.

Lù, "BM25S: Orders of magnitude faster lexical search via eager sparse scoring" (2024). A word that a
question repeats counts as often as it stands there.
"""

from collections.abc import Iterable

import bm25s

from whoosh_search.measuring.collections import Text
from whoosh_search.words import WORDS, Language, normalise

METHOD, K1, B = "lucene", 1.5, 0.75


class Reference:
    def __init__(self, language: Language, documents: Iterable[Text]):
        self.language = language
        documents = list(documents)
        self.names = [each.id for each in documents]
        self.index = bm25s.BM25(method=METHOD, k1=K1, b=B)
        self.index.index([self._stems(f"{each.title}\n{each.text}") for each in documents], show_progress=False)

    def search(self, words: str) -> dict[str, float]:
        known = [stem for stem in self._stems(words) if stem in self.index.vocab_dict]
        if not known:
            return {}
        scores = self.index.get_scores(known)
        return {name: float(score) for name, score in zip(self.names, scores, strict=True) if score > 0}

    def _stems(self, text: str) -> list[str]:
        found = (token.text for token in WORDS(normalise(text), mode="index"))
        return [self.language.stem(word) for word in found if word not in self.language.stop_words]
