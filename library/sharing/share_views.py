"""Making a personal link: what, for whom, for how long."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import TemplateView

from audiences.folding import tidy
from content.models import AssetPage
from leads.models import Lead
from leads.querysets import LONGEST_SEARCH
from library.desk import SEES_EDITIONS, LibraryDeskMixin
from library.models import Collection
from library.sharing.asked import TOO_FAST, number, types_too_fast
from library.sharing.cautions import about_assets, about_person, what_may_be_shared
from library.sharing.forms import ShareForm
from library.sharing.making import share_once
from library.sharing.shelf import find_assets

MOST_ASSETS = 20
MOST_PEOPLE = 8
# What a search on the page carries along.
KEPT = ("asset", "collection", "lead")


@dataclass(frozen=True)
class ToShare:
    """One asset that is to be shared, and what to think of before."""

    asset: AssetPage
    cautions: list[str]
    may_be_shared: str
    address_without: str


class SharingMixin(LibraryDeskMixin):
    """What is asked for so far stands in the address: assets or a collection, and whom it is for."""

    permission_required = ("library.use_library", "library.add_share", "leads.view_lead")

    @cached_property
    def lead(self) -> Lead | None:
        asked = number(self.request.GET.get("lead"))
        return get_object_or_404(Lead.objects.select_related("account"), pk=asked) if asked else None

    def address_with(self, **changes) -> str:
        """This page, with one thing chosen or (None) not."""
        query = self.request.GET.copy()
        for name in ("who", "q", *changes):
            query.pop(name, None)
        for name, value in changes.items():
            query.setlist(name, [] if value is None else value if isinstance(value, list) else [value])
        return f"{reverse('library:share')}?{query.urlencode()}"

    @cached_property
    def visible(self):
        return AssetPage.objects.visible_to(self.request.user, at=timezone.now())

    @cached_property
    def asked(self) -> list[int]:
        """The assets that the address names, each once."""
        return list(dict.fromkeys(filter(None, map(number, self.request.GET.getlist("asset")))))[:MOST_ASSETS]

    def found_assets(self, words: str) -> list[tuple[AssetPage, str]]:
        found = find_assets(self.visible.exclude(pk__in=self.asked), words)
        return [(asset, self.address_with(asset=[*self.asked, asset.pk])) for asset in found]

    def found(self, who: str) -> list[tuple[Lead, str]]:
        """Nobody before something is typed."""
        typed = tidy(who, most=LONGEST_SEARCH)
        leads = Lead.objects.answering_to(typed).select_related("account").order_by("last_name", "first_name", "pk")
        return [(lead, self.address_with(lead=lead.pk)) for lead in leads[: MOST_PEOPLE if typed else 0]]


class ShareView(SharingMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(ShareForm(lead=self.lead))

    def post(self, request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        form = ShareForm(request.POST, lead=self.lead)
        if not self.assets:
            return redirect("library:share")
        if not form.is_valid():
            return self._page(form, status=422)
        known = self._known_after_all(form)
        if known and "sure" not in request.POST and any(about_person(self.assets, known, at=at).values()):
            return self._page(form, known=known)
        made = share_once(
            self.collection or self.assets,
            known or form.whom(),
            by=request.user,
            at=at,
            valid_for=form.valid_for,
            note=form.cleaned_data["note"],
        )
        return redirect("library:shared", pk=made.pk)

    @cached_property
    def collection(self) -> Collection | None:
        asked = number(self.request.GET.get("collection"))
        mine = Collection.objects.named().seen_by(self.request.user)
        return get_object_or_404(mine, pk=asked) if asked else None

    @cached_property
    def assets(self) -> list[AssetPage]:
        if self.collection:
            return list(
                self.visible.filter(collection_items__collection=self.collection).order_by("collection_items__position")
            )
        found = self.visible.in_bulk(self.asked)
        if len(found) < len(self.asked):
            raise Http404("One of these assets is not on the shelf now.")
        return [found[pk] for pk in self.asked]

    def _known_after_all(self, form: ShareForm) -> Lead | None:
        """Someone new whose address we have turns out to be a lead."""
        email = form.cleaned_data.get("email")
        return Lead.objects.by_email(email).first() if email else None

    def _page(self, form: ShareForm, *, known: Lead | None = None, status: int = 200) -> HttpResponse:
        who, words = self.request.GET.get("who", ""), self.request.GET.get("q", "")
        context = {
            "words": words,
            "found": self.found_assets(words),
            "form": form,
            "collection": self.collection,
            "wanted": self._wanted(self.lead or known),
            "lead": self.lead,
            "known": known,
            "who": who,
            "people": self.found(who),
            "without_lead": self.address_with(lead=None),
            "here": self.address_with(),
            "kept": [
                (name, value) for name in self.request.GET if name in KEPT for value in self.request.GET.getlist(name)
            ],
        }
        return render(self.request, "library/sharing/share.html", context, status=status)

    def _wanted(self, person: Lead | None) -> list[ToShare]:
        at = timezone.now()
        of_asset = about_assets(self.assets, today=timezone.localdate(at))
        of_person = about_person(self.assets, person, at=at) if person else {}
        may_see = self.request.user.has_perm(SEES_EDITIONS)
        allowed = what_may_be_shared(self.assets) if may_see else {}
        return [
            ToShare(
                asset,
                [*of_person.get(asset.pk, ()), *of_asset.get(asset.pk, ())],
                allowed.get(asset.pk, ""),
                self.address_with(asset=[pk for pk in self.asked if pk != asset.pk]),
            )
            for asset in self.assets
        ]


class PeopleView(SharingMixin, TemplateView):
    """The leads that answer to what is typed, as a piece of the page above."""

    template_name = "library/sharing/people.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if types_too_fast(request.user, "people", at=timezone.now()):
            return HttpResponse(TOO_FAST, status=429)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        who = self.request.GET.get("who", "")
        return super().get_context_data(**kwargs, who=who, people=self.found(who))


class AssetsView(SharingMixin, TemplateView):
    """The assets that answer to what is typed, likewise."""

    template_name = "library/sharing/assets_to_share.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if types_too_fast(request.user, "assets", at=timezone.now()):
            return HttpResponse(TOO_FAST, status=429)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        words = self.request.GET.get("q", "")
        return super().get_context_data(**kwargs, words=words, found=self.found_assets(words))
