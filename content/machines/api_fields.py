"""What the content API says of each thing. Only what stands on a public page: nothing of sales, drafts or e-mail."""

import re
from collections.abc import Callable

from django.urls import reverse
from rest_framework.fields import Field
from wagtail.api import APIField

from content.asset_text import opening as opening_as_text
from content.asset_text import parts as parts_as_text
from content.glances import glance_of
from content.machines.feeds import updated_at
from content.machines.link_pictures import picture_of
from content.machines.origins import absolute, origin
from content.models import AssetPage, Expert, Topic
from content.outline import WORDS_OF_OPENING, lay_out, opening

OWN_ADDRESS = re.compile(r'(\s(?:href|src|poster)=")(/(?!/))')
SRCSET = re.compile(r'(\ssrcset=")([^"]+)')


class Said(Field):
    """A field that a function says of the whole thing."""

    def __init__(self, say: Callable, **kwargs):
        super().__init__(read_only=True, **kwargs)
        self.say = say

    def get_attribute(self, instance):
        return instance

    def to_representation(self, thing):
        return self.say(thing, self.context["request"], self.context["view"])


def fields(**said: Callable) -> list[APIField]:
    return [APIField(name, serializer=Said(say)) for name, say in said.items()]


def detail_of(name: str) -> Callable:
    return lambda thing, request, view: absolute(request, reverse(f"content_api:{name}:api_detail", args=[thing.pk]))


def _plain(name: str) -> Callable:
    return lambda thing, request, view: getattr(thing, name)


def page_of_asset(asset: AssetPage, request, view) -> str:
    return absolute(request, asset.get_url(request))


def _topics(asset: AssetPage, request, view) -> list[dict]:
    tags = sorted((row.tag for row in asset.asset_topics.all()), key=lambda tag: tag.name)
    return [{"name": tag.name, "slug": tag.slug} for tag in tags]


def _industries(asset: AssetPage, request, view) -> list[dict]:
    return [{"name": industry.name, "slug": industry.slug} for industry in asset.industries.all()]


def _authors(asset: AssetPage, request, view) -> list[dict]:
    return [{"name": expert.name, "slug": expert.slug} for expert in asset.authors()]


def _picture(asset: AssetPage, request, view) -> dict:
    picture = picture_of(asset, request)
    return {"url": picture.url, "width": picture.width, "height": picture.height, "alt": picture.description}


def _companion(asset: AssetPage, request, view) -> dict | None:
    other = AssetPage.beside(glance_of(asset))[0]
    if other is None:
        return None
    told = {"id": other.pk, "title": other.title, "pillar": other.pillar}
    return told | {
        "detail_url": detail_of("assets")(other, request, view),
        "html_url": page_of_asset(other, request, view),
    }


def _body(asset: AssetPage, request, view) -> dict:
    """What a reader sees who gave no details: of a gated asset the opening, and `complete` says so."""
    if asset.gated:
        html = "".join(str(text) for text in opening(asset.body))
        text = opening_as_text(asset, words=WORDS_OF_OPENING)
    else:
        html = "".join(part.block.render(context={"anchor": part.anchor}) for part in lay_out(asset.body))
        text = "\n\n".join(part.text for part in parts_as_text(asset.body) if part.text)
    return {"html": _whole(html, origin(request)), "text": text, "complete": not asset.gated}


def _whole(html: str, origin: str) -> str:
    """With our own addresses in full, so that the text can stand elsewhere."""
    html = OWN_ADDRESS.sub(rf"\g<1>{origin}\g<2>", html)
    return SRCSET.sub(lambda found: found[1] + re.sub(r"(^|,\s*)/(?!/)", rf"\g<1>{origin}/", found[2]), html)


def _canonical(asset: AssetPage, request, view) -> str:
    return asset.canonical_url or page_of_asset(asset, request, view)


ASSET = fields(
    title=_plain("title"),
    summary=_plain("summary"),
    pillar=_plain("pillar"),
    format=_plain("format"),
    length_class=_plain("length_class"),
    topics=_topics,
    authors=_authors,
    industries=_industries,
    published=_plain("first_published_at"),
    updated=lambda asset, request, view: updated_at(asset),
    reading_minutes=_plain("reading_minutes"),
    word_count=_plain("word_count"),
    gated=_plain("gated"),
    picture=_picture,
)
ASSET_IN_FULL = fields(companion=_companion, body=_body)
ASSET_META = fields(detail_url=detail_of("assets"), html_url=page_of_asset, canonical=_canonical, slug=_plain("slug"))


def _page(name: str) -> Callable:
    return lambda thing, request, view: absolute(request, reverse(name, args=[thing.slug]))


def _feeds(topic: Topic, request, view) -> dict:
    return {kind: absolute(request, reverse(f"topic_{kind}", args=[topic.slug])) for kind in ("atom", "rss")}


TOPIC = fields(name=_plain("name"), introduction=_plain("introduction"), assets=_plain("assets"))
TOPIC_META = fields(detail_url=detail_of("topics"), html_url=_page("topic"), slug=_plain("slug"), feeds=_feeds)


def _organisation(expert: Expert, request, view) -> str | None:
    return expert.organisation or None


EXPERT = fields(
    name=_plain("name"),
    job_title=_plain("job_title"),
    organisation=_organisation,
    biography=_plain("biography"),
    website=_plain("website"),
    assets=_plain("assets"),
)
EXPERT_META = fields(detail_url=detail_of("experts"), html_url=_page("expert"), slug=_plain("slug"))
