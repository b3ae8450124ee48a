from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from analytics.machines.quarantine import STANDS_ON
from leads.hand_over_views import GOES_ALONG
from leads.rights.holdings import HOLDINGS
from library.desk import LibraryDeskMixin
from library.rights import of_library
from library.sharing.going_along import what_goes_along
from library.sharing.set_aside import shares_read
from library.sheet.record_panel import library_panel


class LibraryMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(LibraryDeskMixin.permission_required)


@hooks.register("register_admin_menu_item")
def register_library():
    return LibraryMenuItem("Library", reverse_lazy("library:search"), name="library", icon_name="library", order=150)


@hooks.register("asset_scripts")
def shared_link_script(request, asset):
    """The same on the page of every reader; it does nothing for those who came by no personal link."""
    if getattr(request, "is_preview", False):
        return ""
    return format_html('<script defer src="{}" data-asset="{}"></script>', static("library/shared-link.js"), asset.pk)


@hooks.register("register_icons")
def register_icon(icons):
    return [*icons, "library/icons/library.svg"]


hooks.register("lead_record_panels", library_panel)
hooks.register(GOES_ALONG, what_goes_along)
hooks.register(HOLDINGS, of_library)
hooks.register(STANDS_ON, shares_read)
