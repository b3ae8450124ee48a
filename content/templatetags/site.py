"""What every page of ours knows: whose site it is, and where the shelf stands."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.utils.timezone import localtime

from buying_stages.models import Pillar
from content.models import InsightsPage
from content.public.citations import Citation
from content.site_facts import shelf, site_of

register = template.Library()


@dataclass(frozen=True)
class Masthead:
    name: str
    insights: InsightsPage | None
    insights_url: str
    questions: list[tuple[Pillar, str]]
    root_url: str


@register.simple_tag(takes_context=True)
def masthead(context) -> Masthead:
    """The site's name and the links of its header. Once a request, whatever asks."""
    request = context.get("request")
    kept = getattr(request, "_touchstone_masthead", None)
    if kept:
        return kept
    site = site_of(request) if request else None
    insights = shelf()
    url = (insights and insights.get_url(request)) or ""
    questions = [(pillar, f"{url}?pillar={pillar.value}") for pillar in (Pillar.PRACTICAL, Pillar.ASPIRATIONAL)]
    name = (site and site.site_name) or settings.WAGTAIL_SITE_NAME
    made = Masthead(name, insights, url, questions if url else [], site.root_url if site else "")
    if request:
        request._touchstone_masthead = made
    return made


@register.simple_tag(takes_context=True)
def citation(context, asset, address: str) -> Citation:
    return Citation(
        title=asset.title,
        authors=tuple(expert.name for expert in asset.authors()),
        published_on=localtime(asset.first_published_at).date() if asset.first_published_at else None,
        site=masthead(context).name,
        address=address,
    )


@register.filter
def initials(name: str) -> str:
    """The mark of somebody without a photo: the first letters of first and last name, without "Dr." and the like."""
    names = [each for each in name.split() if not each.endswith(".")] or name.split()
    return "".join(each[0] for each in (names[:1] + names[1:][-1:])).upper()


@register.filter
def host(address: str) -> str:
    """Where an address leads, as people say it."""
    return (urlsplit(address).hostname or address).removeprefix("www.")
