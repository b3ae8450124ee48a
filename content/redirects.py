"""Old addresses lead on: to where something is now, in one step, and never round in a circle.

Wagtail writes a redirect when a page moves or its slug changes, `content.retiring` when an asset is retired, and
this module when a topic or an expert is renamed.
"""

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.db.models.signals import post_save, pre_save
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.signals import page_published

from content.models import AssetPage, Expert, Topic

# Long enough to spare us the question, short enough that publishing again is soon seen by who came before.
KEPT_FOR = "public, max-age=3600"
NUMBERED = re.compile(r"(?:p|page_id)=\d{1,18}")
PAGES_OF = {Topic: ("topic", "topic_atom", "topic_rss"), Expert: ("expert",)}


class Redirects(RedirectMiddleware):
    """Wagtail's, but only to what anybody may open: the new address of a hidden page is hidden, too."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code != 404 and not _asks_for_a_number(request):
            return response
        address, is_permanent = destination(
            lambda path: get_redirect(request, path), request.get_full_path(), at=timezone.now()
        )
        if address is None:
            return response
        kind = HttpResponsePermanentRedirect if is_permanent else HttpResponseRedirect
        return kind(address, headers={"Cache-Control": KEPT_FOR})


def _asks_for_a_number(request: HttpRequest) -> bool:
    """WordPress's short addresses are all the home page's, which answers whatever stands behind the question mark."""
    return request.path == "/" and bool(NUMBERED.fullmatch(request.META.get("QUERY_STRING", "")))


def destination(find: Callable[[str], Redirect | None], address: str, *, at: datetime) -> tuple[str | None, bool]:
    """Where an address that is no longer leads in the end, and whether for good; None where nothing is."""
    seen: set[int] = set()
    is_permanent = True
    redirect = _find(find, address)
    while redirect and redirect.pk not in seen:
        seen.add(redirect.pk)
        is_permanent = is_permanent and redirect.is_permanent
        address = redirect.link
        if address is None or (redirect.redirect_page and is_open(redirect.redirect_page, at=at)):
            return address, is_permanent
        further = _find(find, address) if is_ours(address) else None
        if further is None and not redirect.redirect_page:
            return address, is_permanent
        redirect = further
    return None, is_permanent


def _find(find: Callable[[str], Redirect | None], address: str) -> Redirect | None:
    whole = Redirect.normalise_path(address, decode_unicode=False)
    return find(whole) or find(Redirect.normalise_path(urlsplit(address).path, decode_unicode=False))


def is_ours(address: str) -> bool:
    """A path of this site: nothing that a browser could take for another host."""
    return address.startswith("/") and not address.startswith(("//", "/\\")) and "\\" not in address


def is_open(page: Page, *, at: datetime) -> bool:
    if page.specific_class is AssetPage:
        return AssetPage.objects.visible_to(AnonymousUser(), at=at).filter(pk=page.pk).exists()
    return Page.objects.live().public().filter(pk=page.pk).exists()


def lead_on(old: str, new: str) -> None:
    """Who asks for the old address is sent to the new one, and whoever was sent to the old one, too."""
    free(new)
    free(old)
    Redirect.objects.filter(redirect_link=old).update(redirect_link=new)
    Redirect.objects.create(
        old_path=Redirect.normalise_path(old), redirect_link=new, is_permanent=True, automatically_created=True
    )


def free(address: str) -> None:
    """Something stands at this address now, so nothing leads away from it."""
    Redirect.objects.filter(old_path=Redirect.normalise_path(address)).delete()


def follow_addresses() -> None:
    for model in PAGES_OF:
        pre_save.connect(_remember_slug, sender=model)
        post_save.connect(_keep_old_addresses, sender=model)
    page_published.connect(_free_its_address)


def _remember_slug(sender: type[Model], instance: Model, raw: bool, **kwargs) -> None:
    known = None if raw or not instance.pk else sender.objects.filter(pk=instance.pk)
    instance._slug_before = known and known.values_list("slug", flat=True).first()


def _keep_old_addresses(sender: type[Model], instance: Model, raw: bool, **kwargs) -> None:
    before = instance._slug_before
    if raw or before == instance.slug:
        return
    for name in PAGES_OF[sender]:
        new = unquote(reverse(name, args=[instance.slug]))
        if before:
            lead_on(unquote(reverse(name, args=[before])), new)
        else:
            free(new)


def _free_its_address(instance: Page, **kwargs) -> None:
    if instance.url:
        free(unquote(instance.url))
