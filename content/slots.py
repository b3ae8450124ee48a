"""Places on public pages that upper floors fill. The page offers the slot and knows nobody by name.

An upper floor registers a function with Wagtail's hooks, in its `wagtail_hooks.py`:

- `site_footer(request)` -> HTML at the foot of every public page
- `asset_scripts(request, asset)` -> script tags at the end of an asset page
- `asset_invitation(request, asset, call)` -> what the page asks of its reader at the end; `call` is a `CallToAction`
- `asset_feedback(request, asset)` -> "was this useful?" below the text
- `topic_invitation(request, topic)` -> what a topic's own page asks of its reader
- `privacy_rights(request)` -> on the privacy page, what a reader may ask of what is kept: to see it, to have it erased
- `asset_gate(request, asset)` -> HTML that stands in for the rest of a gated asset, or "" when this reader may go on

A page is kept and given to all readers without a session. So what fills a slot, the gate and the privacy page
excepted, is the same for each of them: no token, no name, nothing read from a cookie.
"""

from django.utils.safestring import SafeString, mark_safe
from wagtail import hooks


def fill(slot: str, *args) -> SafeString:
    """The HTML of everything that is registered for a slot, in hook order. Each function must return safe HTML."""
    return mark_safe("".join(render(*args) for render in hooks.get_hooks(slot)))  # noqa: S308 each part is a rendered template
