"""Finding the lead to share with, by a few letters of name, address or company."""

from django.db.models import Q

from leads.models import Lead

LOOKS_IN = ("first_name", "last_name", "email", "account__name")
MOST = 8
MOST_WORDS = 6


def find_people(words: str, *, most: int = MOST) -> list[Lead]:
    """Every word must occur somewhere."""
    asked = words.replace("\0", "")[:200].split()[:MOST_WORDS]
    if not asked:
        return []
    found = Lead.objects.select_related("account").order_by("last_name", "first_name", "pk")
    for word in asked:
        found = found.filter(Q(*[Q((f"{place}__icontains", word)) for place in LOOKS_IN], _connector=Q.OR))
    return list(found[:most])
