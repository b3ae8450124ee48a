"""What our screens of numbers have in common."""

from csp.decorators import csp_replace
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from analytics.screens.tables import CSV, XLSX, as_file
from content.cms_policy import STRICT


@method_decorator(csp_replace(STRICT), name="dispatch")
class Screen(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page in the CMS under our own policy. `?export=csv` (or xlsx) asks for the table that `?table=` names."""

    def render_to_response(self, context, **response_kwargs):
        kind = self.request.GET.get("export")
        if kind in (CSV, XLSX) and (sheet := self.sheet(context, self.request.GET.get("table", ""))):
            return as_file(sheet, kind)
        return super().render_to_response(context, **response_kwargs)

    def sheet(self, context, name: str):
        """The table of this name as it is downloaded; None if there is none."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"with_export": self.query_without("export", "table")}

    def query_without(self, *names: str) -> str:
        """The query of this page, to add another choice of these to."""
        asked = self.request.GET.copy()
        for name in names:
            asked.pop(name, None)
        return f"?{asked.urlencode()}&" if asked else "?"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class ScreenMenuItem(MenuItem):
    """Shown to those who may open what it leads to."""

    def __init__(self, *args, permission: str, **kwargs):
        self.permission = permission
        super().__init__(*args, **kwargs)

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


class ScreenViewSet(ViewSet):
    """One screen, its address and its place in the menu."""

    view_class: type[Screen]

    def get_menu_item(self, order=None):
        return ScreenMenuItem(
            label=self.menu_label,
            url=self.menu_url,
            name=self.menu_name,
            icon_name=self.menu_icon,
            order=self.get_menu_item_order(order),
            permission=self.view_class.permission_required,
        )
