from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from audiences.hearing import note, withdraw
from audiences.models import FieldNote, Industry
from library.desk import LibraryDeskMixin
from library.voices.customers import names_in
from library.voices.forms import AudienceForm, NoteForm
from library.voices.points import MOST_NOTES, Asked, points

NAMED = (
    "This names {names}. Notes travel to every colleague, so they name no customer: write “a manufacturer” or “their "
    "head of planning” instead. What you wrote stands below; nothing was kept."
)


class HeardView(LibraryDeskMixin, View):
    """What others are hearing, for a part of the audience; and a note of one's own, in two fields."""

    def get(self, request):
        return self.page(NoteForm(initial=self.from_address(request.GET)))

    def post(self, request):
        if not request.user.has_perm("audiences.add_fieldnote"):
            raise PermissionDenied
        form = NoteForm(request.POST)
        if form.is_valid() and (names := names_in(form.cleaned_data["heard"])):
            form.add_error("heard", NAMED.format(names=" and ".join(f"“{name}”" for name in names[:3])))
        if not form.is_valid():
            return self.page(form, status=422)
        said = form.cleaned_data
        kept = note(
            said["heard"],
            industry=said["industry"],
            by=request.user,
            at=timezone.now(),
            stage=said["stage"],
            persona=said["persona"],
            topic=said["topic"].slug if said["topic"] else "",
        )
        messages.success(request, "Your note is kept. Colleagues see it without your name or your customer’s.")
        return redirect(f"{reverse('library:heard')}?industry={said['industry'].slug}#note-{kept.pk}")

    def page(self, form, *, status=200):
        narrow = AudienceForm(self.request.GET or None, auto_id="narrow_%s")
        asked = Asked(**narrow.cleaned_data) if narrow.is_bound and self.understood(narrow) else Asked()
        context = {
            "form": form,
            "narrow": narrow,
            "asked": asked,
            "has_industries": Industry.objects.exists(),
            "most": MOST_NOTES,
            "points": points(asked, user=self.request.user, at=timezone.now()),
        }
        return render(self.request, "library/voices/heard.html", context, status=status)

    def understood(self, narrow) -> bool:
        """What the address says that we do not know is left out; the rest stands."""
        narrow.is_valid()
        for name in narrow.fields:
            narrow.cleaned_data.setdefault(name, None)
        return True

    def from_address(self, asked) -> dict:
        return {name: asked[name] for name in NoteForm.base_fields if name in asked}


class WithdrawNoteView(LibraryDeskMixin, View):
    """One's own note goes; nobody sees it any more."""

    def get(self, request, pk):
        return redirect("library:heard")

    def post(self, request, pk):
        own = get_object_or_404(FieldNote.objects.filter(by=request.user, withdrawn_at=None), pk=pk)
        withdraw(own, at=timezone.now())
        messages.success(request, f"Your note was withdrawn: “{own.heard}”")
        return redirect("library:heard")
