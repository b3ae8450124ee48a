from django.conf import settings
from django.db import models
from django.utils import timezone
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from audiences.models import Persona
from buying_stages.models import BuyingStage, Pillar
from content.blocks import AssetBody
from content.querysets import AssetManager
from content.reading_time import expected_seconds, measure


class Format(models.TextChoices):
    """The vehicle that an idea travels in."""

    ARTICLE = "article", "Article"
    WHITE_PAPER = "white-paper", "White paper"
    CASE_STUDY = "case-study", "Case study"
    REPORT = "report", "Report"
    VIDEO = "video", "Video"
    TALK = "talk", "Talk"
    WEBINAR = "webinar", "Webinar"
    CHECKLIST = "checklist", "Checklist"
    TOOL = "tool", "Tool"
    SHORT_POST = "short-post", "Short post"


class HomePage(Page):
    """The front door: the buyer's two questions are the way in."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["content.InsightsPage"]

    tagline = models.CharField(max_length=200, blank=True, help_text="One sentence on whom this site is for.")

    content_panels = [*Page.content_panels, FieldPanel("tagline")]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        visible = AssetPage.objects.visible_to(request.user, at=timezone.now()).with_byline().newest_first()
        context["newest"] = visible.first()
        context["questions"] = [{"pillar": pillar, "assets": visible.for_pillar(pillar)[:5]} for pillar in Pillar]
        return context


class InsightsPage(Page):
    """The public shelf that all assets stand on, narrowed by question, stage, topic or format."""

    max_count = 1
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.AssetPage"]

    introduction = models.CharField(max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]


class AssetPage(Page):
    """One piece of thought leadership: one pillar, one buying stage, one format."""

    parent_page_types = ["content.InsightsPage"]
    subpage_types = []

    summary = models.TextField(
        max_length=280, help_text="The claim in one or two sentences. Shown in lists, feeds and search results."
    )
    pillar = models.CharField(
        max_length=12,
        choices=Pillar,
        help_text="Aspirational: what should I be preparing for? Practical: what should I be doing now?",
    )
    stage = models.ForeignKey(
        BuyingStage,
        null=True,
        on_delete=models.PROTECT,
        related_name="assets",
        verbose_name="buying stage",
        help_text="Where on the buyer's road this helps.",
    )
    format = models.CharField(max_length=11, choices=Format, default=Format.ARTICLE)
    personas = ParentalManyToManyField(Persona, blank=True, related_name="assets")
    topics = ClusterTaggableManager(through="content.AssetTopic", blank=True, verbose_name="topics")
    cover = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = StreamField(AssetBody(), blank=True)
    gated = models.BooleanField(
        default=False, help_text="Readers see the summary and the opening, and give their details for the rest."
    )
    word_count = models.PositiveIntegerField(default=0, editable=False)
    figure_count = models.PositiveIntegerField(default=0, editable=False)

    objects = AssetManager()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("pillar"), FieldPanel("stage"), FieldPanel("format")], "Placement"),
        MultiFieldPanel([FieldPanel("personas"), FieldPanel("topics")], "Readers"),
        InlinePanel("asset_experts", heading="Experts", label="Expert"),
        FieldPanel("cover"),
        FieldPanel("body"),
        FieldPanel("gated"),
    ]

    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("body"),
        index.RelatedFields("topics", [index.SearchField("name", boost=2), index.FilterField("slug")]),
        index.RelatedFields("asset_experts", [index.RelatedFields("expert", [index.SearchField("name")])]),
        index.FilterField("pillar"),
        index.FilterField("stage"),
        index.FilterField("format"),
        index.FilterField("expire_at"),
    ]

    def full_clean(self, *args, **kwargs):
        self.word_count, self.figure_count = measure(self.body)
        super().full_clean(*args, **kwargs)

    def authors(self) -> list:
        """The experts that signed it, in order; no query after `with_byline`."""
        return [row.expert for row in self.asset_experts.all() if row.role == row.Role.AUTHOR]

    @property
    def expected_seconds(self) -> int:
        return expected_seconds(words=self.word_count, figures=self.figure_count)

    @property
    def reading_minutes(self) -> int:
        return max(1, round(self.expected_seconds / 60))

    @property
    def pillar_choice(self) -> Pillar:
        return Pillar(self.pillar)
