"""How an address names a way of looking and what is looked at, and which touches are behind it."""

from django.db.models import F, Q, QuerySet

from analytics.models import ReadAs, Touch

#: In addresses, for touches without a stage, pillar, topic, format or source: an empty value would mean "any".
NONE = "(none)"
#: Up to so many touches are gathered by the index of what was read; of more, some are met soon on the way back in time.
FEW = 50_000


def in_address(key: str) -> str:
    return key or NONE


def from_address(value: str) -> str:
    """PostgreSQL knows no text with a NUL in it, and nothing was ever kept with one."""
    return "" if value == NONE else value.replace("\x00", "")


def read_as_rows(way: str, key: str) -> QuerySet:
    """What assets were when a touch counted under this key."""
    known = ReadAs.objects.all()
    if way == "stage":
        return known.filter(stage_number=int(key) if key.isdecimal() and len(key) < 19 else 0 if not key else -1)
    if way == "topic":
        return known.filter(_on_topic(key))
    return known.filter(**{way: key})


def _on_topic(key: str) -> Q:
    if not key:
        return Q(topic_numbers="")
    numbers = "topic_numbers"
    return (
        Q(**{numbers: key})
        | Q(**{f"{numbers}__startswith": f"{key},"})
        | Q(**{f"{numbers}__endswith": f",{key}"})
        | Q(**{f"{numbers}__contains": f",{key},"})
    )


def read_as(touches: QuerySet, rows: QuerySet, *, few: bool) -> QuerySet:
    """The touches of what assets were. The sum keeps a database from gathering millions before it shows the latest."""
    known = list(rows.values_list("pk", flat=True))
    return touches.filter(read_as__in=known) if few else touches.alias(was=F("read_as_id") + 0).filter(was__in=known)


def are_few(rows: QuerySet) -> bool:
    """Counted in the index of `read_as`, and no further than that."""
    known = list(rows.values_list("pk", flat=True))
    return Touch.objects.filter(read_as__in=known).order_by()[: FEW + 1].count() <= FEW
