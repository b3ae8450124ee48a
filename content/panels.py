"""The editor's desk: the panels of an asset in the order in which a marketer works.

`data-desk-…` marks what content/desk.js shows or folds by what is chosen; without it everything is there.
"""

from django.forms import CheckboxSelectMultiple
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Page

from buying_stages.models import Pillar


def notice(about: str) -> HelpPanel:
    """A place for a sentence on what is chosen, said while it is chosen."""
    return HelpPanel(template="content/desk/notice.html", attrs={"data-desk-notice": about, "hidden": True})


def reason(field: str) -> FieldPanel:
    return FieldPanel(field, attrs={"data-desk-reason": field})


ASSET_PANELS = [
    *Page.content_panels,
    FieldPanel("summary"),
    MultiFieldPanel(
        [
            FieldPanel("pillar"),
            FieldPanel("stage"),
            notice("placement"),
            reason("placement_reason"),
            FieldPanel("format"),
        ],
        "Which question it answers, and when",
        help_text="Everything else follows from these two: what the page may ask of its reader, and who finds it.",
    ),
    MultiFieldPanel(
        [FieldPanel("change_level"), FieldPanel("catalyst"), FieldPanel("evidence")],
        "The change it prepares for",
        help_text="For aspirational assets. A change without a catalyst or evidence shows in the asset check.",
        attrs={"data-desk-pillar": Pillar.ASPIRATIONAL.value},
    ),
    MultiFieldPanel(
        [FieldPanel("trend"), FieldPanel("meaning"), FieldPanel("what_to_do"), FieldPanel("news_date")],
        "What to do now",
        help_text="For practical assets: what is happening, what it means for the reader, what to do about it.",
        attrs={"data-desk-pillar": Pillar.PRACTICAL.value},
    ),
    MultiFieldPanel(
        [
            FieldPanel("personas", widget=CheckboxSelectMultiple),
            FieldPanel("for_everyone"),
            FieldPanel("industries", widget=CheckboxSelectMultiple),
            FieldPanel("topics"),
        ],
        "Readers",
    ),
    InlinePanel(
        "asset_experts",
        heading="Experts",
        label="Expert",
        help_text="Whose idea it is. Marketing packages; it does not invent.",
    ),
    FieldPanel("cover"),
    FieldPanel("body"),
    MultiFieldPanel(
        [FieldPanel("shelf_life"), FieldPanel("review_by"), FieldPanel("relevant_until")],
        "How long it keeps",
        help_text="An evergreen is read again by a day. News is taken off the site after its last day.",
    ),
    MultiFieldPanel(
        [
            PageChooserPanel("companion", "content.AssetPage"),
            FieldPanel("call_to_action"),
            notice("call_to_action"),
            reason("call_to_action_reason"),
            FieldPanel("gated"),
            notice("gated"),
            reason("gate_reason"),
            FieldPanel("canonical_url"),
        ],
        "Beside and after it",
    ),
    MultiFieldPanel(
        [FieldPanel("thorough_percent"), FieldPanel("thorough_seconds")],
        "When it counts as read thoroughly",
        help_text=(
            "A reading is thorough when enough of it was seen and enough time was spent on it. Leave both empty unless "
            "this piece is unlike its kind: a checklist that is used in a minute, a report read for one chapter. What is "
            "set here counts from the next reading on; what was counted before stays as it was."
        ),
        classname="collapsed",
    ),
]
