from django import template

from content.slots import fill

register = template.Library()


@register.simple_tag(takes_context=True)
def site_footer(context):
    return fill("site_footer", context.get("request"))


@register.simple_tag(takes_context=True)
def asset_scripts(context):
    return fill("asset_scripts", context.get("request"), context["page"])
