from revenue.crediting import CREDITED
from revenue.deal_record import MODEL_MEANINGS, MODEL_NAMES


def test_every_column_of_a_deal_has_a_name_and_a_sentence():
    assert list(MODEL_NAMES) == list(MODEL_MEANINGS) == list(CREDITED)
