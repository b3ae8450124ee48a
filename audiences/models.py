from django.db import models


class Persona(models.Model):
    """A target reader: a kind of person, with what that person asks."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    description = models.TextField(
        blank=True, help_text="Who this is: responsibilities, pressures, what a good year looks like."
    )
    questions = models.TextField(blank=True, help_text="What they ask, one question a line, in their words.")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
