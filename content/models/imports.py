from django.db import models


class ImportedAsset(models.Model):
    """Where an asset came from, so that importing again changes nothing that has not changed there."""

    source = models.CharField(max_length=500, unique=True)
    checksum = models.CharField(max_length=64)
    asset = models.OneToOneField("content.AssetPage", on_delete=models.CASCADE, related_name="imported_from")
    revision_id = models.BigIntegerField(help_text="The revision that the import made; a later one is an editor's.")
    imported_at = models.DateTimeField()

    class Meta:
        permissions = [("export_library", "Can export the whole library")]

    def __str__(self):
        return self.source
