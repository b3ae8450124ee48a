from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest

from config.wsgi import application

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("charset", ["idna", "utf-7", "no-such-charset", "'; DROP", "utf-8"])
def test_no_charset_that_a_request_names_is_an_error_of_ours(charset):
    statuses = []
    environ = {
        "PATH_INFO": "/healthz",
        "QUERY_STRING": "x=%ff%00",
        "CONTENT_TYPE": f"text/plain;charset={charset}",
        "HTTP_HOST": "localhost",
        "wsgi.input": BytesIO(b""),
    }
    setup_testing_defaults(environ)

    list(application(environ, lambda status, headers, error=None: statuses.append(status)))

    assert statuses == ["200 OK"]
