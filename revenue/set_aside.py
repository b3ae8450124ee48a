"""What stands on touches that were set aside as a machine's, or are given back: said before somebody decides."""

from django.db.models import Q, QuerySet

from leads.models import Lead
from revenue.models import Deal


def deals_credited(touches: QuerySet) -> list[str]:
    readers = Lead.objects.filter(identifications__visitor__touches__in=touches)
    group = Q(account__in=readers.exclude(account=None).values("account")) | Q(account=None, lead__in=readers)
    n = Deal.objects.filter(group, outcome=Deal.Outcome.WON).count()
    deals = "1 won deal" if n == 1 else f"{n} won deals"
    return [f"{deals} of their companies: the credit is shared out anew."] if n else []
