from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from config.files import no_such_document, picture
from config.health import healthz, readyz
from content.bulk_actions import bulk_action
from content.routing import serve

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/bulk/<str:app_label>/<str:model_name>/<str:action>/", bulk_action, name="bulk_action"),
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^documents/\d{19,}/", no_such_document, name="no_such_document"),
    path("documents/", include(wagtaildocs_urls)),
    path("library/", include("library.urls")),
    path("s/", include("library.sharing.public_urls")),
    path("media/images/<path:path>", picture, name="media"),
    path("", include("analytics.urls")),
    path("", include("leads.urls")),
    path("", include("content.machines.urls")),
    path("", include("content.public.urls")),
    path("", include("content.review.urls")),
    re_path(serve_pattern, serve, name="wagtail_serve"),
    path("", include(wagtail_urls)),
]
