"""The lead record: who this is, and everything they read, before and after we knew the name."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail.admin.views.generic import InspectView
from wagtail.admin.widgets import Button

from analytics.models import Deed, Touch, UsefulnessVote
from content.slots import fill
from leads.models import Account, Following, Lead
from leads.owners import owner_name

TOUCHES_A_PAGE = 100
MOST_DIGITS = 19
COUNTED = Q(identifications__visitor__touches__quarantined_for="")


@dataclass(frozen=True)
class Row:
    """A touch, and whether we knew the reader's name when it happened."""

    touch: Touch
    was_named: bool
    deeds: str = ""


class RecordView(InspectView):
    """A page about one row with a template of its own; the list of fields is for the edit form."""

    def get_page_title(self):
        return capfirst(self.model._meta.verbose_name)

    def get_fields(self):
        return []


class LeadRecordView(RecordView):
    template_name = "leads/lead_record.html"

    def get_object(self, queryset=None):
        """A number that a record had before it was merged leads to the record of that person."""
        number = Lead.resolve(int(self.pk)) if str(self.pk).isdecimal() and len(str(self.pk)) < MOST_DIGITS else None
        return get_object_or_404(Lead.objects.select_related("account"), pk=number and number.pk)

    def get(self, request, *args, **kwargs):
        if str(self.object.pk) != str(self.pk):
            return redirect("lead:inspect", self.object.pk)
        return super().get(request, *args, **kwargs)

    @cached_property
    def header_more_buttons(self):
        may, pk = self.request.user.has_perms, self.object.pk
        buttons = super().header_more_buttons
        if may(["leads.change_lead", "leads.delete_lead"]):
            address = reverse("lead:merge", args=[pk])
            buttons.append(Button("This is the same person as …", url=address, icon_name="group", priority=30))
        if may(["leads.add_erasurereceipt"]):
            export, erase = (reverse(f"lead:{name}", args=[pk]) for name in ("everything", "erase"))
            buttons.append(Button("Export everything", url=export, icon_name="download", priority=40))
            buttons.append(Button("Erase this person", url=erase, icon_name="bin", priority=50))
        return buttons

    def get_context_data(self, **kwargs):
        touches = self.object.touches().select_related("asset__stage")
        pages = Paginator(touches, TOUCHES_A_PAGE)
        page = pages.get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "lead": self.object,
            "numbers": numbers(self.object),
            "page": page,
            "rows": rows_of(page, known_at=self.object.known_at),
            "merges": self.object.aliases.select_related("by").order_by("at", "pk"),
            "identifications": self.object.identifications.order_by("at", "pk"),
            "answers": self.object.form_answers.select_related("asset").order_by("at", "pk"),
            "may_read_answers": self.request.user.has_perm("leads.view_formanswer"),
            "followings": Following.objects.filter(
                follower__lead=self.object, confirmed_at__isnull=False
            ).select_related("topic"),
            "votes": UsefulnessVote.objects.filter(visitor__identification__lead=self.object)
            .select_related("asset")
            .order_by("day", "pk"),
            "panels": fill("lead_record_panels", self.request, self.object),
            "index_url": reverse(self.index_url_name),
        }


def rows_of(touches: Iterable[Touch], *, known_at: datetime) -> list[Row]:
    """With what else was done on the page; one query for all of them."""
    touches = list(touches)
    done: dict[int, Counter] = defaultdict(Counter)
    deeds = Deed.objects.filter(page_view__touch__in=[touch.pk for touch in touches]).order_by("at", "pk")
    for touch, kind in deeds.values_list("page_view__touch", "kind"):
        done[touch][Deed.Kind(kind).label] += 1
    return [Row(touch, touch.at > known_at, in_words(done[touch.pk])) for touch in touches]


def in_words(deeds: Counter) -> str:
    """`Downloaded a document (2), passed it on`"""
    said = [label if n == 1 else f"{label} ({n})" for label, n in deeds.items()]
    return ", ".join([*said[:1], *(each[0].lower() + each[1:] for each in said[1:])])


def numbers(lead: Lead) -> dict:
    return lead.touches().aggregate(
        touches=Count("pk"),
        assets=Count("asset", distinct=True),
        thorough=Count("pk", filter=Q(thorough=True)),
        first=Min("at"),
        last=Max("at"),
    )


class AccountView(RecordView):
    template_name = "leads/account.html"

    def get_context_data(self, **kwargs):
        account: Account = self.object
        return super().get_context_data(**kwargs) | {
            "account": account,
            "owner_name": owner_name(account.owner),
            "leads": account.leads.annotate(reads=Count("identifications__visitor__touches", filter=COUNTED)).order_by(
                "last_name", "pk"
            ),
        }
