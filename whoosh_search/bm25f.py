"""The arithmetic of relevance: BM25F, over arrays with a place for each document.

A word weighs by how few documents have it. Its occurrences are weighted by field and by how long that
field is in the document, added up, and only then saturated: a word in both title and body counts once.

Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields" (CIKM 2004);
Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond" (2009), section 3.6.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = NDArray[np.int32]

# The usual constants, those of the reference that `evaluate_search` compares with among others.
K1 = 1.5
B = 0.75


def weight_of_field(boost: float, lengths: Floats) -> Floats:
    """What one occurrence in a field counts in each document; `lengths` are those of the searched documents only."""
    filled = lengths[lengths > 0]
    average = float(filled.mean()) if filled.size else 1.0
    return (boost / (1 - B + B * lengths / average)).astype(np.float32)


def idf(documents: int, with_word: int) -> float:
    """Never below nothing, as in Lucene."""
    return float(np.log1p((documents - with_word + 0.5) / (with_word + 0.5)))


def saturated(weighted: Floats) -> Floats:
    """More occurrences say more, but ever less, and never more than K1 + 1."""
    return weighted * np.float32(K1 + 1) / (weighted + np.float32(K1))
