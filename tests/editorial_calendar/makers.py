from itertools import count

from editorial_calendar.models import Slot

_numbers = count(1)


def make_slot(working_title=None, **fields):
    return Slot.objects.create(working_title=working_title or f"Slot {next(_numbers)}", **fields)
