from analytics.rollups.way import Way


def labels(keys):
    """A source is its own name."""
    return {key: key or "Direct, or not known" for key in keys}


BY_SOURCE = Way(name="source", label="Source", keys=lambda place: (place.source,), labels=labels)
