from django.db import models


class TouchQuerySet(models.QuerySet):
    """The questions asked of touches by attribution and the lead record."""

    def in_order(self):
        return self.order_by("at", "pk")
