import pytest

from revenue.money import NotMoney, in_words, read_cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("120000.00", 12000000),
        ("500000.0", 50000000),
        ("1,234.5", 123450),
        ("1.234,50", 123450),
        ("€ 1.234,50", 123450),
        ("EUR 1,200,000", 120000000),
        ("$99", 9900),
        ("-12.30", -1230),
        ("1 000", 100000),
        ("1,000", 100000),
        ("12,5", 1250),
        ("1e3", 100000),
    ],
)
def test_amounts_are_read_as_people_and_systems_write_them(text, cents):
    assert read_cents(text) == cents


@pytest.mark.parametrize("text", ["much", "", "1.005", "NaN", "Infinity", "1e99", "1,00,0", "--1", "=1+1"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(NotMoney):
        read_cents(text)


@pytest.mark.parametrize(
    ("cents", "words"),
    [(12000000, "EUR 120,000.00"), (0, "EUR 0.00"), (-1, "EUR -0.01"), (10**17 + 1, "EUR 1,000,000,000,000,000.01")],
)
def test_money_is_written_one_way(cents, words):
    assert in_words(cents, "EUR") == words
