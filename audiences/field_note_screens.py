"""What salespeople hear, as marketing reads it: looked through, added to, withdrawn."""

import django_filters
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic import CreateView, DeleteView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from audiences.demand_screens import day
from audiences.hearing import withdraw
from audiences.models import FieldNote
from buying_stages.downloads import SafeDownloads

WITHDRAWN = "audiences.withdraw"


class FieldNoteFilters(WagtailFilterSet):
    at = django_filters.DateFromToRangeFilter(label="Noted", widget=DateRangePickerWidget)
    withdrawn = django_filters.BooleanFilter(
        label="Withdrawn", field_name="withdrawn_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = FieldNote
        fields = ["industry", "stage", "persona", "at", "withdrawn"]


class FieldNoteList(SafeDownloads, IndexView):
    any_permission_required = ["view"]
    default_ordering = "-at"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("industry", "stage", "persona", "by")

    @cached_property
    def columns(self):
        said, *others = super().columns
        said.label = "What they say"
        return [said, *others]

    def get_list_more_buttons(self, note):
        address = self.get_delete_url(note)
        words = "Delete" if note.withdrawn_at else "Withdraw"
        return [MenuItem(words, url=address, icon_name="bin", priority=30)] if address else []


class FieldNoteCreate(CreateView):
    def save_instance(self):
        self.form.instance.by = self.request.user
        self.form.instance.at = timezone.now()
        return super().save_instance()

    def get_success_buttons(self):
        return []


class FieldNoteWithdraw(DeleteView):
    """At first a note is withdrawn, so that it shows nowhere and can be looked up; a withdrawn one is deleted."""

    page_title = "Withdraw"
    template_name = "audiences/fieldnote/withdraw.html"

    def get_page_subtitle(self):
        return ""

    def delete_action(self):
        if self.object.withdrawn_at:
            super().delete_action()
        else:
            withdraw(self.object, at=timezone.now())
            log(self.object, WITHDRAWN, user=self.request.user)

    def get_success_message(self):
        is_kept = self.object.withdrawn_at and self.object.pk
        return f"“{self.object}” was {'withdrawn: it shows nowhere any more' if is_kept else 'deleted'}."


def _said_by(note: FieldNote) -> str:
    return get_user_display_name(note.by) if note.by else ""


def _stands(note: FieldNote) -> str:
    return f"Withdrawn on {day(note.withdrawn_at)}" if note.withdrawn_at else "Stands"


class FieldNoteViewSet(ModelViewSet):
    model = FieldNote
    icon = "openquote"
    menu_label = "Field notes"
    menu_order = 200
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    index_view_class = FieldNoteList
    index_results_template_name = "audiences/fieldnote/index_results.html"
    add_view_class = FieldNoteCreate
    delete_view_class = FieldNoteWithdraw
    delete_template_name = "audiences/fieldnote/withdraw.html"
    filterset_class = FieldNoteFilters
    search_fields = ["heard", "topic"]
    list_display = [
        "heard",
        Column("industry", label="Industry", sort_key="industry__name"),
        Column("stage", label="Stage", sort_key="stage__sort_order"),
        Column("persona", label="Persona"),
        Column("topic", label="Topic"),
        Column("by", label="Noted by", accessor=_said_by),
        Column("at", label="Noted", accessor=lambda note: day(note.at), sort_key="at"),
        Column("withdrawn_at", label="State", accessor=_stands),
    ]
    list_export = ["heard", "industry", "stage", "persona", "topic", "by", "at", "withdrawn_at"]
    export_filename = "field-notes"
    panels = [
        FieldPanel("heard"),
        FieldRowPanel([FieldPanel("industry"), FieldPanel("stage"), FieldPanel("persona")], "Of whom"),
        FieldPanel("topic"),
    ]

    def get_common_view_kwargs(self, **kwargs):
        """What was heard is withdrawn and said anew, never rewritten."""
        return super().get_common_view_kwargs(**kwargs) | {"edit_url_name": None, "usage_url_name": None}

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in {"edit", "usage"}]

    def register_admin_url_finder(self):
        """There is no screen for one note."""
