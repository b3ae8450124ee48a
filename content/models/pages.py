from django.conf import settings
from django.core.paginator import Paginator
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import Http404
from django.utils import timezone
from django.utils.cache import patch_cache_control
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from audiences.models import Persona
from buying_stages.models import BuyingStage, Pillar
from content.blocks import AssetBody
from content.forms import AssetForm
from content.models.revisions import without_the_deleted
from content.narrowing import Facet, Narrowing
from content.outline import contents, lay_out, opening
from content.querysets import AssetManager
from content.reading_next import read_next
from content.reading_time import expected_seconds, measure
from content.slots import fill

NEWEST_A_QUESTION = 5
ASSETS_A_PAGE = 24
# The reader's order: now, then what is coming.
QUESTIONS = (Pillar.PRACTICAL, Pillar.ASPIRATIONAL)
# So that a card with a cover asks for no rendition of its own.
COVERS = "cover__renditions"


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
        """The newest asset leads; each question follows with the newest of its own."""
        context = super().get_context(request, *args, **kwargs)
        visible = AssetPage.objects.visible_to(request.user, at=timezone.now())
        newest = {pillar: visible.for_pillar(pillar).newest_first()[: NEWEST_A_QUESTION + 1] for pillar in Pillar}
        keys = {pillar: list(assets.values_list("pk", flat=True)) for pillar, assets in newest.items()}
        wanted = visible.filter(pk__in=[key for few in keys.values() for key in few])
        assets = list(wanted.with_byline().prefetch_related(COVERS).newest_first())
        context["lead"] = assets[0] if assets else None
        context["questions"] = [
            {"pillar": pillar, "assets": [a for a in assets[1:] if a.pk in keys[pillar]][:NEWEST_A_QUESTION]}
            for pillar in QUESTIONS
        ]
        return context


class InsightsPage(Page):
    """The public shelf that all assets stand on, narrowed by question, stage, topic or format."""

    max_count = 1
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.AssetPage"]

    introduction = models.CharField(max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        visible = AssetPage.objects.visible_to(request.user, at=timezone.now())
        facets = self.facets(visible, list(BuyingStage.objects.all()))
        narrowing = Narrowing(facets, request.GET, base=self.get_url(request) or "")
        shelf = narrowing.of(visible).with_byline().prefetch_related(COVERS).newest_first()
        results = Paginator(shelf, ASSETS_A_PAGE).get_page(request.GET.get("page"))
        pillar = narrowing.chosen.get("pillar")
        return context | {
            "narrowing": narrowing,
            "groups": narrowing.groups(visible),
            "question": Pillar(pillar) if pillar else None,
            "results": results,
            "pages": narrowing.page_links(results),
        }

    @staticmethod
    def facets(visible, stages) -> list[Facet]:
        """Topics are those of visible assets, so that no hidden piece shows its subject."""
        topics = visible.filter(topics__isnull=False).order_by("topics__name")
        return [
            Facet("pillar", "Question", "pillar", {p.value: p.question for p in QUESTIONS}),
            Facet("stage", "Where you are", "stage__slug", {stage.slug: stage.buyer_question for stage in stages}),
            Facet(
                "topic", "Topic", "topics__slug", dict(topics.values_list("topics__slug", "topics__name").distinct())
            ),
            Facet("format", "Format", "format", dict(Format.choices)),
        ]


class AssetPage(Page):
    """One piece of thought leadership: one pillar, one buying stage, one format."""

    parent_page_types = ["content.InsightsPage"]
    subpage_types = []
    base_form_class = AssetForm

    summary = models.TextField(
        max_length=280, help_text="The claim in one or two sentences. Shown in lists, feeds and search results."
    )
    pillar = models.CharField(
        max_length=12,
        choices=Pillar,
        error_messages={"blank": "Choose a pillar, aspirational or practical, before publishing."},
        help_text="Aspirational: what should I be preparing for? Practical: what should I be doing now?",
    )
    stage = models.ForeignKey(
        BuyingStage,
        null=True,
        on_delete=models.PROTECT,
        related_name="assets",
        verbose_name="buying stage",
        error_messages={"blank": "Choose a buying stage before publishing."},
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
        MultiFieldPanel([FieldPanel("personas", widget=CheckboxSelectMultiple), FieldPanel("topics")], "Readers"),
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

    class Meta:
        verbose_name = "asset"

    def full_clean(self, *args, **kwargs):
        self.word_count, self.figure_count = measure(self.body)
        super().full_clean(*args, **kwargs)

    def with_content_json(self, content):
        return super().with_content_json(without_the_deleted(content, stage_now=self.stage_id))

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

    def serve(self, request, *args, **kwargs):
        """Live is not enough: an expired piece is gone, also before the clock's command has unpublished it."""
        visible = AssetPage.objects.visible_to(request.user, at=timezone.now())
        asset = visible.with_byline().filter(pk=self.pk).first()
        if asset is None:
            raise Http404(f"This reader may not see asset {self.pk} now.")
        response = super(AssetPage, asset).serve(request, *args, **kwargs)
        if asset.gated:
            # What stands behind a gate is for the reader who opened it, not for a cache that others share.
            patch_cache_control(response, private=True)
        return response

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        gate = self.gate(request)
        parts = [] if gate else lay_out(self.body)
        visible = AssetPage.objects.visible_to(request.user, at=timezone.now())
        return context | {
            "gate": gate,
            "opening": opening(self.body) if gate else [],
            "parts": parts,
            "contents": contents(parts),
            "stages": list(BuyingStage.objects.all()),
            "read_next": read_next(self, visible.with_byline().prefetch_related(COVERS)),
        }

    def gate(self, request) -> str:
        """What stands in for the body, or nothing: for open assets, known readers, and editors' previews."""
        return fill("asset_gate", request, self) if self.gated and not request.is_preview else ""
