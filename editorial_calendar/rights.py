"""The calendar plans pieces. People occur in it as far as somebody writes of them."""

from editorial_calendar.models import Slot
from leads.rights.holdings import Mentions


def of_the_calendar() -> list:
    return [Mentions(model=Slot, fields=["working_title", "idea"])]
