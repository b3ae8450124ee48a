from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from analytics.history import read_titles, why_not_deleted
from analytics.viewsets import ReadingViewSetGroup


@hooks.register("register_admin_viewset")
def register_reading():
    return ReadingViewSetGroup()


@hooks.register("asset_scripts")
def reading_script(request, asset):
    if getattr(request, "is_preview", False):
        return ""
    return format_html('<script defer src="{}" data-asset="{}"></script>', static("analytics/reading.js"), asset.pk)


@hooks.register("site_footer")
def consent_question(request):
    """The same for every reader of an address, so that pages can be cached."""
    return render_to_string("analytics/consent.html", {"next": request.get_full_path() if request else "/"})


@hooks.register("before_delete_page")
def keep_read_page(request, page):
    titles = read_titles([page])
    if titles:
        messages.error(request, why_not_deleted(titles))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_bulk_action")
def keep_read_pages(request, action_type, objects, action):
    if action_type != "delete" or not issubclass(action.model, Page):
        return None
    titles = read_titles(objects)
    if titles:
        messages.error(request, why_not_deleted(titles))
        return redirect(action.next_url)
    return None
