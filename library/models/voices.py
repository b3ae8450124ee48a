from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from content.models import AssetPage


class Of(models.TextChoices):
    """What a salesperson speaks of."""

    ASSET = "asset", "the asset"
    EDITION = "edition", "its sales edition"


class Tip(models.Model):
    """What one salesperson tells the others about using an asset."""

    asset = models.ForeignKey(AssetPage, on_delete=models.CASCADE, related_name="tips")
    of = models.CharField(max_length=7, choices=Of, default=Of.ASSET)
    text = models.TextField(max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tips", editable=False)
    at = models.DateTimeField(editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.text[:60]


class TipThanks(models.Model):
    """That a tip helped a colleague."""

    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="thanks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tip", "by"], name="thanks_are_said_once")]

    def __str__(self):
        return f"{self.by} thanks for {self.tip}"


class Rating(models.Model):
    """How well an asset, or its sales edition, worked in a salesperson's hands. Kept apart from readers' votes."""

    asset = models.ForeignKey(AssetPage, on_delete=models.CASCADE, related_name="sales_ratings")
    of = models.CharField(max_length=7, choices=Of, default=Of.ASSET)
    stars = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False)
    at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "of", "by"], name="one_rating_a_salesperson"),
            models.CheckConstraint(condition=models.Q(stars__gte=1, stars__lte=5), name="one_to_five_stars"),
        ]

    def __str__(self):
        return f"{self.stars} for {self.asset}"
