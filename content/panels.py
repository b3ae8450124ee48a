"""The editor's desk: the panels of an asset in the order in which a marketer works."""

from django.forms import CheckboxSelectMultiple
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Page

ASSET_PANELS = [
    *Page.content_panels,
    FieldPanel("summary"),
    MultiFieldPanel(
        [FieldPanel("pillar"), FieldPanel("stage"), FieldPanel("placement_reason"), FieldPanel("format")], "Placement"
    ),
    MultiFieldPanel(
        [
            FieldPanel("personas", widget=CheckboxSelectMultiple),
            FieldPanel("for_everyone"),
            FieldPanel("topics"),
        ],
        "Readers",
    ),
    MultiFieldPanel(
        [FieldPanel("change_level"), FieldPanel("catalyst"), FieldPanel("evidence")], "The change it prepares for"
    ),
    MultiFieldPanel(
        [
            FieldPanel("trend"),
            FieldPanel("meaning"),
            FieldPanel("what_to_do"),
            FieldPanel("news_date"),
        ],
        "What to do now",
    ),
    InlinePanel("asset_experts", heading="Experts", label="Expert"),
    FieldPanel("cover"),
    FieldPanel("body"),
    MultiFieldPanel([FieldPanel("shelf_life"), FieldPanel("review_by"), FieldPanel("relevant_until")], "Shelf life"),
    MultiFieldPanel(
        [
            PageChooserPanel("companion", "content.AssetPage"),
            FieldPanel("call_to_action"),
            FieldPanel("call_to_action_reason"),
            FieldPanel("gated"),
            FieldPanel("gate_reason"),
            FieldPanel("canonical_url"),
        ],
        "Beside and after it",
    ),
]
