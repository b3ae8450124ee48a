from analytics.loading.stride import FEWEST, Stride


def test_a_slow_batch_makes_the_next_ones_shorter_and_quick_ones_longer_again():
    stride = Stride(most=10_000)

    stride.took(5, lines=10_000)
    assert stride.lines == 1000

    stride.took(0.1, lines=1000)
    assert stride.lines == 2000


def test_a_batch_is_never_too_small_to_get_on_with_nor_larger_than_agreed():
    stride = Stride(most=10_000)

    stride.took(3600, lines=50)
    assert stride.lines == FEWEST

    for _ in range(20):
        stride.took(0.01, lines=stride.lines)
    assert stride.lines == 10_000


def test_a_short_batch_says_nothing_of_how_long_a_full_one_takes():
    stride = Stride(most=10_000)
    stride.took(5, lines=10_000)

    stride.took(0.01, lines=3)

    assert stride.lines == 1000
