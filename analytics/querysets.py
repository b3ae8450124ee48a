from django.db import models


class TouchQuerySet(models.QuerySet):
    """The questions asked of touches by attribution and the lead record."""

    def counted(self):
        """Without what looks like a machine's. Every count, score, signal and credit stands on these."""
        return self.filter(quarantined_for="")

    def in_order(self):
        return self.order_by("at", "pk")
