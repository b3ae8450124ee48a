from django.conf import settings
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, RevisionMixin
from wagtail.search import index

from content.blocks import Objections

SAYING = ["bold", "italic", "ol", "ul", "link"]


class SalesEdition(RevisionMixin, index.Indexed, ClusterableModel):
    """The salesperson's version of an asset. Never public, whatever its asset is."""

    asset = models.OneToOneField("content.AssetPage", on_delete=models.CASCADE, related_name="sales_edition")
    talking_points = RichTextField(features=SAYING, help_text="Three things to say, in the words of a conversation.")
    questions_to_ask = RichTextField(features=SAYING, blank=True, help_text="What to ask the buyer about it.")
    objections = StreamField(Objections(), blank=True)
    may_be_shared = RichTextField(
        features=SAYING, blank=True, help_text="What may be sent to a buyer, and what may not."
    )
    internal_notes = RichTextField(features=SAYING, blank=True, help_text="For the house only.")
    written_for = models.ForeignKey(
        "wagtailcore.Revision",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The public revision that this edition was last checked against.",
    )
    checked_at = models.DateTimeField(null=True, editable=False)

    search_fields = [
        index.SearchField("talking_points"),
        index.SearchField("questions_to_ask"),
        index.SearchField("objections"),
        index.FilterField("asset_id"),
    ]

    def __str__(self):
        return f"Sales edition of {self.asset}"

    @property
    def is_behind(self) -> bool:
        """Whether the public asset was published anew since somebody last checked this edition against it."""
        return self.asset.live_revision_id is not None and self.written_for_id != self.asset.live_revision_id


class SalesAttachment(Orderable):
    """A file that salespeople take along. It lies in the collection that only the house can open."""

    edition = ParentalKey(SalesEdition, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(settings.WAGTAILDOCS_DOCUMENT_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self):
        return self.document.title
