"""The lead record: who this is, and everything they read, before and after we knew the name."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.admin.views.generic import InspectView

from analytics.models import Touch, UsefulnessVote
from content.slots import fill
from leads.models import Account, Following, Lead
from leads.owners import owner_name

TOUCHES_A_PAGE = 100


@dataclass(frozen=True)
class Row:
    """A touch, and whether we knew the reader's name when it happened."""

    touch: Touch
    was_named: bool


class RecordView(InspectView):
    """A page about one row with a template of its own; the list of fields is for the edit form."""

    def get_page_title(self):
        return capfirst(self.model._meta.verbose_name)

    def get_fields(self):
        return []


class LeadRecordView(RecordView):
    template_name = "leads/lead_record.html"

    def get_object(self, queryset=None):
        return get_object_or_404(Lead.objects.select_related("account"), pk=self.pk)

    def get_context_data(self, **kwargs):
        touches = self.object.touches().select_related("asset__stage")
        pages = Paginator(touches, TOUCHES_A_PAGE)
        page = pages.get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "lead": self.object,
            "numbers": numbers(self.object),
            "page": page,
            "rows": [Row(touch, was_named=touch.at > self.object.known_at) for touch in page],
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
            "leads": account.leads.annotate(reads=Count("identifications__visitor__touches")).order_by(
                "last_name", "pk"
            ),
        }
