"""What crawlers and language models read first: robots.txt and llms.txt."""

import re
from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Site

from content.freshness import same_for_all
from content.machines.origins import absolute, site_name
from content.models import AssetPage, HomePage, Topic
from content.models.pages import QUESTIONS

#: Rooms for staff, answers to a question of one reader, forms, and files that a reader gave something for.
CLOSED = [
    "/admin/",
    "/library/",
    "/search/",
    "/forms/",
    "/following/",
    "/check/",
    "/consent/",
    "/t/",
    "/documents/",
    "/everything/",
]
NEWEST_A_QUESTION = 20
SPACES = re.compile(r"\s+")
MARKDOWN = re.compile(r"([\\`*_\[\]<>])")


@same_for_all
@require_safe
@conditional_page
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    lines += [f"Sitemap: {absolute(request, reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@same_for_all
@require_safe
@conditional_page
def llms(request: HttpRequest) -> HttpResponse:
    """As llmstxt.org describes it: Markdown, with the newest answers to each question and where to read on."""
    return HttpResponse("\n".join(_told(request)), content_type="text/markdown; charset=utf-8")


def _told(request: HttpRequest) -> Iterator[str]:
    home = Site.find_for_request(request).root_page.specific
    line = home.tagline if isinstance(home, HomePage) else ""
    yield f"# {_escaped(site_name(request))}"
    yield ""
    yield f"> {_escaped(line or 'What we think buyers should be doing now, and what they should be preparing for.')}"
    yield ""
    yield (
        "Every piece here answers one of two questions: a practical one says what to do now, an aspirational one "
        "what to prepare for."
    )
    visible = AssetPage.objects.visible_to(AnonymousUser(), at=timezone.now())
    for pillar in QUESTIONS:
        newest = visible.for_pillar(pillar).newest_first()[:NEWEST_A_QUESTION]
        links = [_link(asset.title, absolute(request, asset.get_url(request)), _about(asset)) for asset in newest]
        yield from _section(pillar.question, links)
    yield from _section("Topics", list(_topics(request, visible)))
    yield from _section("For programs", list(_doors(request)))
    yield from _section("Optional", [_link("Sitemap", absolute(request, reverse("sitemap")), "Every public address.")])


def _section(heading: str, links: list[str]) -> list[str]:
    return ["", f"## {heading}", "", *links] if links else []


def _topics(request: HttpRequest, visible) -> Iterator[str]:
    for topic in Topic.objects.of(visible):
        yield _link(topic.name, absolute(request, reverse("topic", args=[topic.slug])), topic.introduction)


def _doors(request: HttpRequest) -> Iterator[str]:
    yield _link(
        "Content API", absolute(request, reverse("content_api:assets:api_listing")), "Everything public, as JSON."
    )
    yield _link("Atom feed", absolute(request, reverse("site_atom")), "The newest pieces.")
    yield _link("RSS feed", absolute(request, reverse("site_rss")), "The same as RSS.")


def _about(asset: AssetPage) -> str:
    gate = " The full text asks for the reader's details." if asset.gated else ""
    return f"{asset.summary}{gate}"


def _link(title: str, address: str, about: str) -> str:
    return f"- [{_escaped(title)}]({address})" + (f": {_escaped(about)}" if about.strip() else "")


def _escaped(text: str) -> str:
    """One line in which nothing is taken for Markdown."""
    return MARKDOWN.sub(r"\\\1", SPACES.sub(" ", text).strip())
