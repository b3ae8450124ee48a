from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("library/", include("library.urls")),
    path("media/images/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "images"}, name="media"),
    path("", include("analytics.urls")),
    path("", include("leads.urls")),
    path("", include(wagtail_urls)),
]
