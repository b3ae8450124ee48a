"""The screens on which sales editions are written, read and held against the public text."""

from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from content.desk.sales_editions import check_again, note_checked, state_of
from content.models import AssetPage, SalesEdition

STATES = {"behind": "Behind", "current": "Current"}


class SalesEditionForm(WagtailAdminModelForm):
    """The asset is chosen once: an edition is not moved to another."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["asset"]
            return
        self.fields["asset"].error_messages["unique"] = "This asset has a sales edition already. Open that one."


class CheckedOnSaving:
    """Whoever saves an edition has just read it beside its asset. Autosave keeps words and vouches for nothing."""

    def save_instance(self):
        if not self.expects_json_response:
            note_checked(self.form.instance, at=timezone.now())
        return super().save_instance()


class NewSalesEdition(CheckedOnSaving, CreateView):
    def get_initial_form_instance(self):
        """A link from an asset's desk names the asset."""
        edition = super().get_initial_form_instance() or self.model()
        asked = self.request.GET.get("asset", "")
        if asked.isdecimal() and len(asked) < 19:
            edition.asset = AssetPage.objects.filter(pk=asked).first()
        return edition


class OpenSalesEdition(CheckedOnSaving, EditView):
    pass


class SalesEditionFilterSet(WagtailFilterSet):
    state = ChoiceFilter(label="State", choices=list(STATES.items()), method="in_state")

    class Meta:
        model = SalesEdition
        fields = []

    def in_state(self, editions, name, value):
        behind = Q(pk__in=SalesEdition.objects.behind())
        return editions.filter(behind if value == "behind" else ~behind)


class SalesEditionViewSet(SnippetViewSet):
    """What salespeople say about an asset, beside what the public reads."""

    model = SalesEdition
    icon = "comment"
    menu_label = "Sales editions"
    menu_order = 235
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        "asset",
        "talking_points",
        "questions_to_ask",
        "objections",
        "may_be_shared",
        "internal_notes",
        "checked_at",
    ]
    admin_url_namespace = "sales_editions"
    base_url_path = "sales_editions"
    add_view_class = NewSalesEdition
    edit_view_class = OpenSalesEdition
    index_results_template_name = "content/desk/editions_results.html"
    filterset_class = SalesEditionFilterSet
    list_display = [
        "asset",
        Column("stage", label="Buying stage", accessor="asset.stage"),
        Column("state", label="State", accessor=lambda edition: STATES[state_of(edition.asset, edition).name.lower()]),
        DateColumn("checked_at", label="Last checked"),
    ]
    search_fields = ["asset__title"]
    search_backend_name = None
    ordering = ["asset__title"]
    edit_handler = ObjectList(
        [
            FieldPanel("asset"),
            FieldPanel("talking_points"),
            FieldPanel("questions_to_ask"),
            FieldPanel("objections"),
            FieldPanel("may_be_shared"),
            FieldPanel("internal_notes"),
            InlinePanel("attachments", heading="Attachments", label="Attachment"),
        ],
        base_form_class=SalesEditionForm,
    )

    def get_queryset(self, request):
        return SalesEdition.objects.select_related("asset__stage")

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("checked/<int:pk>/", checked, name="checked")]


@permission_required("content.change_salesedition", login_url="wagtailadmin_login", raise_exception=True)
@require_http_methods(["GET", "POST"])
def checked(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what changed since the last check, and takes the word of whoever compared the two."""
    edition = get_object_or_404(SalesEdition.objects.select_related("asset__stage", "asset__live_revision"), pk=pk)
    if request.method == "POST":
        check_again(edition, by=request.user, at=timezone.now())
        messages.success(
            request, f"The sales edition of \u201c{edition.asset.title}\u201d goes with the text as it stands."
        )
        return redirect("wagtailadmin_pages:edit", edition.asset_id)
    return TemplateResponse(
        request,
        "content/desk/checked.html",
        {"edition": edition, "state": state_of(edition.asset, edition), "comparison": _comparison(edition)},
    )


def _comparison(edition: SalesEdition) -> str:
    asset = edition.asset
    if not (edition.written_for_id and asset.live_revision_id):
        return ""
    return reverse(
        "wagtailadmin_pages:revisions_compare", args=[asset.pk, edition.written_for_id, asset.live_revision_id]
    )
