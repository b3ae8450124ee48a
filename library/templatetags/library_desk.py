from django import template

from library.sharing.signals import unseen_by

register = template.Library()


@register.simple_tag(takes_context=True)
def unseen_signals(context) -> int:
    """How many thorough reads this person was not shown yet."""
    request = context.get("request")
    return unseen_by(request.user).count() if request and request.user.is_authenticated else 0
