from django.db.models import Case, CharField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When


class DemandQuerySet(QuerySet):
    """The questions that the calendar and the answering desk ask of what was asked for."""

    def each_once(self):
        """The latest row of all that mean the same, with what they come to together.

        It is `standing` new as long as one of them has no answer.
        """
        same = self.model.objects.filter(folded=OuterRef("folded")).order_by()
        return self.filter(~Exists(same.filter(pk__gt=OuterRef("pk")))).annotate(
            searches=_of(same, Count("pk", filter=Q(kind=self.model.Kind.SEARCH))),
            requests=_of(same, Count("pk", filter=Q(kind=self.model.Kind.REQUEST))),
            people=_of(same, Count("by", distinct=True)),
            last_at=_of(same, Max("at")),
            standing=Case(
                When(Exists(same.filter(state=self.model.State.NEW)), then=Value(self.model.State.NEW)),
                default=F("state"),
                output_field=CharField(),
            ),
        )

    def where_any(self, **said):
        """Of rows that stand for many: those of which at least one of the many says so."""
        return self.filter(Exists(self.model.objects.filter(folded=OuterRef("folded"), **said)))


def _of(same: QuerySet, what) -> Subquery:
    return Subquery(same.values("folded").annotate(of_same=what).values("of_same"))
