from django.contrib.auth.mixins import PermissionRequiredMixin
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

SEES_EDITIONS = "content.view_salesedition"


@method_decorator(never_cache, name="dispatch")
class LibraryDeskMixin(PermissionRequiredMixin):
    """Only for those who may use the library: others sign in first, or are told that they may not.

    No cache keeps these pages for somebody else, nor for the back button after signing out.
    """

    permission_required = "library.use_library"
