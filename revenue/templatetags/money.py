from django import template

from revenue.money import from_cents, in_words

register = template.Library()


@register.filter
def money(cents: int | None, currency: str) -> str:
    """`{{ deal.amount_cents|money:deal.currency }}` is `EUR 120,000.00`; nothing at all is a dash."""
    return "–" if cents is None else in_words(cents, currency)


@register.filter
def amount(cents: int) -> str:
    """`120,000.00`, for columns whose caption names the currency."""
    return f"{from_cents(cents):,.2f}"
