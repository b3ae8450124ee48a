from django import template

from library.sharing.signals import unseen_by
from library.titles import title_on_the_shelf

register = template.Library()
register.filter("shelf_title", title_on_the_shelf)


@register.simple_tag(takes_context=True)
def unseen_signals(context) -> int:
    """How many thorough reads this person was not shown yet."""
    request = context.get("request")
    return unseen_by(request.user).count() if request and request.user.is_authenticated else 0


@register.inclusion_tag("library/pages.html", takes_context=True)
def pages(context, page) -> dict:
    """The way to the other pages of a long list, with everything else in the address kept."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"request": context["request"], "page": page, "numbers": numbers}
