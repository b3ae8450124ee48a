"""Whose data is asked for: a lead with every browser and address, an address alone, or a browser alone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from analytics.models import PageView, Visitor
from content.models import Expert
from leads.models import Follower, Identification, Lead, Letter
from users.models import User

# What an address may hold: "n@x.co" does not stand in "ann@x.co.uk", nor does "Jo Li" in "banjo lined".
_BEFORE, _AFTER = r"(?<![\w.%+'-])", r"(?![\w-]|\.\w)"


def as_whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """Where one of these names or addresses stands, and not a longer one."""
    whole = [
        _BEFORE + re.escape(word) + _AFTER if "@" in word else rf"(?<!\w){re.escape(word)}(?!\w)" for word in words
    ]
    return re.compile("|".join(whole) or r"(?!)", re.IGNORECASE)


@dataclass(frozen=True)
class Person:
    lead: Lead | None = None
    visitors: frozenset[int] = field(default_factory=frozenset)
    emails: frozenset[str] = field(default_factory=frozenset)
    #: Whoever asks by mail has shown which address is theirs, and may have typed any name into a form of ours.
    has_shown_their_name: bool = True

    @classmethod
    def of_lead(cls, lead: Lead, *, emails: Iterable[str] = ()) -> "Person":
        had = lead.aliases.values_list("moved__email", flat=True)
        written_to = lead.followers.values_list("email", flat=True)
        return cls(
            lead=lead,
            visitors=frozenset(lead.identifications.values_list("visitor", flat=True)),
            emails=frozenset(filter(None, {lead.email, *had, *written_to, *emails})),
        )

    @classmethod
    def of_address(cls, email: str) -> "Person":
        """Whoever gets the mail of an address, whether we know a name to it or not."""
        email = email.strip().lower()
        lead = Lead.objects.known_by(email).first() or Lead.objects.filter(followers__email=email).first()
        person = cls.of_lead(lead, emails=[email]) if lead else cls(emails=frozenset([email]))
        return replace(person, has_shown_their_name=False)

    @classmethod
    def of_browsers(cls, visitors: Iterable[Visitor]) -> "Person":
        return cls(visitors=frozenset(visitor.pk for visitor in visitors))

    def as_shown_to_them(self) -> "Person":
        """Without browsers that only a personal link ties to them: whoever holds the link may be a colleague."""
        guessed = Identification.objects.filter(
            visitor__in=self.visitors, how=Identification.How.LINK, confirmed_at=None
        )
        return replace(self, visitors=self.visitors - set(guessed.values_list("visitor", flat=True)))

    @property
    def followers(self):
        return Follower.objects.filter(email__in=self.emails)

    @property
    def is_named(self) -> bool:
        return bool(self.lead or self.emails)

    def mentions(self) -> list[str]:
        """By what a text may speak of them: their addresses, and their name if it is sure and nobody else has the same."""
        return sorted(self.emails, key=len, reverse=True) + (
            [self.lead.name] if self._has_a_name_of_their_own() else []
        )

    def _has_a_name_of_their_own(self) -> bool:
        lead = self.lead
        if not self.has_shown_their_name or not lead or not (lead.first_name and lead.last_name):
            return False
        name = {"first_name__iexact": lead.first_name, "last_name__iexact": lead.last_name}
        others = Lead.objects.filter(**name).exclude(pk=lead.pk)
        colleagues = User.objects.filter(**name)
        authors = Expert.objects.filter(name__iexact=lead.name).exclude(email__in=self.emails)
        return not (others.exists() or colleagues.exists() or authors.exists())

    def numbers(self) -> frozenset[str]:
        """The random numbers that stand for them, without dashes: of browsers, of pages opened, of mail to them."""
        return frozenset(
            number.hex
            for rows in (
                Visitor.objects.filter(pk__in=self.visitors).values_list("key", flat=True),
                PageView.objects.filter(touch__visitor__in=self.visitors).values_list("pk", flat=True),
                Letter.objects.filter(follower__in=self.followers).values_list("key", flat=True),
            )
            for number in rows
        )
