import pytest

from library.sheet.proportions import Proportion


@pytest.mark.parametrize(
    ("hits", "n", "said", "how_sure"),
    [
        (0, 0, "nobody yet", ""),
        (9, 9, "too few to tell", "9 so far; a share is shown from n = 10"),
        (8, 10, "80%", "likely 49 to 94%"),
        (0, 50, "0%", "likely 0 to 7%"),
    ],
)
def test_a_share_is_told_with_how_sure_it_is(hits, n, said, how_sure):
    share = Proportion(hits, n, least=10)

    assert (share.in_words, share.how_sure) == (said, how_sure)
