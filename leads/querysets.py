from django.db.models import Case, Q, QuerySet, When

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

    def known_by(self, email: str):
        """By their address, or by one they had before two records turned out to be of one person; the first is surer."""
        email = email.strip().lower()
        had = self.model.objects.filter(aliases__moved__email=email).values("pk")
        surest = Case(When(email=email, then=0), default=1)
        return self.filter(Q(email=email) | Q(pk__in=had)).order_by(surest, "pk")

    def called(self, typed: str):
        """Every word occurs in their own name or address, whatever their company is called."""
        return self._with_each_word(typed, self.names)
