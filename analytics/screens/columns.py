from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.ui.tables import Column


class NumberColumn(Column):
    """Figures of one width at the right, so that they can be compared down the list."""

    class Media:
        css = {"all": ["analytics/screens.css"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"classname": "reading-number"} | kwargs)


class MomentColumn(Column):
    """`22 Nov 2026, 14:05`, where we are."""

    class Media:
        css = {"all": ["analytics/screens.css"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"classname": "reading-moment"} | kwargs)

    def get_value(self, instance):
        value = super().get_value(instance)
        return value and date_format(localtime(value), "j M Y, H:i")
