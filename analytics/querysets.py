from datetime import datetime

from django.db import models


class TouchQuerySet(models.QuerySet):
    """The questions asked of touches by scoring, attribution and the lead record."""

    def by(self, visitors):
        return self.filter(visitor__in=visitors)

    def until(self, moment: datetime):
        return self.filter(at__lte=moment)

    def thorough(self):
        return self.filter(thorough=True)

    def in_order(self):
        return self.order_by("at", "pk")
