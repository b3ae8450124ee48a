from django.db import models


class LibraryDesk(models.Model):
    """No table: it only carries the right to use the sales library."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [("use_library", "Can use the sales library")]

    def __str__(self):
        return "The sales library"
