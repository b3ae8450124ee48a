"""What every deployment shares. Each value that an operator may change is read from the environment here."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()
env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env("TOUCHSTONE_VAR_DIR", default=str(BASE_DIR / "var")))

SECRET_KEY = env("TOUCHSTONE_SECRET_KEY", default="")
DEBUG = env.bool("TOUCHSTONE_DEBUG", default=False)
ALLOWED_HOSTS = env.list("TOUCHSTONE_ALLOWED_HOSTS", default=[])
BASE_URL = env("TOUCHSTONE_BASE_URL", default="http://127.0.0.1:8000")
# The one origin in feeds, sitemap, cards and canonical links; unnamed, it is the one that a reader came by.
PUBLIC_ORIGIN = env("TOUCHSTONE_BASE_URL", default="").rstrip("/")

INSTALLED_APPS = [
    "config",
    "demo",
    "editorial_calendar",
    "library",
    "revenue",
    "leads",
    "analytics",
    "content",
    "audiences",
    "buying_stages",
    "users",
    "whoosh_search",
    "wagtail.api.v2",
    "rest_framework",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.table_block",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.page_cache.PageCache",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.policies.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "content.redirects.Redirects",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ]
        },
    }
]

# What is erased is overwritten in the file and not only let go (docs/how-to/erase-a-person.md): secure_delete.
# SQLite loses writes under four writers unless all three of these stand (WAL, IMMEDIATE, a timeout);
# tests/config/test_settings.py proves that they do.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;",
}
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'touchstone.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A connection to the database outlives the request, so that a page does not begin by making one.
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# What each web process may keep of ready pages. While templates are being worked on, nothing is kept.
PAGE_CACHE_BYTES = 0 if DEBUG else env.int("TOUCHSTONE_PAGE_CACHE_MB", default=64) * 1024 * 1024
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "users.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env("TOUCHSTONE_TIME_ZONE", default="UTC")
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

WAGTAIL_SITE_NAME = env("TOUCHSTONE_SITE_NAME", default="Touchstone")
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILIMAGES_IMAGE_MODEL = "content.AssetImage"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "svg", "webp"]
WAGTAILDOCS_DOCUMENT_MODEL = "content.AssetDocument"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "key", "mp3", "mp4", "odt", "pdf", "pptx", "txt", "webm", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILEMBEDS_FINDERS = []
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
TAGGIT_CASE_INSENSITIVE = True

SEARCH_INDEX_DIR = Path(env("TOUCHSTONE_SEARCH_INDEX_DIR", default=str(VAR_DIR / "search")))
WAGTAILSEARCH_BACKENDS = {
    "default": {
        # Each engine reads its own of these: Whoosh the first four, PostgreSQL the next, servers of search the rest.
        "BACKEND": env("TOUCHSTONE_SEARCH_BACKEND", default="whoosh_search.backend"),
        "PATH": str(SEARCH_INDEX_DIR),
        "LOCK_TIMEOUT": 10,
        "LANGUAGE": env("TOUCHSTONE_SEARCH_LANGUAGE", default="en"),
        "TIME_LIMIT": env.float("TOUCHSTONE_SEARCH_SECONDS", default=1.0),
        "SEARCH_CONFIG": "english",
        "URLS": env.list("TOUCHSTONE_SEARCH_URLS", default=["http://localhost:9200"]),
        "INDEX_PREFIX": env("TOUCHSTONE_SEARCH_INDEX_PREFIX", default="touchstone_"),
    }
}

# Where the touch collector writes before it answers; the worker reads it into the database.
SPOOL_DIR = Path(env("TOUCHSTONE_SPOOL_DIR", default=str(VAR_DIR / "spool")))

# --- The collector (docs/reference/collector.md).
# Events that one address may send within a minute; an office of five hundred readers stays below it.
EVENTS_A_MINUTE = env.int("TOUCHSTONE_EVENTS_A_MINUTE", default=3000)
# A MaxMind file (.mmdb) that tells the country of an address. Unnamed, no country is kept.
COUNTRY_DATABASE = env("TOUCHSTONE_COUNTRY_DATABASE", default="")
# ---

# Thorough read (formulas 5.2): how far and how long, by the part that carries an asset. An asset may have its own.
THOROUGH_DEPTH = env.float("TOUCHSTONE_THOROUGH_DEPTH", default=0.75)
THOROUGH_SHARE_OF_EXPECTED = env.float("TOUCHSTONE_THOROUGH_SHARE_OF_EXPECTED", default=0.60)
THOROUGH_LEAST_SECONDS = env.float("TOUCHSTONE_THOROUGH_LEAST_SECONDS", default=10)
MOST_TIMES_EXPECTED = env.float("TOUCHSTONE_MOST_TIMES_EXPECTED", default=3)
READING = {
    "text": {
        "depth": THOROUGH_DEPTH,
        "share_of_expected": THOROUGH_SHARE_OF_EXPECTED,
        "least_seconds": THOROUGH_LEAST_SECONDS,
        "most_times_expected": MOST_TIMES_EXPECTED,
    },
    "document": {
        "depth": env.float("TOUCHSTONE_DOCUMENT_THOROUGH_DEPTH", default=THOROUGH_DEPTH),
        "share_of_expected": env.float(
            "TOUCHSTONE_DOCUMENT_THOROUGH_SHARE_OF_EXPECTED", default=THOROUGH_SHARE_OF_EXPECTED
        ),
        "least_seconds": env.float("TOUCHSTONE_DOCUMENT_THOROUGH_LEAST_SECONDS", default=THOROUGH_LEAST_SECONDS),
        "most_times_expected": env.float("TOUCHSTONE_DOCUMENT_MOST_TIMES_EXPECTED", default=MOST_TIMES_EXPECTED),
    },
    "film": {
        "depth": env.float("TOUCHSTONE_FILM_THOROUGH_DEPTH", default=THOROUGH_DEPTH),
        "share_of_expected": env.float(
            "TOUCHSTONE_FILM_THOROUGH_SHARE_OF_EXPECTED", default=THOROUGH_SHARE_OF_EXPECTED
        ),
        "least_seconds": env.float("TOUCHSTONE_FILM_THOROUGH_LEAST_SECONDS", default=THOROUGH_LEAST_SECONDS),
        "most_times_expected": env.float("TOUCHSTONE_FILM_MOST_TIMES_EXPECTED", default=MOST_TIMES_EXPECTED),
    },
}

# Browsers without a name that were not heard of for so many days are forgotten, every day.
KEEP_UNKNOWN_DAYS = env.int("TOUCHSTONE_KEEP_UNKNOWN_DAYS", default=395)

# Where mail goes out; what does not answer within these seconds counts as not sent.
EMAIL_CONFIG = env.email("TOUCHSTONE_EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("TOUCHSTONE_FROM_EMAIL", default="touchstone@localhost")

# Where we may fetch from although it is no public address: host, host:port or network (10.0.0.0/8).
OUTBOUND_ALLOW = env.list("TOUCHSTONE_OUTBOUND_ALLOW", default=[])

# How many proxies of ours each add to X-Forwarded-For. With none the header is hearsay and is not read.
PROXIES = env.int("TOUCHSTONE_PROXIES", default=0)

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# The CMS shows previews of our own pages in frames, so DENY (what W019 asks for) would break it.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [SELF],
    }
}

# Wagtail's editor sends some fields for each block of a long asset, and a hand-over one for each account.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"secrets": {"()": "config.secrets_in_logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {name: {"filters": ["secrets"]} for name in ("django.request", "django.security.csrf")},
    "root": {"handlers": ["console"], "level": env("TOUCHSTONE_LOG_LEVEL", default="WARNING")},
}
