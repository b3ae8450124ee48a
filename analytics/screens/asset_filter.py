"""Rows of one asset, chosen by title."""

from django.core.exceptions import ValidationError
from django_filters import ModelChoiceFilter
from django_filters.fields import ModelChoiceField

MOST_DIGITS = 18


class AssetField(ModelChoiceField):
    def to_python(self, value):
        """A page's key is one of another table, so Django asks the database for numbers that it answers with an error."""
        if value and len(str(value)) > MOST_DIGITS:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return super().to_python(value)


class AssetFilter(ModelChoiceFilter):
    field_class = AssetField
