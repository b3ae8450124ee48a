from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from content.pdf_extent import PdfExtent, pdf_extent


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

    def save(self, *args, **kwargs):
        """A new file is measured before anybody reads it; what cannot be measured is a document all the same."""
        if self.file and (self._state.adding or not self.file._committed):
            found = self._extent() if self.file_extension.lower() == "pdf" else PdfExtent()
            self.pages, self.words = found.pages, found.words
        super().save(*args, **kwargs)

    def _extent(self) -> PdfExtent:
        """Of a file on its way, or of one that `file.save` has put into the storage before, as an import does."""
        if not self.file._committed:
            return pdf_extent(self.file.file)
        try:
            with self.file.storage.open(self.file.name) as kept:
                return pdf_extent(kept)
        except OSError:
            return PdfExtent()
