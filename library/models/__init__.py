from library.models.collections import Collection, CollectionItem
from library.models.desk import LibraryDesk
from library.models.shares import ReadSignal, Share, ShareReader
from library.models.voices import Rating, Tip, TipThanks

__all__ = [
    "Collection",
    "CollectionItem",
    "LibraryDesk",
    "Rating",
    "ReadSignal",
    "Share",
    "ShareReader",
    "Tip",
    "TipThanks",
]
