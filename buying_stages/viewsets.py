from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from buying_stages.models import BuyingStage
from buying_stages.protection import ProtectedDeleteView


class BuyingStageViewSet(ModelViewSet):
    """The stages in the buyer's order; drag a row to move it."""

    model = BuyingStage
    icon = "list-ol"
    menu_label = "Buying stages"
    menu_order = 300
    add_to_admin_menu = True
    copy_view_enabled = False
    delete_view_class = ProtectedDeleteView
    list_display = ["name", "buyer_question"]
    ordering = ["sort_order", "pk"]
    search_fields = ["name", "buyer_question"]
    panels = [TitleFieldPanel("name"), FieldPanel("slug"), FieldPanel("buyer_question")]
