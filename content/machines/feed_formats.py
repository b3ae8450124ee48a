"""How a feed is written: Atom 1.0 (RFC 4287) and RSS 2.0, each with authors, excerpt and picture."""

import re

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape

MEDIA = "http://search.yahoo.com/mrss/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
CREATOR = "http://purl.org/dc/elements/1.1/"
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Without the characters that no XML document may hold."""
    return NOT_XML.sub("", text)


class _Kept(SyndicationFeed):
    """Dated by what it tells and not by the clock, so that the same content is the same bytes."""

    def latest_post_date(self):
        return self.feed["changed_at"]


class AtomFeed(_Kept, Atom1Feed):
    def root_attributes(self):
        return super().root_attributes() | {"xmlns:media": MEDIA}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", item["summary"], {"type": "text"})
        if item["excerpt"]:
            handler.addQuickElement("content", item["excerpt"], {"type": "html"})
        for author in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", author["name"])
            handler.addQuickElement("uri", author["address"])
            handler.endElement("author")
        _add_picture(handler, item["picture"])


class RssFeed(_Kept, Rss201rev2Feed):
    def rss_attributes(self):
        return super().rss_attributes() | {"xmlns:media": MEDIA, "xmlns:content": CONTENT, "xmlns:dc": CREATOR}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("description", escape(item["summary"]))
        if item["excerpt"]:
            handler.addQuickElement("content:encoded", item["excerpt"])
        for author in item["authors"]:
            handler.addQuickElement("dc:creator", author["name"])
        _add_picture(handler, item["picture"])


def _add_picture(handler, picture) -> None:
    size = {"width": str(picture.width), "height": str(picture.height)}
    told = {"url": picture.url, "type": picture.type, "medium": "image"} | size
    handler.startElement("media:content", told)
    handler.addQuickElement("media:description", plain(picture.description), {"type": "plain"})
    handler.endElement("media:content")
