"""What of the library goes along when accounts change hands: said before, and moved by nobody, since it follows the owner."""

from datetime import datetime

from django.template.defaultfilters import pluralize

from library.models import Collection, Share


def what_goes_along(accounts, *, at: datetime) -> list[str]:
    collections = Collection.objects.named().filter(account__in=accounts).count()
    shares = Share.objects.working(at).filter(lead__account__in=accounts).count()
    return [
        f"{collections} collection{pluralize(collections)} made for them.",
        f"Word of what is read through {shares} link{pluralize(shares)} that still open{pluralize(shares, 's,')}.",
    ]
