"""Taking an asset off the site for good, so that its readers are led to what took its place."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404
from django.urls import Resolver404, resolve
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import LogFormatter, log
from wagtail.models import Page, Site

from content.models import AssetPage, Expert, Topic
from content.redirects import destination, free, is_open, is_ours

RETIRED = "content.retire"
LONGEST_ADDRESS = 255
# Pages of ours that are no pages of the CMS, and are there whatever is in the library.
LISTS = {"topics", "experts"}


class CannotRetire(Exception):
    """Why it stays where it is, in a sentence; nothing was changed."""


@dataclass(frozen=True)
class Successor:
    """Where readers are led: a page, or else a path of this site."""

    page: Page | None = None
    path: str = ""

    def __str__(self):
        return f"“{self.page.title}”" if self.page else self.path


class Retired(LogFormatter):
    label = "Retire"

    def format_message(self, log_entry):
        return f"Retired; readers are sent to {log_entry.data.get('successor', '')}"

    def format_comment(self, log_entry):
        return log_entry.data.get("reason", "")


@transaction.atomic
def retire(asset: AssetPage, *, successor: Successor, reason: str, user, at: datetime) -> Redirect:
    """Its history stays and it can be published again, which takes the redirect away."""
    check(asset, successor, at=at)
    old = unquote(asset.url)
    UnpublishPageAction(asset, user=user).execute()
    free(old)
    redirect = Redirect.objects.create(
        old_path=Redirect.normalise_path(old), redirect_page=successor.page, redirect_link=successor.path
    )
    log(asset, RETIRED, user=user, data={"reason": reason, "successor": str(successor)})
    return redirect


def check(asset: AssetPage, successor: Successor, *, at: datetime) -> None:
    if not asset.live:
        raise CannotRetire("It is not on the site, so there is nothing to retire.")
    if successor.page:
        if successor.page.pk == asset.pk:
            raise CannotRetire("An asset cannot be its own successor.")
        if not is_open(successor.page, at=at):
            raise CannotRetire("Readers cannot open that asset; choose one that is on the site.")
        return
    _check_path(asset, successor.path, at=at)


def _check_path(asset: AssetPage, path: str, *, at: datetime) -> None:
    if not is_ours(path) or len(path) > LONGEST_ADDRESS:
        raise CannotRetire("Give an address of this site that begins with one slash, such as /topics/planning/.")
    if Redirect.normalise_path(urlsplit(path).path) == Redirect.normalise_path(unquote(asset.url)):
        raise CannotRetire("That is the asset's own address.")
    onward, _ = destination(_redirect_at, path, at=at)
    if onward or not _somebody_can_read(unquote(urlsplit(path).path), at=at):
        raise CannotRetire(f"There is no page for readers at {path}. Choose an address that opens without signing in.")


def _redirect_at(path: str) -> Redirect | None:
    return Redirect.objects.filter(old_path=unquote(path)).first()


def _somebody_can_read(path: str, *, at: datetime) -> bool:
    try:
        found = resolve(path)
    except Resolver404:
        return False
    visible = AssetPage.objects.visible_to(AnonymousUser(), at=at)
    if found.url_name == "topic":
        return Topic.objects.of(visible).filter(slug=found.kwargs["slug"]).exists()
    if found.url_name == "expert":
        return Expert.objects.behind(visible).filter(slug=found.kwargs["slug"]).exists()
    return found.url_name in LISTS or (found.url_name == "wagtail_serve" and _open_page_at(path, at=at))


def _open_page_at(path: str, *, at: datetime) -> bool:
    root = Site.objects.get(is_default_site=True).root_page.specific
    try:
        page = root.route(None, [part for part in path.split("/") if part]).page
    except Http404:
        return False
    return is_open(page, at=at)
