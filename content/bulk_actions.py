"""Wagtail's question before a bulk action names whatever the address asks for, also to those who may do nothing with it."""

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.bulk_action import index
from wagtail.permissions import policy_registry

RIGHTS = {"add", "change", "delete", "publish", "bulk_delete"}


@require_admin_access
def bulk_action(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponse:
    """Only for those who may change something of this kind; Wagtail then asks for each thing."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404("There is nothing of this kind.") from error
    if not policy_registry.get_by_type(model).user_has_any_permission(request.user, RIGHTS):
        raise PermissionDenied
    return index(request, app_label, model_name, action)
