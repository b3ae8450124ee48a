from analytics.rollups.way import Way


def labels(keys):
    return dict.fromkeys(keys, "Everything")


OF_ALL = Way(name="all", label="Everything", keys=lambda place: ("",), labels=labels)
