from csp.constants import SELF

# Our pages in the CMS hold to the public site's policy; only Wagtail's own shell needs these two.
STRICT = {"frame-src": [SELF], "worker-src": [SELF, "blob:"]}
