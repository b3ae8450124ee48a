"""What was shared, and what came of it."""

from collections.abc import Callable
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views import View
from django.views.generic import DetailView, TemplateView
from wagtail.admin.utils import get_user_display_name

from library.desk import LibraryDeskMixin
from library.models import Share
from library.sharing.asked import number
from library.sharing.drafts import draft
from library.sharing.links import items_to_read, link_for
from library.sharing.making import reopen, revoke
from library.sharing.outcomes import outcomes_of
from library.sharing.rules import PASSED_ON, READ
from library.sharing.signals import mark_seen, unseen_by

PAGE_SIZE = 30


def _over(at: datetime) -> Q:
    return Q(revoked_at__isnull=False) | Q(expires_at__lte=at)


#: Name in the address -> (label, which shares).
FILTERS: dict[str, tuple[str, Callable]] = {
    "": ("All", lambda shares, at: shares),
    "waiting": ("Waiting", lambda shares, at: shares.filter(~READ).exclude(_over(at))),
    "read": ("Read", lambda shares, at: shares.filter(READ)),
    "passed-on": ("Passed on", lambda shares, at: shares.filter(PASSED_ON)),
    "over": ("Expired or revoked", lambda shares, at: shares.filter(_over(at))),
}


class FollowedMixin(LibraryDeskMixin):
    """Shares of this person, and those to people of their accounts; of others nobody learns that they exist."""

    def get_queryset(self):
        return Share.objects.followed_by(self.request.user).select_related("sender", "lead__account", "collection")


class SharedListView(FollowedMixin, TemplateView):
    """Its script asks for the list alone, every few seconds."""

    def get_template_names(self):
        return [
            "library/sharing/shared_rows.html" if "rows" in self.request.GET else "library/sharing/shared_list.html"
        ]

    def get_context_data(self, **kwargs):
        at = timezone.now()
        chosen = self.request.GET.get("show", "")
        chosen = chosen if chosen in FILTERS else ""
        shares = FILTERS[chosen][1](self.get_queryset(), at)
        page = Paginator(shares, PAGE_SIZE).get_page(self.request.GET.get("page"))
        unseen = list(unseen_by(self.request.user).filter(reader__share__in=[each.pk for each in page]))
        return super().get_context_data(
            **kwargs,
            at=at,
            page=page,
            chosen=chosen,
            filters=[(name, label) for name, (label, _) in FILTERS.items()],
            rows=[(outcome, link_for(outcome.share)) for outcome in outcomes_of(list(page))],
            new_readers={signal.reader_id for signal in unseen},
            newest=max((signal.pk for signal in unseen), default=0),
        )


class SharedView(FollowedMixin, DetailView):
    """One link: to be copied or sent, and what came of it."""

    template_name = "library/sharing/shared.html"
    context_object_name = "share"

    def get_context_data(self, **kwargs):
        at = timezone.now()
        link = link_for(self.object)
        return super().get_context_data(
            **kwargs,
            at=at,
            link=link,
            outcome=outcomes_of([self.object])[0],
            is_open=not self.object.revoked_at and self.object.expires_at > at,
            draft=self._draft(link, at=at),
        )

    def _draft(self, link: str, *, at: datetime):
        assets = [item.asset for item in items_to_read(self.object, at=at)]
        lead = self.object.lead
        return assets and draft(
            assets,
            link=link,
            to=lead.email if lead else "",
            greeting=(lead.first_name if lead else "") or self.object.recipient.partition(" ")[0],
            sender=get_user_display_name(self.object.sender),
            about=self.object.collection.purpose or self.object.collection.name,
        )


class RevokeView(FollowedMixin, View):
    """Shuts a link, or takes that back."""

    permission_required = ("library.use_library", "library.change_share")
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: str) -> HttpResponse:
        link = get_object_or_404(self.get_queryset(), pk=pk)
        if "reopen" in request.POST:
            reopen(link)
        else:
            revoke(link, at=timezone.now())
        return redirect("library:shared", pk=pk)


class SeenView(LibraryDeskMixin, View):
    """What stood on the page when its reader looked at it. A GET marks nothing."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        shares = [share for share in map(number, request.POST.getlist("share")[:PAGE_SIZE]) if share]
        newest = number(request.POST.get("newest")) or 0
        mark_seen(request.user, up_to=newest, shares=shares, at=timezone.now())
        left = unseen_by(request.user).count()
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(str(left), content_type="text/plain")
        return redirect("library:shares")
