"""The collector's terms as the site's settings have them. It needs no models, so a process can collect without them."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from analytics.collecting.asking import Terms
from analytics.collecting.country import countries_in
from analytics.collecting.flood import Flood, SentAway
from analytics.machines.door import PACE

# A name of 253 characters, a colon and a port. What is longer is not remembered either.
LONGEST_HOST = 259
LOCAL_HOSTS = (".localhost", "127.0.0.1", "[::1]")

#: What this process remembers.
FLOOD, RUBBISH, SENT_AWAY = Flood(), Flood(), SentAway()


def terms() -> Terms:
    hosts = tuple(settings.ALLOWED_HOSTS)
    if settings.DEBUG and not hosts:
        hosts = LOCAL_HOSTS
    return Terms(
        is_our_host=lambda host: len(host) <= LONGEST_HOST and _is_one_of(host, hosts),
        staff_cookie=settings.SESSION_COOKIE_NAME,
        zone=timezone.get_default_timezone(),
        proxies=settings.PROXIES,
        most_events_a_minute=settings.EVENTS_A_MINUTE,
        country_of=countries_in(Path(settings.COUNTRY_DATABASE) if settings.COUNTRY_DATABASE else None).of,
        flood=FLOOD,
        rubbish=RUBBISH,
        pace=PACE,
        sent_away=SENT_AWAY,
    )


@lru_cache(maxsize=1024)
def _is_one_of(host: str, hosts: tuple[str, ...]) -> bool:
    """As Django decides it for every other address of the site."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, hosts)
