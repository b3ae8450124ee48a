"""Lists in the CMS to look at: what readers did is not added, changed or deleted by hand."""

from django.contrib.auth.models import Permission
from django.urls import path
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet


class ReadOnlyIndexView(IndexView):
    any_permission_required = ["view"]
    default_ordering = "-at"


class ReadOnlyViewSet(ModelViewSet):
    index_view_class = ReadOnlyIndexView
    add_to_reference_index = False
    ordering = "-at"
    list_per_page = 50
    form_fields = []

    def get_common_view_kwargs(self, **kwargs):
        absent = dict.fromkeys(
            ["add_url_name", "edit_url_name", "delete_url_name", "history_url_name", "usage_url_name"]
        )
        return super().get_common_view_kwargs(**absent, **kwargs)

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]

    def get_permissions_to_register(self):
        return Permission.objects.filter(
            content_type__app_label=self.app_label, codename=f"view_{self.model._meta.model_name}"
        )

    def register_admin_url_finder(self):
        """There is no screen for one row."""
