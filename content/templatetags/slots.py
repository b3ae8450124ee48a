from django import template

from content.slots import fill

register = template.Library()


@register.simple_tag(takes_context=True)
def site_footer(context):
    return fill("site_footer", context.get("request"))


@register.simple_tag(takes_context=True)
def asset_scripts(context):
    return fill("asset_scripts", context.get("request"), context["page"])


@register.simple_tag(takes_context=True)
def asset_feedback(context):
    return fill("asset_feedback", context.get("request"), context["page"])


@register.simple_tag(takes_context=True)
def asset_invitation(context):
    return fill("asset_invitation", context.get("request"), context["page"], context["page"].call)


@register.simple_tag(takes_context=True)
def topic_invitation(context):
    return fill("topic_invitation", context.get("request"), context["topic"])
