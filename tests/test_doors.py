"""No view without a declared permission: every address is tried by somebody who has not signed in."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories import make_user
from users.group_permissions import GROUPS

pytestmark = pytest.mark.django_db

#: Views that anybody may open. A new one is added here on purpose or not at all.
PUBLIC = {
    "topic_rss",
    "topic_atom",
    "sitemap",
    "site_rss",
    "site_card",
    "site_atom",
    "robots",
    "llms",
    "asset_card",
    "api_listing",
    "api_detail",
    "confirm_following",
    "consent",
    "contact_form",
    "contact_received",
    "follow",
    "follow_asked",
    "following",
    "forget_browser",
    "my_data",
    "my_data_asked",
    "my_data_erase",
    "my_data_export",
    "my_data_link",
    "expert",
    "expert_check",
    "expert_check_thanks",
    "everything",
    "experts",
    "gate_form",
    "healthz",
    "no_such_document",
    "privacy",
    "read_document",
    "readyz",
    "search",
    "share_link",
    "share_next",
    "share_open",
    "topic",
    "topics",
    "touch",
    "useful",
    "wagtail_serve",
    "wagtailcore_login",
    "wagtaildocs_serve",
    # Asks for the password of a private collection; it opens nothing by itself.
    "wagtaildocs_authenticate_with_password",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_done",
    # Wagtail's own scripts' translations: words, and nothing of ours.
    "wagtailadmin_javascript_catalog",
    "javascript_catalog",
    "wagtailadmin_sprite",
    "media",
}
SAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": "0189f7ea-ae2c-7809-8aeb-b819cf5e9e7f", "path": "x"}


def doors(resolver=None, prefix="/"):
    """Every (name, address) of the project, with a sample for each part that varies."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = prefix + sample(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from doors(entry, here)
        elif isinstance(entry, URLPattern):
            yield entry.name or here, here


def sample(pattern):
    route = getattr(pattern, "_route", None)
    if route is None:
        return ""
    for name, converter in pattern.converters.items():
        kind = {"IntConverter": "int", "UUIDConverter": "uuid"}.get(type(converter).__name__, "str")
        for spelling in (f"<{kind}:{name}>", f"<str:{name}>", f"<path:{name}>", f"<slug:{name}>", f"<{name}>"):
            route = route.replace(spelling, SAMPLES[kind])
    return route


def is_shut(response):
    to_sign_in = response.status_code == 302 and "/login/" in response["Location"]
    return to_sign_in or response.status_code in (401, 403, 404, 405)


def test_every_door_is_shut_to_strangers_or_public_on_purpose(client):
    tried, open_doors = 0, []
    for name, address in doors():
        if name in PUBLIC:
            continue
        tried += 1
        response = client.get(address)
        if not is_shut(response):
            open_doors.append((name, address, response.status_code))

    assert tried > 150
    assert open_doors == []


ROOMS = {
    # address: the groups that may look in
    "buying_stages:index": set(GROUPS),
    "personas:index": set(GROUPS),
    "experts:index": set(GROUPS),
    "topics:index": {"Marketing", "Marketing leads"},
    "stage_map:index": set(GROUPS),
}


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("room", ROOMS)
def test_a_room_opens_to_its_groups_only(client, room, group):
    client.force_login(make_user(group))

    response = client.get(reverse(room))

    assert (response.status_code == 200) == (group in ROOMS[room]), response.status_code
