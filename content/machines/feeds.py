"""What feed readers follow: the newest assets, of the whole site or of one topic, as Atom and as RSS."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid5

import nh3
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import SyndicationFeed
from django.utils.html import format_html
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import PageLogEntry, Site

from content.freshness import same_for_all
from content.machines.feed_formats import AtomFeed, RssFeed, plain
from content.machines.link_pictures import picture_of
from content.machines.origins import absolute, site_name
from content.models import AssetPage, HomePage, Topic
from content.outline import opening
from content.reading_time import count_words

LENGTH = 30
# Text only: links inside a text are looked up one by one, and pictures belong to the page.
TAGS = {"p", "ul", "ol", "li", "b", "strong", "i", "em", "sub", "sup", "code", "blockquote", "br"}
# What may happen to an asset that readers of a feed would see.
SEEN = ["wagtail.publish", "wagtail.unpublish", "wagtail.delete", "wagtail.move", "wagtail.revert"]
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Shelf:
    """What one feed tells: its name, where its page stands, and the newest of its assets."""

    request: HttpRequest
    id: str
    title: str
    subtitle: str
    page: str
    assets: list[AssetPage]
    changed_at: datetime

    @property
    def site(self) -> str:
        return site_name(self.request)


def site_shelf(request: HttpRequest) -> Shelf:
    home = _home(request)
    name, line = site_name(request), home.tagline if isinstance(home, HomePage) else ""
    return _shelf(request, AssetPage.objects, home, "", name, line, "/")


def topic_shelf(request: HttpRequest, slug: str) -> Shelf:
    visible = AssetPage.objects.visible_to(AnonymousUser(), at=timezone.now())
    topic = Topic.objects.of(visible).filter(slug=slug).first()
    if topic is None:
        raise Http404(f"No visible asset is on a topic {slug}.")
    title, page = f"{topic.name} | {site_name(request)}", reverse("topic", args=[slug])
    on_it = AssetPage.objects.filter(asset_topics__tag=topic)
    return _shelf(request, on_it, _home(request), f"topic/{topic.pk}", title, topic.introduction, page)


def _home(request: HttpRequest):
    return Site.find_for_request(request).root_page.specific


def _shelf(request, assets, home, part: str, title: str, subtitle: str, page: str) -> Shelf:
    """The id rests on the home page's own key, so it outlives another host name and another slug."""
    visible = assets.all().visible_to(AnonymousUser(), at=timezone.now())
    newest = list(visible.with_byline().newest_first()[:LENGTH])
    key = uuid5(home.translation_key, part) if part else home.translation_key
    return Shelf(request, f"urn:uuid:{key}", title, subtitle, absolute(request, page), newest, _changed_at(newest))


def _changed_at(assets: Iterable[AssetPage]) -> datetime:
    """Also when something was taken away: a reader who asks for what is newer must not be told that nothing is."""
    logged = PageLogEntry.objects.filter(content_type__model="assetpage", action__in=SEEN)
    last = logged.order_by("-timestamp").values_list("timestamp", flat=True).first()
    return max([last or BEGINNING, *map(updated_at, assets)])


def updated_at(asset: AssetPage) -> datetime:
    return max(filter(None, [asset.last_published_at, asset.first_published_at]), default=BEGINNING)


def excerpt(asset: AssetPage, address: str) -> str:
    """The opening of an open asset as HTML; of a gated one a feed tells the summary alone."""
    if asset.gated:
        return ""
    shown = "".join(nh3.clean(text.source, tags=TAGS, attributes={}) for text in opening(asset.body))
    if not shown:
        return ""
    more = count_words(nh3.clean(shown, tags=set())) < asset.word_count
    return plain(shown) + (format_html('<p><a href="{}">Read the rest</a></p>', address) if more else "")


class Assets(Feed):
    """Each feed is of a `Shelf`, made by the function that its address names."""

    def __init__(self, feed_type: type[SyndicationFeed], shelf):
        self.feed_type = feed_type
        self.shelf = shelf

    def get_object(self, request, **named):
        return self.shelf(request, **named)

    def title(self, shelf):
        return plain(shelf.title)

    def link(self, shelf):
        return shelf.page

    def description(self, shelf):
        return plain(shelf.subtitle or shelf.title)

    subtitle = description

    def feed_url(self, shelf):
        return absolute(shelf.request, shelf.request.path)

    def feed_guid(self, shelf):
        return shelf.id

    def author_name(self, shelf):
        return plain(shelf.site)

    def author_link(self, shelf):
        return absolute(shelf.request, "/")

    def feed_extra_kwargs(self, shelf):
        return {"changed_at": shelf.changed_at}

    def items(self, shelf):
        return [(shelf.request, asset) for asset in shelf.assets]

    def item_title(self, item):
        return plain(item[1].title)

    item_description = None

    def item_link(self, item):
        request, asset = item
        return absolute(request, asset.get_url(request))

    def item_guid(self, item):
        return f"urn:uuid:{item[1].translation_key}"

    item_guid_is_permalink = False

    def item_pubdate(self, item):
        return item[1].first_published_at or updated_at(item[1])

    def item_updateddate(self, item):
        return updated_at(item[1])

    def item_categories(self, item):
        return sorted(plain(row.tag.name) for row in item[1].asset_topics.all())

    def item_extra_kwargs(self, item):
        request, asset = item
        return {
            "summary": plain(asset.summary),
            "excerpt": excerpt(asset, self.item_link(item)),
            "picture": picture_of(asset, request),
            "authors": [
                {"name": plain(expert.name), "address": absolute(request, reverse("expert", args=[expert.slug]))}
                for expert in asset.authors()
            ],
        }


def _door(feed_type: type[SyndicationFeed], shelf):
    feed = Assets(feed_type, shelf)

    @same_for_all
    @require_safe
    @conditional_page
    def door(request: HttpRequest, **named: str) -> HttpResponse:
        return feed(request, **named)

    return door


site_atom = _door(AtomFeed, site_shelf)
site_rss = _door(RssFeed, site_shelf)
topic_atom = _door(AtomFeed, topic_shelf)
topic_rss = _door(RssFeed, topic_shelf)
