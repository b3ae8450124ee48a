"""The side panel of the marketer's desk, and the address that it asks while its asset is written."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView

from buying_stages.models import BuyingStage
from content.desk.live_check import look_over, rules_of
from content.desk.sales_editions import EditionOnDesk
from content.models import AssetPage, EditorialSettings, InsightsPage

FINDINGS = "content/desk/findings.html"


class DeskSidePanel(BaseSidePanel):
    """What a marketer wants to know before publishing. It follows the form by itself (content/desk.js)."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle desk check"
        icon_name = "clipboard-list"

        def get_context_data(self, parent_context):
            return super().get_context_data(parent_context) | {"count": self.panel.check.count}

    class Media:
        js = ["content/desk.js"]
        css = {"all": ["content/desk.css"]}

    name = "desk"
    title = "Desk check"
    template_name = "content/desk/side_panel.html"
    order = 200

    def __init__(self, asset: AssetPage, request: HttpRequest):
        super().__init__(asset, request)
        personas = list(asset.personas.all())
        self.check = look_over(asset, personas=personas, names=EditorialSettings.load(request).names())

    def get_context_data(self, parent_context):
        return super().get_context_data(parent_context) | {
            "check": self.check,
            "check_address": self._address(),
            "edition": EditionOnDesk.of(self.object, self.request.user),
            "rules": rules_of(BuyingStage.objects.all()),
        }

    def _address(self) -> str:
        if self.object.pk:
            return reverse("asset_desk", args=[self.object.pk])
        return reverse("new_asset_desk", args=[InsightsPage.objects.values_list("pk", flat=True).get()])


class DeskCheckMixin:
    """The desk's findings on the form as it stands, which is kept nowhere."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = self.get_form(request.POST)
        self.validate_form(form)
        names = EditorialSettings.load(request).names()
        personas = form.cleaned_data.get("personas") if form.is_bound else form.instance.personas.all()
        check = look_over(form.instance, personas=personas or (), names=names)
        return TemplateResponse(request, FINDINGS, {"check": check})


class DeskOfAsset(DeskCheckMixin, PreviewOnEditView):
    def get_object(self):
        asset = super().get_object()
        if not isinstance(asset, AssetPage):
            raise Http404("The desk is for assets.")
        return asset


class DeskOfNewAsset(DeskCheckMixin, PreviewOnCreateView):
    pass
