"""How well an asset works in salespeople's hands: one to five stars, apart from what readers say of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Max, Q

from content.models import AssetPage
from library.models import Rating
from library.models.voices import Of
from users.models import User

# One colleague's mood is no rating.
LEAST_RATINGS = 3


@dataclass(frozen=True)
class SalesRating:
    """What salespeople gave the asset or its edition, and what this reader gave."""

    of: Of
    n: int = 0
    mean: float | None = None
    mine: int = 0

    @property
    def is_too_few(self) -> bool:
        return self.n < LEAST_RATINGS

    @property
    def in_words(self) -> str:
        """`4.2 of 5`, or that nobody can tell yet."""
        if not self.n or self.mean is None:
            return "nobody has rated"
        return "too few to tell" if self.is_too_few else f"{self.mean:.1f} of 5"


def rate(asset: AssetPage, stars: int, *, of: Of, by: User, at: datetime) -> Rating:
    """One rating a person for the asset and one for its edition; a new one takes the place of the old."""
    said = {"stars": stars, "at": at}
    return Rating.objects.update_or_create(asset=asset, of=of, by=by, defaults=said)[0]


def take_back(asset: AssetPage, *, of: Of, by: User) -> bool:
    """Whether there was one to take back."""
    return bool(Rating.objects.filter(asset=asset, of=of, by=by).delete()[0])


def ratings_of(asset: AssetPage, *, reader: User) -> dict[Of, SalesRating]:
    """Of the asset and of its edition; one query."""
    rows = (
        Rating.objects.filter(asset=asset)
        .order_by()
        .values_list("of")
        .annotate(n=Count("pk"), mean=Avg("stars"), mine=Max("stars", filter=Q(by=reader)))
    )
    found = {Of(of): SalesRating(Of(of), n, mean, mine or 0) for of, n, mean, mine in rows}
    return {of: found.get(of, SalesRating(of)) for of in Of}
