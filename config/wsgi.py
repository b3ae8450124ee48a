import os

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")


def in_utf8(application: WSGIHandler):
    """Read every address and form as UTF-8: another charset named by a request can fail before any view is asked."""

    def answer(environ, start_response):
        kind, _, parameters = environ.get("CONTENT_TYPE", "").partition(";")
        if "charset" in parameters.lower() and "boundary" not in parameters.lower():
            environ["CONTENT_TYPE"] = f"{kind.strip()}; charset=utf-8"
        return application(environ, start_response)

    return answer


application = in_utf8(get_wsgi_application())
