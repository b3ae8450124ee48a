from scripts.faults import replay


def test_what_was_promised_once_may_be_sent_again_in_any_order_and_changes_nothing(house):
    assert replay.run(house, seed=5) == []
