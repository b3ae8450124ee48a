from django.urls import reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from library.desk import LibraryDeskMixin


class LibraryMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(LibraryDeskMixin.permission_required)


@hooks.register("register_admin_menu_item")
def register_library():
    return LibraryMenuItem("Library", reverse_lazy("library:search"), name="library", icon_name="library", order=150)


@hooks.register("register_icons")
def register_icon(icons):
    return [*icons, "library/icons/library.svg"]
