from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView, View

from content.holding import Freshness
from content.narrowing import elided
from leads.models import Lead
from library.desk import LibraryDeskMixin
from library.finding.addresses import Address
from library.finding.asking import ALL, asked_in
from library.finding.facts import FILTERS
from library.finding.missing import instead_of, note_gap
from library.finding.scopes import named_so, own_accounts, scope_of
from library.finding.searching import Found, search_assets
from library.finding.showing import shown

PAGE_SIZE = 20
MOST_DIGITS = 9


def found_by(asked: QueryDict, *, user, at) -> Found:
    """What an address comes to, with all that it says and does not mean told in `refusals`."""
    scope, unknown = scope_of(asked, user=user)
    filters, doubled = asked_in(asked)
    found = search_assets(asked.get("q", ""), user=user, at=at, scope=scope, **filters)
    found.refusals[:0] = unknown
    found.notes[:0] = doubled
    return found


class ResultsView(LibraryDeskMixin, TemplateView):
    """What stands below the search box: fetched while somebody types. It notes nothing."""

    template_name = "library/finding/found.html"

    def get_context_data(self, **kwargs):
        asked, user, at = self.request.GET, self.request.user, timezone.now()
        found = found_by(asked, user=user, at=at)
        address = Address(found, wants_all=frozenset(name for name in FILTERS if asked.get(name) == ALL))
        page = Paginator(found, PAGE_SIZE).get_page(asked.get("page", "")[:MOST_DIGITS])
        return super().get_context_data(
            **kwargs,
            at=at,
            found=found,
            page=page,
            results=shown(found, page.object_list, user=user),
            address=address,
            pages=elided(page, lambda number: address.with_(page=number if number > 1 else None)),
            chosen=[(each, address.without(each.name)) for each in found.chosen],
            filters=[(each, linked(each, address)) for each in found.filters],
            **_instead(found, address),
            only_stage=_only_stage(found, address),
            old_below=_old_below(found, address) if page.number == 1 else None,
            accounts=[(account, _scoped_to(account, asked)) for account in own_accounts(user)],
        )


def _only_stage(found: Found, address: Address) -> tuple | None:
    """The stage that the words name, if it is not the filter already, and the address that makes it so."""
    stages = found.filter_on("stage")
    named = next((choice for choice in stages.choices if choice.value == found.stage_named), None)
    return (named, address.with_(stage=named.value)) if named and not stages.chosen else None


def _old_below(found: Found, address: Address) -> tuple | None:
    """How many of the best answers stand further down because they are old, and where to see such."""
    old = found.good_but_old
    if not old or len(old) == len(found):
        return None
    is_overdue = Freshness.OVERDUE in {fact.freshness for fact in old}
    wanted = Freshness.OVERDUE if is_overdue else Freshness.PAST
    return len(old), address.with_(freshness=wanted.value), "overdue" if is_overdue else "past its date"


def _instead(found: Found, address: Address) -> dict:
    if len(found):
        return {}
    instead = instead_of(found)
    return {
        "instead": instead,
        "other_words": instead.words and address.with_(q=instead.words),
        "other_stage": instead.stage and address.with_(stage=instead.stage.value),
    }


def linked(each, address: Address) -> list[tuple]:
    """Each choice with where it leads; following a chosen one drops it."""
    return [
        (choice, address.without(each.name) if choice.chosen else address.with_(**{each.name: choice.value}))
        for choice in each.choices
    ]


class SearchView(ResultsView):
    """The whole page. Opened without a result it leaves a word for marketing, once a person and hour."""

    template_name = "library/finding/search.html"

    def get(self, request, *args, **kwargs):
        name = request.GET.get("for", "").strip()
        named = named_so(name, user=request.user)
        if len(named) == 1:
            return redirect(request.path + _scoped_to(named[0], request.GET))
        context = self.get_context_data(name=name, named=[(each, _scoped_to(each, request.GET)) for each in named])
        if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
            note_gap(context["found"], by=request.user, at=context["at"])
        return self.render_to_response(context)


def _scoped_to(whom, asked: QueryDict) -> str:
    address = asked.copy()
    for name in ("for", "account", "lead", "industry", "page"):
        address.pop(name, None)
    address["lead" if isinstance(whom, Lead) else "account"] = whom.pk
    return f"?{address.urlencode()}"


class MissedView(LibraryDeskMixin, View):
    """The script says that a search rested without a result. It is searched again, so only a true gap is noted."""

    http_method_names = ["post"]

    def post(self, request):
        at = timezone.now()
        note_gap(found_by(request.POST, user=request.user, at=at), by=request.user, at=at)
        return HttpResponse(status=204)
