from scripts.faults import kills


def test_whoever_is_killed_at_whatever_moment_nothing_promised_is_lost_or_doubled(house):
    report = kills.run(house, kills=len(house.processes) + 1, readers=100, seed=20261122)

    assert report.promised > 100
    assert report.differences == []
