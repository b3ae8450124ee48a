from django.db.models import Q, QuerySet

from audiences.folding import tidy

LONGEST_SEARCH = 200
# Each is one more comparison with every row.
MOST_WORDS = 6


class FoundByTypingQuerySet(QuerySet):
    looks_in: tuple[str, ...] = ()

    def answering_to(self, typed: str):
        """Every word occurs somewhere in them; without a word, all."""
        return self._with_each_word(typed, self.looks_in)

    def _with_each_word(self, typed: str, places: tuple[str, ...]):
        found = self
        for word in tidy(typed, most=LONGEST_SEARCH).split()[:MOST_WORDS]:
            found = found.filter(Q(*((f"{place}__icontains", word) for place in places), _connector=Q.OR))
        return found


class AccountQuerySet(FoundByTypingQuerySet):
    looks_in = ("name", "domain")


class LeadQuerySet(FoundByTypingQuerySet):
    names = ("first_name", "last_name", "email")
    looks_in = (*names, "account__name")

    def by_email(self, email: str):
        return self.filter(email=email.strip().lower())

    def called(self, typed: str):
        """Every word occurs in their own name or address, whatever their company is called."""
        return self._with_each_word(typed, self.names)
