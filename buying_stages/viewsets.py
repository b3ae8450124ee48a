from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from buying_stages.models import BuyingStage
from buying_stages.protection import ProtectedDeleteView


class BuyingStageIndexView(IndexView):
    """The handles to drag a stage by stand there at once, for those who may use them, beside the whole list."""

    @cached_property
    def show_ordering_column(self):
        return super().show_ordering_column and not self.is_searching and self.user_has_permission("change")


class BuyingStageViewSet(ModelViewSet):
    """The stages in the buyer's order; drag a row to move it."""

    model = BuyingStage
    icon = "list-ol"
    menu_label = "Buying stages"
    menu_order = 210
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = BuyingStageIndexView
    delete_view_class = ProtectedDeleteView
    list_display = ["name", "buyer_question"]
    ordering = "sort_order"
    search_fields = ["name", "buyer_question"]
    panels = [TitleFieldPanel("name", placeholder="Name*"), FieldPanel("slug"), FieldPanel("buyer_question")]
