"""Money between what people write and the whole cents that we count in."""

import re
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

CENT = Decimal("0.01")
# Fits the column with room for sums.
LARGEST = Decimal("1e15")


class NotMoney(Exception):
    """The text does not say an amount."""


def to_cents(amount: Decimal) -> int:
    return int(amount.scaleb(2).to_integral_value(rounding=ROUND_HALF_EVEN))


def from_cents(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2).quantize(CENT)


def read_cents(text: str) -> int:
    """`1,234.50`, `1234.5`, `€ 1.234,50` and `500000.0` are amounts; parts of a cent are not."""
    amount = read_amount(text)
    if amount != amount.quantize(CENT):
        raise NotMoney(f"“{text[:40]}” has parts of a cent. Round it to two decimals.")
    return to_cents(amount)


def read_amount(text: str) -> Decimal:
    digits = re.sub(r"^(?P<sign>-?)\s*(?:[A-Z]{3}|[€$£])?\s*(?P<rest>-?)", r"\g<sign>\g<rest>", text.strip())
    digits = re.sub(r"[\s'’]", "", digits)
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})*,\d{1,2}", digits) or re.fullmatch(r"-?\d+,\d{1,2}", digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", digits):
        digits = digits.replace(",", "")
    try:
        amount = Decimal(digits)
    except InvalidOperation as error:
        raise NotMoney(f"“{text[:40]}” is not an amount such as 120000.00.") from error
    if not amount.is_finite() or abs(amount) >= LARGEST:
        raise NotMoney(f"“{text[:40]}” is not an amount that we can count.")
    return amount


def in_words(cents: int, currency: str) -> str:
    """`EUR 120,000.00`"""
    return f"{currency} {from_cents(cents):,.2f}"
