"""What stands in the head of a public page for machines: true address, card, feeds, linked data."""

from dataclasses import dataclass, field

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from content.machines import linked_data
from content.machines.link_pictures import Picture, picture_of, picture_of_the_site
from content.machines.origins import absolute, site_name
from content.models import AssetPage, Topic
from content.site_facts import shelf

register = template.Library()


@dataclass(frozen=True)
class FeedLink:
    title: str
    address: str
    type: str


@dataclass(frozen=True)
class Head:
    """`address` is this page's own; `canonical` is where its text has its true place."""

    kind: str
    title: str
    description: str
    address: str
    canonical: str
    site: str
    picture: Picture
    feeds: list[FeedLink]
    scripts: list[SafeString] = field(default_factory=list)
    asset: AssetPage | None = None


@register.inclusion_tag("content/head/tags.html", takes_context=True)
def head_of_asset(context, asset):
    request = context["request"]
    address, picture = absolute(request, asset.get_url(request)), picture_of(asset, request)
    told = [
        linked_data.asset(asset, request, address=address, picture=picture),
        linked_data.breadcrumbs([*_to_shelf(request), (asset.title, address)]),
    ]
    description = asset.search_description or asset.summary
    return _head(
        request, "article", asset.title, description, address, told, picture, canonical=asset.canonical_url, asset=asset
    )


@register.simple_tag(takes_context=True)
def public_address(context, page) -> str:
    """Whole, and the same as the canonical link says: what readers pass on and cite."""
    request = context["request"]
    return absolute(request, page.get_url(request))


@register.inclusion_tag("content/head/tags.html", takes_context=True)
def head_of_home(context, page):
    request = context["request"]
    told = [linked_data.website(request), linked_data.organisation(request)]
    description = page.search_description or page.tagline
    return _head(request, "website", site_name(request), description, absolute(request, page.get_url(request)), told)


@register.inclusion_tag("content/head/tags.html", takes_context=True)
def head_of_shelf(context, page):
    """A question's own view and each page of a long list are pages of their own; the template leaves out the rest."""
    request, question = context["request"], context["question"]
    view = context["narrowing"].page_query(context["results"].number)
    address = absolute(request, page.get_url(request)) + view
    told = [linked_data.breadcrumbs(_to_shelf(request))]
    title = question.question if question else page.title
    return _head(request, "website", title, page.search_description or page.introduction, address, told)


@register.inclusion_tag("content/head/tags.html", takes_context=True)
def head_of_topic(context, topic):
    request = context["request"]
    address = absolute(request, reverse("topic", args=[topic.slug]))
    steps = [_home(request), ("Topics", absolute(request, reverse("topics"))), (topic.name, address)]
    told = [linked_data.breadcrumbs(steps)]
    return _head(request, "website", topic.name, topic.introduction, address, told, feeds=_feeds_of(request, topic))


@register.inclusion_tag("content/head/tags.html", takes_context=True)
def head_of_expert(context, expert):
    request = context["request"]
    address = absolute(request, reverse("expert", args=[expert.slug]))
    steps = [_home(request), ("Experts", absolute(request, reverse("experts"))), (expert.name, address)]
    has_photo = expert.photo and not expert.photo.is_svg()
    photo = absolute(request, expert.photo.get_rendition("fill-400x400|format-jpeg").url) if has_photo else ""
    told = [linked_data.expert(expert, request, photo=photo), linked_data.breadcrumbs(steps)]
    return _head(request, "profile", expert.name, expert.biography, address, told)


@register.inclusion_tag("content/head/tags.html", takes_context=True)
def head_of_list(context, name, title):
    """The page of all topics or of all experts."""
    request = context["request"]
    address = absolute(request, reverse(name))
    return _head(request, "website", title, "", address, [linked_data.breadcrumbs([_home(request), (title, address)])])


def _head(request, kind, title, description, address, told, picture=None, *, feeds=(), canonical="", asset=None):
    head = Head(
        kind=kind,
        title=title,
        description=description,
        address=address,
        canonical=canonical or address,
        site=site_name(request),
        picture=picture or picture_of_the_site(request),
        feeds=[*feeds, *_feeds(request)],
        scripts=[linked_data.as_script(each) for each in told],
        asset=asset,
    )
    return {"head": head}


def _home(request) -> tuple[str, str]:
    return site_name(request), absolute(request, "/")


def _to_shelf(request) -> list[tuple[str, str]]:
    insights = shelf()
    return [_home(request), *([(insights.title, absolute(request, insights.get_url(request)))] if insights else [])]


def _feeds(request) -> list[FeedLink]:
    name = site_name(request)
    return [
        FeedLink(name, absolute(request, reverse("site_atom")), "application/atom+xml"),
        FeedLink(f"{name} (RSS)", absolute(request, reverse("site_rss")), "application/rss+xml"),
    ]


def _feeds_of(request, topic: Topic) -> list[FeedLink]:
    name = f"{topic.name}: {site_name(request)}"
    return [
        FeedLink(name, absolute(request, reverse("topic_atom", args=[topic.slug])), "application/atom+xml"),
        FeedLink(f"{name} (RSS)", absolute(request, reverse("topic_rss", args=[topic.slug])), "application/rss+xml"),
    ]
