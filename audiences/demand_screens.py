"""The answering desk: what was asked for and not there, each wish once, and what marketing says to it."""

import django_filters
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from audiences.demand import answer
from audiences.models import Demand, Industry, Persona
from buying_stages.downloads import SafeDownloads
from buying_stages.models import BuyingStage

MOST_SHOWN = 50


def day(moment) -> str:
    return date_format(localtime(moment), "j M Y") if moment else ""


class CountColumn(Column):
    """Figures at the right, so that they can be compared down the list."""

    class Media:
        css = {"all": ["audiences/demand.css"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, classname="number", **kwargs)


class DemandFilters(WagtailFilterSet):
    """Each row of the list stands for many; it stays if one of them is as asked."""

    standing = django_filters.ChoiceFilter(label="State", choices=Demand.State)
    kind = django_filters.ChoiceFilter(label="How", choices=Demand.Kind, method="where_any")
    stage = django_filters.ModelChoiceFilter(label="Stage", queryset=BuyingStage.objects.all(), method="where_any")
    industry = django_filters.ModelChoiceFilter(label="Industry", queryset=Industry.objects.all(), method="where_any")
    persona = django_filters.ModelChoiceFilter(label="Persona", queryset=Persona.objects.all(), method="where_any")
    last_at = django_filters.DateFromToRangeFilter(label="Last asked for", widget=DateRangePickerWidget)

    class Meta:
        model = Demand
        fields: list[str] = []

    def where_any(self, rows, name, value):
        return rows.where_any(**{name: value})


class DemandList(SafeDownloads, IndexView):
    any_permission_required = ["view"]
    default_ordering = "-last_at"
    page_title = "Demand"

    def get_base_queryset(self):
        rows = super().get_base_queryset().each_once()
        return rows.select_related("stage", "industry", "persona")


class AnswerForm(forms.ModelForm):
    class Meta:
        model = Demand
        fields = ["state", "answer"]
        widgets = {"answer": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "answer": "Whoever asked reads it in the library. Say when it will be there, where it is, or why not."
        }

    def clean(self):
        said = super().clean()
        if said.get("state") == Demand.State.DECLINED and not said.get("answer", "").strip():
            self.add_error("answer", "Say why it is not planned: whoever asked reads it in the library.")
        return said


class AnswerView(EditView):
    """One answer for everybody who asked for the same."""

    page_title = "Answer"
    submit_button_label = "Answer them"
    template_name = "audiences/demand/answer.html"

    @cached_property
    def same(self):
        return Demand.objects.filter(folded=self.object.folded)

    def save_instance(self):
        said = self.form.cleaned_data
        count = answer(
            self.object.folded, state=said["state"], said=said["answer"], by=self.request.user, at=timezone.now()
        )
        self.answered = count
        self.object.refresh_from_db()
        log(self.object, "wagtail.edit", user=self.request.user, data={"answered": count})
        return self.object

    def get_success_message(self):
        times = "once" if self.answered == 1 else f"{self.answered} times"
        return f"“{self.object}”, asked for {times}: {self.object.get_state_display().lower()}."

    def get_context_data(self, **kwargs):
        rows = self.same.select_related("by", "stage", "industry", "persona").order_by("-at", "-pk")
        return super().get_context_data(**kwargs) | {
            "rows": rows[:MOST_SHOWN],
            "count": self.same.count(),
            "people": self.same.exclude(by=None).values("by").distinct().count(),
        }


class DemandDelete(DeleteView):
    """All rows of one meaning go together, as they stand in the list."""

    @property
    def confirmation_message(self):
        count = Demand.objects.filter(folded=self.object.folded).count()
        rows = "the one time" if count == 1 else f"all {count} times"
        return f"“{self.object}” is forgotten, {rows} that it was asked for, with the answers. This cannot be undone."

    def delete_action(self):
        others = Demand.objects.filter(folded=self.object.folded).exclude(pk=self.object.pk)
        super().delete_action()
        others.delete()


class DemandViewSet(ModelViewSet):
    model = Demand
    icon = "search"
    menu_label = "Asked for"
    menu_order = 100
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    index_view_class = DemandList
    index_results_template_name = "audiences/demand/index_results.html"
    edit_view_class = AnswerView
    edit_template_name = "audiences/demand/answer.html"
    delete_view_class = DemandDelete
    filterset_class = DemandFilters
    search_fields = ["words"]
    list_display = [
        "words",
        CountColumn("people", label="People", sort_key="people"),
        CountColumn("searches", label="Searches", sort_key="searches"),
        CountColumn("requests", label="Requests", sort_key="requests"),
        Column("last_at", label="Last asked", accessor=lambda row: day(row.last_at), sort_key="last_at"),
        Column("stage", label="Stage"),
        Column("industry", label="Industry"),
        Column("standing", label="State", accessor=lambda row: Demand.State(row.standing).label, sort_key="standing"),
    ]
    list_export = [
        *("words", "people", "searches", "requests", "last_at", "stage", "industry", "persona", "pillar"),
        *("why", "needed_by", "standing", "answer"),
    ]
    export_headings = {
        "people": "People",
        "searches": "Searches",
        "requests": "Requests",
        "last_at": "Last asked",
        "standing": "State",
    }
    export_filename = "demand"

    def get_common_view_kwargs(self, **kwargs):
        """What was asked for is noted as it happens, and typed in by nobody here."""
        return super().get_common_view_kwargs(**kwargs) | {"add_url_name": None, "usage_url_name": None}

    def get_form_class(self, for_update=False):
        return AnswerForm

    def get_edit_handler(self):
        return None

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in {"add", "usage"}]
