from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class AssetImage(AbstractImage):
    """A picture with its credit. Its description is the alternative text."""

    credit = models.CharField(max_length=200, blank=True, help_text="Who made it, as the licence asks it to be said.")
    source_path = models.CharField(max_length=500, blank=True, editable=False, db_index=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")


class AssetRendition(AbstractRendition):
    image = models.ForeignKey(AssetImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_filter_and_focal_point"
            ),
        ]


class AssetDocument(AbstractDocument):
    """A file that readers download, or read here if it has pages."""

    pages = models.PositiveIntegerField(null=True, editable=False, help_text="Of a PDF, when it was last saved.")
    words = models.PositiveIntegerField(null=True, editable=False)

    admin_form_fields = Document.admin_form_fields
