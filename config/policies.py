"""One strict content security policy for our pages, and the least that Wagtail's own editor needs."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse

ADMIN_PREFIX = "/admin/"
# Wagtail's date choosers and inline panels carry inline scripts without a nonce, and its rich text
# editor inserts <style> elements; previews frame the page from the same origin.
WAGTAIL_EDITOR = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "worker-src": [SELF, "blob:"],
}


class ContentSecurityPolicy(CSPMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith(ADMIN_PREFIX) and not hasattr(response, "_csp_replace"):
            response._csp_replace = WAGTAIL_EDITOR
        return super().process_response(request, response)
