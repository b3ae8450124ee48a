"""What stands on touches that were set aside as a machine's, or are given back: said before somebody decides."""

from django.db.models import QuerySet

from library.models import ReadSignal, Share


def shares_read(touches: QuerySet) -> list[str]:
    shares = Share.objects.filter(
        readers__visitor__touches__in=touches, collection__items__asset__touches__in=touches
    ).distinct()
    n, told = shares.count(), ReadSignal.objects.filter(touch__in=touches).count()
    if not n:
        return []
    links = "1 personal link" if n == 1 else f"{n} personal links"
    said = f"; salespeople were told of {told} of these reads" if told else ""
    return [f"{links} through which they may have come: what became of each follows{said}."]
