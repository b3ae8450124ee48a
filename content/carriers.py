"""Which part of an asset carries what it has to say: its text, a document to download, or a film. And how long that takes."""

from dataclasses import dataclass

from django.db.models import TextChoices

from content.reading_time import expected_seconds, measure
from content.vehicles import Format

FILMED = {Format.VIDEO, Format.TALK, Format.WEBINAR}
DOCUMENTED = {Format.WHITE_PAPER, Format.REPORT, Format.CASE_STUDY, Format.CHECKLIST, Format.TOOL}


class Carrier(TextChoices):
    TEXT = "text", "Text"
    DOCUMENT = "document", "Document"
    FILM = "film", "Film"


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How much there is of each part; 0 where there is none, or where we cannot tell."""

    words: int = 0
    figures: int = 0
    film_seconds: int = 0
    document_pages: int = 0
    document_words: int = 0

    def carrier(self, format: str) -> Carrier:
        if format in FILMED and self.film_seconds:
            return Carrier.FILM
        if format in DOCUMENTED and self.document_pages and self.document_words > self.words:
            return Carrier.DOCUMENT
        return Carrier.TEXT

    def expected_seconds(self, format: str) -> int:
        """Of the part that carries it: a film takes as long as it is, words are read at our readers' pace."""
        match self.carrier(format):
            case Carrier.FILM:
                return self.film_seconds
            case Carrier.DOCUMENT:
                return expected_seconds(words=self.document_words, figures=0)
            case _:
                return expected_seconds(words=self.words, figures=self.figures)


def extent_of(body) -> Extent:
    """What a stream body holds. Films elsewhere are left out: nobody tells us how far they were watched."""
    words, figures = measure(body)
    films = [block.value for block in body if block.block_type == "video" and block.value["file"]]
    documents = {block.value["document"] for block in body if block.block_type == "download"} - {None}
    return Extent(
        words=words,
        figures=figures,
        film_seconds=round(sum(float(film["minutes"] or 0) * 60 for film in films)),
        document_pages=sum(document.pages or 0 for document in documents),
        document_words=sum(document.words or 0 for document in documents),
    )
