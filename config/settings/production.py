"""Behind a proxy that speaks HTTPS. Refuses to start without a secret key and the names it answers to."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import ALLOWED_HOSTS, SECRET_KEY, env

for _name, _value in {"TOUCHSTONE_SECRET_KEY": SECRET_KEY, "TOUCHSTONE_ALLOWED_HOSTS": ALLOWED_HOSTS}.items():
    if not _value:
        raise ImproperlyConfigured(f"Set {_name} in the environment or in .env before starting in production.")

SECURE_SSL_REDIRECT = env.bool("TOUCHSTONE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("TOUCHSTONE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Printed mail would put links that open drafts into the log, so an unnamed server is one that must stand here.
vars().update(env.email("TOUCHSTONE_EMAIL_URL", default="smtp://localhost:25"))
