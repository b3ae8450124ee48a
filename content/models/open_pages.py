from datetime import datetime

from wagtail.models import PageViewRestriction

from content.sections import in_private_section


class OpenPage:
    """A page type that is found by its address in one query while it is open to everybody; see content/routing.py."""

    # Set by the router on what it just found open, so that its privacy is not asked for again in the same request.
    was_found_open = False

    @classmethod
    def open_to(cls, user, *, at: datetime):
        return cls.objects.live().filter(~in_private_section())

    def get_view_restrictions(self):
        return PageViewRestriction.objects.none() if self.was_found_open else super().get_view_restrictions()
