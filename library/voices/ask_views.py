from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from audiences.demand import ask
from audiences.models import Demand
from library.desk import LibraryDeskMixin
from library.voices.asking import asked_for
from library.voices.forms import LONGEST_REQUEST, LONGEST_WHY, RequestForm

ME_TOO = "I need it too."


class AskView(LibraryDeskMixin, View):
    """Ask marketing for what is missing, and see what became of what was asked."""

    def get(self, request):
        return self.page(RequestForm(initial=self.from_address(request.GET)))

    def post(self, request):
        if not request.user.has_perm("audiences.add_demand"):
            raise PermissionDenied
        form = RequestForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        said = form.cleaned_data
        words = said.pop("words")
        ask(words, **said, by=request.user, at=timezone.now())
        messages.success(request, f"Marketing has your request “{words}”. Its answer will stand here.")
        return redirect(f"{reverse('library:ask')}#asked")

    def page(self, form, *, status=200):
        context = {"form": form, "asked": asked_for(by=self.request.user)}
        return render(self.request, "library/voices/ask.html", context, status=status)

    def from_address(self, asked) -> dict:
        """The query and the filters of a search that found nothing."""
        words = asked.get("words") or asked.get("q", "")
        return {name: asked[name] for name in RequestForm.base_fields if name in asked} | {
            "words": words.replace("\x00", "")[:LONGEST_REQUEST]
        }


class MeTooView(LibraryDeskMixin, View):
    """One more person asks for the same: another row, in the same words."""

    permission_required = ("library.use_library", "audiences.add_demand")

    def get(self, request, pk):
        return redirect("library:ask")

    def post(self, request, pk):
        wish = get_object_or_404(Demand.objects.filter(kind=Demand.Kind.REQUEST), pk=pk)
        mine = Demand.objects.filter(kind=Demand.Kind.REQUEST, folded=wish.folded, by=request.user)
        if mine.exists():
            messages.success(request, f"You have asked for “{wish.words}” already; it counts once for each of you.")
        else:
            why = request.POST.get("why", "").replace("\x00", "").strip()[:LONGEST_WHY] or ME_TOO
            about = {name: getattr(wish, name) for name in ("stage", "pillar", "persona", "industry")}
            ask(wish.words, why=why, by=request.user, at=timezone.now(), **about)
            messages.success(request, f"Marketing knows that you need “{wish.words}” too.")
        return redirect(f"{reverse('library:ask')}#asked")
