"""Lists in the CMS whose downloads no spreadsheet runs."""

from collections import OrderedDict

from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from analytics.downloads import SafeDownloads


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
