"""When two addresses are the same post.

The rule: parameters that only count clicks and the part after # say nothing; http and https, and a slash at the end or
none, are the same; host names know no capitals. Everything else tells posts apart.
"""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

COUNTING = {
    *("fbclid", "gclid", "dclid", "msclkid", "yclid", "twclid", "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok"),
    *("_hsenc", "_hsmi", "ref_src", "vero_id", "li_fat_id", "wickedid", "cmpid", "srsltid"),
}
LONGEST = 500


class NoAddress(ValueError):
    """This is no address of the web."""


def canonical(address: str) -> str:
    """The address as it is kept: without what only counts."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise NoAddress(address) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise NoAddress(address)
    host = parts.hostname if port in {None, 80, 443} else f"{parts.hostname}:{port}"
    said = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _counts(name, value)]
    counts_nothing = len(said) == len(parse_qsl(parts.query, keep_blank_values=True))
    query = parts.query if counts_nothing else urlencode(said)
    kept = urlunsplit((parts.scheme, host, parts.path or "/", query, ""))
    if len(kept) > LONGEST:
        raise NoAddress(address)
    return kept


def spellings(address: str) -> set[str]:
    """All the ways to write a canonical address that are the same post."""
    parts = urlsplit(canonical(address))
    paths = {parts.path, parts.path.rstrip("/"), f"{parts.path.rstrip('/')}/"}
    return {urlunsplit((scheme, parts.netloc, path, parts.query, "")) for scheme in ("http", "https") for path in paths}


def _counts(name: str, value: str) -> bool:
    name = name.lower()
    return name in COUNTING or name.startswith("utm_") or (name == "source" and value.startswith("rss"))
