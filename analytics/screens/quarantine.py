"""What was set aside as a machine's: looked at, given back or confirmed, one by one or all that a filter finds."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property

from analytics.durations import active_time
from analytics.reasons import Machine, Verdict
from analytics.screens.lookback import MOST_LISTED, BoundedPaginator
from analytics.screens.quarantine_asked import Narrowing
from analytics.screens.quarantine_kinds import KINDS
from analytics.screens.screen import Screen, ScreenViewSet

ROWS_A_PAGE = 50
#: So that one decision is one transaction of a second or two; the next takes the next ones.
MOST_AT_ONCE = 5000
MOST_DIGITS = 18
VERBS = {"restore": Verdict.RESTORED, "confirm": Verdict.CONFIRMED}
ASKED = ("verdict", "reason", "first", "last")


class QuarantineView(Screen):
    page_title = "Quarantine"
    header_icon = "warning"
    template_name = "analytics/machines/quarantine.html"
    permission_required = "analytics.view_quarantine"

    @cached_property
    def kind(self):
        return KINDS[self.kwargs.get("what", "touches")]

    def get_permission_required(self):
        return [self.kind.view]

    @cached_property
    def asked(self) -> Narrowing:
        said = self.request.POST if self.request.method == "POST" else self.request.GET
        return Narrowing(said)

    def get_context_data(self, **kwargs):
        is_valid = self.asked.is_valid()
        rows = self.kind.rows(self.asked) if is_valid else []
        paginator = BoundedPaginator(rows, ROWS_A_PAGE) if is_valid else Paginator(rows, ROWS_A_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            kind=self.kind,
            kinds=[kind for kind in KINDS.values() if self.request.user.has_perm(kind.view)],
            asked=self.asked,
            errors=[error for errors in self.asked.errors.values() for error in errors],
            verdicts=[(verdict, verdict == self.asked.verdict_asked) for verdict in Verdict],
            page=page,
            rows=[
                (row, active_time(row.touch.active_ms)) if self.kind.name == "touches" else (row, "") for row in page
            ],
            has_more=is_valid and paginator.has_more,
            most_listed=MOST_LISTED,
            most_at_once=MOST_AT_ONCE,
            newest=self.kind.newest() if len(page) else "",
            reasons=self._reasons() if is_valid else [],
            may_decide=self.request.user.has_perm(self.kind.change),
            narrowed_address=self.query_without("reason", "p"),
            verdict_address=self.query_without("verdict", "p"),
            page_address=self.query_without("p"),
        )

    def _reasons(self) -> list[tuple[Machine, str]]:
        """How many wait for each reason: counted no further than anybody reads, each by its index."""
        counts = [(reason, self.kind.waiting(reason)[: MOST_LISTED + 1].count()) for reason in Machine]
        return [(reason, f"{MOST_LISTED:,}+" if n > MOST_LISTED else f"{n:,}") for reason, n in counts if n]


class DecideView(QuarantineView):
    """What a decision is about and what follows from it, said first; then it is done."""

    http_method_names = ["post"]
    template_name = "analytics/machines/decide.html"

    def get_permission_required(self):
        return [self.kind.change]

    def get_context_data(self, **kwargs):
        pks = kwargs["pks"]
        return Screen.get_context_data(
            self,
            **kwargs,
            kind=self.kind,
            asked_fields=[(name, self.request.POST.get(name, "")) for name in ASKED],
            sentences=self.kind.what_stands_on(pks),
            is_full=len(pks) >= MOST_AT_ONCE,
            most_at_once=MOST_AT_ONCE,
            back=self._back(),
        )

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        verdict = VERBS.get(request.POST.get("verb", ""))
        if verdict is None or not self.asked.is_valid():
            raise Http404("This asks for a decision that there is none of.")
        pks = self._chosen()
        if not pks:
            messages.error(request, "Nothing was changed: tick at least one row, or choose all that the filter finds.")
            return redirect(self._back())
        if "confirmed" not in request.POST:
            all_of_them = "all" in request.POST
            context = {"pks": pks, "verdict": verdict, "verb": request.POST["verb"], "all_of_them": all_of_them}
            return self.render_to_response(self.get_context_data(**context, newest=self._newest or max(pks)))
        messages.success(request, self.kind.decide(pks, verdict, by=request.user, at=timezone.now()).words)
        return redirect(self._back())

    def _chosen(self) -> list[int]:
        rows = self.kind.rows(self.asked)
        if "all" in self.request.POST:
            # What came since somebody looked is not part of what they decided on.
            found = rows.filter(pk__lte=self._newest) if self._newest else rows
            return list(found.values_list("pk", flat=True)[:MOST_AT_ONCE])
        ticked = [int(pk) for pk in self.request.POST.getlist("row")[:ROWS_A_PAGE] if _is_key(pk)]
        return list(rows.filter(pk__in=ticked).values_list("pk", flat=True))

    @property
    def _newest(self) -> int | None:
        newest = self.request.POST.get("newest", "")
        return int(newest) if _is_key(newest) else None

    def _back(self) -> str:
        said = "&".join(f"{name}={self.request.POST[name]}" for name in ASKED if self.request.POST.get(name))
        return address_of(self.kind.name) + (f"?{said}" if said and self.asked.is_valid() else "")


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def address_of(what: str) -> str:
    return reverse("quarantine:index") if what == "touches" else reverse("quarantine:openings")


class QuarantineViewSet(ScreenViewSet):
    name = "quarantine"
    url_prefix = "quarantine"
    icon = "warning"
    menu_label = "Quarantine"
    view_class = QuarantineView

    def get_urlpatterns(self):
        see, decide = self.construct_view(QuarantineView), self.construct_view(DecideView)
        return [
            path("", see, {"what": "touches"}, name="index"),
            path("openings/", see, {"what": "openings"}, name="openings"),
            path("decide/", decide, {"what": "touches"}, name="decide"),
            path("openings/decide/", decide, {"what": "openings"}, name="decide_openings"),
        ]
