from django.utils import timezone

from revenue.crediting import credit_all


def credit_won_deals() -> int:
    return credit_all(at=timezone.now())
