"""Lists in the CMS whose downloads no spreadsheet runs."""

from collections import OrderedDict

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django_filters import ModelChoiceFilter
from django_filters.fields import ModelChoiceField
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from buying_stages.downloads import SafeDownloads
from leads.owners import owner_name
from users.models import User


class NumberColumn(Column):
    """Figures of one width at the right, so that they can be compared down the list."""

    class Media:
        css = {"all": ["leads/record.css"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"classname": "number"} | kwargs)


class DayColumn(Column):
    """A date with its year: of a sale or a first meeting, "two years ago" says too little."""

    class Media:
        css = {"all": ["leads/record.css"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"classname": "when"} | kwargs)

    def get_value(self, instance):
        value = super().get_value(instance)
        return value and date_format(localtime(value), "j M Y")


class PersonField(ModelChoiceField):
    def label_from_instance(self, user):
        # Wagtail's line of active filters asks for the choice of nobody too, which is a word.
        return owner_name(user) if isinstance(user, User) else str(self.null_label)


class PersonFilter(ModelChoiceFilter):
    """Colleagues by the names that others know."""

    field_class = PersonField


class ListingView(SafeDownloads, IndexView):
    """The name leads to the record, which everybody in the list may read; editing is one step further."""

    #: Followed in one query, so that a row asks nothing more.
    select_related: list[str] = []

    def get_base_queryset(self):
        return super().get_base_queryset().select_related(*self.select_related)

    def to_row_dict(self, item):
        """A dotted path may end early: not every lead has an account."""
        return OrderedDict((field, _follow(item, field)) for field in self.list_export)

    def _get_title_column(self, field_name, column_class=TitleColumn, **kwargs):
        column_class = self._get_title_column_class(column_class)
        return self._get_custom_column(field_name, column_class, get_url=self.get_inspect_url, **kwargs)


def _follow(item, path: str):
    for name in path.split("."):
        item = item and getattr(item, name)
    return item() if callable(item) else item
