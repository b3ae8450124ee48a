"""For pytest: everything in temporary folders, tasks run at once, no shared state with a running site."""

import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, WAGTAILSEARCH_BACKENDS, env

_SCRATCH = Path(tempfile.mkdtemp(prefix="touchstone-tests-"))

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests write behind the signals' backs; those that are about kept pages turn this on.
PAGE_CACHE_BYTES = 0
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
MEDIA_ROOT = _SCRATCH / "media"
SPOOL_DIR = _SCRATCH / "spool"
SEARCH_INDEX_DIR = _SCRATCH / "search"
WAGTAILSEARCH_BACKENDS["default"] |= {"PATH": str(SEARCH_INDEX_DIR), "AUTO_UPDATE": False}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

DATABASES["default"]["CONN_MAX_AGE"] = 0
# A test database kept in a file lets `pytest --reuse-db` skip the migrations between runs.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": env("TOUCHSTONE_TEST_SQLITE", default=str(_SCRATCH / "test.sqlite3"))}
