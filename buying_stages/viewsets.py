from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import HeaderButton

from buying_stages.models import BuyingStage
from buying_stages.policy import StagePolicyView
from buying_stages.protection import ProtectedDeleteView


class BuyingStageIndexView(IndexView):
    """The handles to drag a stage by stand there at once, for those who may use them, beside the whole list."""

    @cached_property
    def show_ordering_column(self):
        return super().show_ordering_column and not self.is_searching and self.user_has_permission("change")

    @cached_property
    def header_buttons(self):
        policy = HeaderButton("Policy of all stages", reverse("buying_stages:policy"), icon_name="table")
        return [*super().header_buttons, policy]


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
    list_display = [
        "name",
        "buyer_question",
        Column("aspirational_share", label="Aspirational, %", accessor="aspirational_share"),
        Column("call_to_action", label="Asks for", accessor="get_call_to_action_display"),
        BooleanColumn("allows_gate", label="May be gated"),
        BooleanColumn("needs_sales_edition", label="Sales edition"),
    ]
    ordering = "sort_order"
    search_fields = ["name", "buyer_question"]
    panels = [
        TitleFieldPanel("name", placeholder="Name*"),
        FieldPanel("slug"),
        FieldPanel("buyer_question"),
        MultiFieldPanel(
            [FieldPanel("aspirational_share")],
            "Which question it asks",
            help_text="Early stages ask what is coming, later ones what to do now. An asset against the grain needs a "
            "reason.",
        ),
        MultiFieldPanel(
            [FieldPanel("call_to_action"), FieldPanel("allows_contact"), FieldPanel("allows_gate")],
            "What may be asked of its readers",
            help_text="Value first: nobody wants to be sold to at every stage, everybody wants to learn at every stage.",
        ),
        MultiFieldPanel(
            [FieldPanel("brand_mentions_limit"), FieldPanel("needs_sales_edition")],
            "What its assets say, and what sales gets",
        ),
    ]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("policy/", StagePolicyView.as_view(), name="policy")]
