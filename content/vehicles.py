"""What an asset is by its make: its vehicle, how long and how pictorial it is, how long it keeps."""

from django.db import models

SHORT_WORDS = 600
HEAVY_WORDS = 1500
# A figure for every so many words makes a piece one that is looked at rather than read.
WORDS_A_FIGURE = 200


class Format(models.TextChoices):
    """The vehicle that an idea travels in."""

    ARTICLE = "article", "Article"
    WHITE_PAPER = "white-paper", "White paper"
    CASE_STUDY = "case-study", "Case study"
    REPORT = "report", "Report"
    VIDEO = "video", "Video"
    TALK = "talk", "Talk"
    WEBINAR = "webinar", "Webinar"
    CHECKLIST = "checklist", "Checklist"
    TOOL = "tool", "Tool"
    SHORT_POST = "short-post", "Short post"


class LengthClass(models.TextChoices):
    """How much there is to read, and whether pictures carry it (seed row 30)."""

    SHORT = "short", "Short"
    LONG = "long", "Long"
    TEXT_HEAVY = "text-heavy", "Text-heavy"
    GRAPHIC = "graphic", "Graphic"

    @classmethod
    def of(cls, *, words: int, figures: int) -> "LengthClass":
        if figures and words < figures * WORDS_A_FIGURE:
            return cls.GRAPHIC
        if words < SHORT_WORDS:
            return cls.SHORT
        return cls.LONG if words < HEAVY_WORDS else cls.TEXT_HEAVY


class ShelfLife(models.TextChoices):
    """Evergreens are looked at again by a date; news goes by one."""

    EVERGREEN = "evergreen", "Evergreen"
    NEWS = "news", "News"


class ChangeLevel(models.TextChoices):
    """Whom the change is about that an aspirational asset prepares its readers for."""

    PERSONAL = "personal", "Personal"
    ORGANISATIONAL = "organisational", "Organisational"
    INDUSTRY = "industry", "Industry"
