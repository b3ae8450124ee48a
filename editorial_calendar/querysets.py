from datetime import date

from django.db import models


class SlotQuerySet(models.QuerySet):
    """The questions that the calendar, its tray and the home page ask of slots."""

    def undated(self):
        """The backlog, in the order in which it was thought of."""
        return self.filter(planned_on=None).order_by("pk")

    def between(self, first: date, last: date):
        return self.filter(planned_on__range=(first, last))

    def unpublished(self):
        return self.exclude(state=self.model.State.PUBLISHED)

    def overdue(self, today: date):
        return self.unpublished().filter(planned_on__lt=today)

    def with_names(self):
        """With stage, owner and asset at hand, so that a list asks nothing more a row."""
        return self.select_related("stage", "owner", "asset")
