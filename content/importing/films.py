"""Films on known hosts, by the address where a person watches them instead of the one that a page embeds."""

from urllib.parse import parse_qs, urlsplit

YOUTUBE = {"youtube.com", "youtube-nocookie.com", "m.youtube.com"}
HOSTS = {*YOUTUBE, "youtu.be", "vimeo.com", "player.vimeo.com", "ted.com", "embed.ted.com", "dailymotion.com"}


def film_address(address: str) -> str | None:
    """Where to watch the film at this address; None if this is no film that we know."""
    try:
        parts = urlsplit(f"https:{address}" if address.startswith("//") else address.strip())
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    if parts.scheme not in {"http", "https"} or host not in HOSTS or not parts.path.strip("/"):
        return None
    return _to_watch(host, parts) or f"https://{host}{parts.path}"


def _to_watch(host: str, parts) -> str | None:
    first, _, film = parts.path.strip("/").partition("/")
    if host in YOUTUBE:
        film = film if first == "embed" else "".join(parse_qs(parts.query).get("v", [])) if first == "watch" else ""
        return f"https://www.youtube.com/watch?v={film}" if film else parts.geturl()
    if host == "youtu.be":
        return f"https://www.youtube.com/watch?v={first}"
    if host == "player.vimeo.com":
        return f"https://vimeo.com/{film}"
    return None
