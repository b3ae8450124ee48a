"""A project of nothing but modelsearch's test models, with the Whoosh backend."""

import os
import tempfile
from pathlib import Path

HERE = Path(__file__).parent

SECRET_KEY = "only-for-tests"
USE_TZ = True
INSTALLED_APPS = [
    "modelsearch.test.testapp",
    "modelsearch",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
FIXTURE_DIRS = [HERE / "fixtures"]

# The process that starts the suite names a folder, and removes it afterwards.
MODELSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "whoosh_search.backend",
        "PATH": Path(os.environ.get("WHOOSH_SEARCH_TESTS") or tempfile.mkdtemp(prefix="whoosh-search-")) / "index",
        "LOCK_TIMEOUT": 10,
    }
}
