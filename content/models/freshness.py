from django.db import models


class PublicVersion(models.Model):
    """One row: a number that grows, in the same transaction, with every change that a public page could show."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return str(self.number)
