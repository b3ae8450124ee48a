"""What every page of ours knows: whose site it is, and where the shelf stands."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from wagtail.models import Site

from buying_stages.models import Pillar
from content.models import InsightsPage

register = template.Library()


@dataclass(frozen=True)
class Masthead:
    name: str
    insights: InsightsPage | None
    insights_url: str
    questions: list[tuple[Pillar, str]]


@register.simple_tag(takes_context=True)
def masthead(context) -> Masthead:
    """The site's name and the links of its header. Once a request, whatever asks."""
    request = context.get("request")
    kept = getattr(request, "_touchstone_masthead", None)
    if kept:
        return kept
    site = Site.find_for_request(request) if request else None
    insights = InsightsPage.objects.live().first()
    url = (insights and insights.get_url(request)) or ""
    questions = [(pillar, f"{url}?pillar={pillar.value}") for pillar in (Pillar.PRACTICAL, Pillar.ASPIRATIONAL)]
    name = (site and site.site_name) or settings.WAGTAIL_SITE_NAME
    made = Masthead(name, insights, url, questions if url else [])
    if request:
        request._touchstone_masthead = made
    return made
