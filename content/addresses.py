"""Which parts of an address make a page what it is, which only say how a reader came, and which are something else."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest
from django.utils.encoding import iri_to_uri

# In the order in which our own links write them.
NAMED = ("pillar", "stage", "topic", "format", "expert", "page")
# What campaigns, mail programs, advertisers and our own links (`shared`, `mail`) add. No page looks at them; scripts do,
# in the browser.
TRACKING = re.compile(
    r"shared|mail|utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|_hs\w+|gclid|gclsrc|gbraid|wbraid|dclid|gad_\w+|fbclid|msclkid|yclid|ttclid"
    r"|twclid|li_fat_id|igshid|mc_[ce]id|mkt_tok|vero_id|s_kwcid|ref_src|_ga|_gl|_ke"
)
LONGEST = 2000


@lru_cache(maxsize=512)
def what_it_asks(query: str) -> str | None:
    """The query in one writing, without what says how a reader came; None if anything in it is not known to be harmless."""
    if len(query) > LONGEST:
        return None
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=30)
    except ValueError:
        return None
    pairs = [(name, value) for name, value in pairs if not TRACKING.fullmatch(name)]
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names) or not set(names) <= set(NAMED):
        return None
    return urlencode(sorted(((name, value) for name, value in pairs if value), key=lambda pair: NAMED.index(pair[0])))


def address_of(request: HttpRequest) -> str:
    """Where a form on this page sends its reader back to: the page, without how somebody came to it."""
    query = what_it_asks(request.META.get("QUERY_STRING", ""))
    path = iri_to_uri(request.path)
    return f"{path}?{query}" if query else path
