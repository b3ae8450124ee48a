from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Collection, Orderable, RevisionMixin
from wagtail.search import index

from content.blocks import Objections

# Made by a migration with its rights; its files open for marketing and sales alone.
COLLECTION = "Sales editions"
SAYING = ["bold", "italic", "ol", "ul", "link"]


class SalesEditionQuerySet(models.QuerySet):
    def behind(self):
        """Those whose asset was published with other words since somebody last checked them against it."""
        unchecked = Q(written_for=None) | ~Q(written_for=F("asset__live_revision"))
        return self.filter(unchecked, asset__live_revision__isnull=False)


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
    checked_at = models.DateTimeField("last checked", null=True, editable=False)
    words_checked = models.CharField(max_length=64, blank=True, editable=False)

    objects = SalesEditionQuerySet.as_manager()

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
    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Put it into the collection \u201cSales editions\u201d, where only marketing and sales open it.",
    )

    def __str__(self):
        return self.document.title

    def clean(self):
        super().clean()
        if self.document_id and not _is_kept_apart(self.document.collection):
            raise ValidationError({"document": self._refusal()})

    def _refusal(self) -> str:
        return (
            f"\u201c{self.document.title}\u201d lies in the collection \u201c{self.document.collection.name}\u201d, "
            f"which readers can open. Move it to \u201c{COLLECTION}\u201d first."
        )


def _is_kept_apart(collection: Collection) -> bool:
    return any(collection.is_descendant_of(kept) or collection == kept for kept in _kept_apart())


def _kept_apart() -> models.QuerySet:
    return Collection.objects.filter(name=COLLECTION, view_restrictions__isnull=False)
