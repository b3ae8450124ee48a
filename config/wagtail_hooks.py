from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import DismissibleMenuItem, MenuItem


@hooks.register("insert_global_admin_css")
def lists_on_phones():
    return format_html('<link rel="stylesheet" href="{}">', static("touchstone/cms.css"))


@hooks.register("construct_help_menu")
def leave_out_news_of_wagtail(request, items):
    """News of the framework is no news of ours: without it, no badge asks every new colleague to click it away."""
    items[:] = [_plain(item) for item in items if not item.name.startswith("whats-new")]


def _plain(item: MenuItem) -> MenuItem:
    if not isinstance(item, DismissibleMenuItem):
        return item
    return MenuItem(
        item.label,
        item.url,
        name=item.name,
        icon_name=item.icon_name,
        order=item.order,
        attrs={"target": "_blank", "rel": "noreferrer"},
    )
