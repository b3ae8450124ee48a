from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks

from analytics.history import keep_pages_with
from analytics.models import Touch, UsefulnessVote
from analytics.screens.asset_panel import reading_panels
from analytics.viewsets import ReadingViewSetGroup
from content.addresses import address_of
from content.fragments import fragment


@hooks.register("register_admin_viewset")
def register_reading():
    return ReadingViewSetGroup()


@hooks.register("asset_side_panels")
def add_reading(asset, request):
    return reading_panels(asset, request)


@hooks.register("asset_scripts")
def reading_script(request, asset):
    if getattr(request, "is_preview", False):
        return ""
    return format_html('<script defer src="{}" data-asset="{}"></script>', static("analytics/reading.js"), asset.pk)


@hooks.register("site_footer")
def consent_question(request):
    """The same for every reader of an address, so that pages can be cached."""
    address = address_of(request) if request else "/"
    return fragment(("consent", address), lambda: render_to_string("analytics/consent.html", {"next": address}))


@hooks.register("site_footer")
def hidden_link(request):
    """No person sees, hears or reaches it; a program that follows every link does. See docs/explanation/machines.md."""
    return format_html('<div hidden><a href="{}" rel="nofollow"></a></div>', reverse("everything"))


@hooks.register("asset_feedback")
def usefulness_question(request, asset):
    def make():
        answers = [(said, UsefulnessVote.Reason.of(useful=said == "yes")) for said in ("yes", "no")]
        return render_to_string("analytics/useful.html", {"asset": asset, "answers": answers})

    return fragment(("useful", asset.pk, asset.live_revision_id), make)


keep_pages_with(Touch, readers="have read")
keep_pages_with(UsefulnessVote, readers="have said whether they found useful")
