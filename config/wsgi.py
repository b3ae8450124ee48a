import os
from collections.abc import Callable

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
django_application = get_wsgi_application()

from analytics.collecting.wsgi_face import with_collector  # noqa: E402
from config.page_cache import PageCache  # noqa: E402 it has models below it, so Django stands first


def in_utf8(application: Callable):
    """Read every address and form as UTF-8: another charset named by a request can fail before any view is asked."""

    def answer(environ, start_response):
        kind, _, parameters = environ.get("CONTENT_TYPE", "").partition(";")
        if "charset" in parameters.lower() and "boundary" not in parameters.lower():
            environ["CONTENT_TYPE"] = f"{kind.strip()}; charset=utf-8"
        return application(environ, start_response)

    return answer


def with_pages_at_hand(application: Callable, pages: PageCache):
    """Kept pages go out before Django begins a request; everything else goes its way."""

    def answer(environ, start_response):
        page = pages.at_hand(environ)
        if not page:
            return application(environ, start_response)
        start_response(f"{page.status_code} {page.reason_phrase}", list(page.items()))
        return [page.content]

    return answer


application = with_collector(with_pages_at_hand(in_utf8(django_application), PageCache.in_use))
