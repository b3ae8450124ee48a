"""Questions about what stands above a page, asked by the database beside the page itself and not one by one."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import Page, PageViewRestriction

_here = ExpressionWrapper(OuterRef("path"), output_field=CharField())


def in_private_section() -> Exists:
    """Whether the page or one above it is private."""
    return Exists(PageViewRestriction.objects.alias(here=_here).filter(here__startswith=F("page__path")))


def under_an_alias() -> Exists:
    """Whether the page or one above it only repeats another page, whose privacy is then its own."""
    return Exists(Page.objects.exclude(alias_of=None).alias(here=_here).filter(here__startswith=F("path")))
