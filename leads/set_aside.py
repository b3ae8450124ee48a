"""What stands on touches that were set aside as a machine's, or are given back: said before somebody decides."""

from django.db.models import QuerySet

from leads.models import Lead


def people_known(touches: QuerySet) -> list[str]:
    n = Lead.objects.filter(identifications__visitor__touches__in=touches).distinct().count()
    who = "1 person" if n == 1 else f"{n} people"
    return [f"{who} whom we know by name: their records and last reads follow."] if n else []
