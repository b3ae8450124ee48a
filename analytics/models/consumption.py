from django.db import models


class Numbers(models.Model):
    """What was consumed in a day or a month, one way of looking at it.

    Everything but readers is additive: the days of a month add up to the month. Readers are counted once a period, so
    those of the days add up to more.
    """

    class Period(models.TextChoices):
        DAY = "D", "Day"
        MONTH = "M", "Month"

    by = models.CharField(
        max_length=8, help_text="The way of looking: asset, stage, pillar, topic, format, source, all."
    )
    period = models.CharField(max_length=1, choices=Period)
    starts = models.DateField(help_text="The day, or the first of the month, where we are.")
    key = models.CharField(max_length=100, blank=True, help_text="Which asset, stage, ...; empty for none and for all.")
    touches = models.BigIntegerField(default=0)
    readers = models.BigIntegerField(default=0)
    thorough = models.BigIntegerField(default=0)
    active_ms = models.BigIntegerField(default=0)
    downloads = models.BigIntegerField(default=0)
    shares = models.BigIntegerField(default=0)
    forms = models.BigIntegerField(default=0)
    nexts = models.BigIntegerField(default=0)

    #: In the order in which statements name them.
    COUNTED = ("touches", "readers", "thorough", "active_ms", "downloads", "shares", "forms", "nexts")

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.by} {self.key} from {self.starts}: {self.touches} touches"


class Consumption(Numbers):
    """Of the touches that count. It can be made again from them and from what remains of those erased."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "period", "starts", "key"], name="one_row_a_period_and_key")
        ]
        indexes = [models.Index(fields=["by", "key", "period", "starts"])]


class Remainder(Numbers):
    """What touches had added that were erased or forgotten: numbers that name nobody."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "period", "starts", "key"], name="one_remainder_a_period_and_key")
        ]
