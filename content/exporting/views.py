"""The whole library as a download, for those who may take it out of the house."""

from csp.decorators import csp_replace
from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import FormView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from content.cms_policy import STRICT
from content.exporting.archive import zipped
from content.exporting.library import Choice, Export
from content.models import InsightsPage

PERMISSION = "content.export_library"
EXPORTED = "content.export"


class ExportForm(forms.Form):
    drafts = forms.BooleanField(
        required=False, label="Drafts", help_text="Also what is not on the site: drafts, scheduled and expired pieces."
    )
    gated = forms.BooleanField(
        required=False, label="Gated assets", help_text="Whole, as readers get them for their details."
    )
    sales_editions = forms.BooleanField(
        required=False, label="Sales editions", help_text="For the house only: never publish that folder."
    )


@method_decorator(csp_replace(STRICT), name="dispatch")
class ExportView(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    permission_required = PERMISSION
    form_class = ExportForm
    template_name = "content/export/library.html"
    page_title = "Export the library"
    header_icon = "download"

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def form_valid(self, form):
        at = timezone.now()
        export = Export(Choice(**form.cleaned_data), at=at)
        log(
            instance=InsightsPage.objects.first(),
            action=EXPORTED,
            user=self.request.user,
            data={"number": export.assets.count(), **form.cleaned_data},
        )
        name = f"library-{timezone.localdate(at):%Y-%m-%d}"
        parts = zipped(export.entries(), root=name)
        return StreamingHttpResponse(
            parts,
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{name}.zip"', "Cache-Control": "no-store"},
        )


class ExportMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(PERMISSION)
