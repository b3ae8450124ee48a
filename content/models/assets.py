from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.cache import patch_cache_control
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from audiences.models import Industry, Persona
from buying_stages.models import BuyingStage, CallToAction, Pillar
from content.apparatus import gist, is_past, people_behind
from content.blocks import AssetBody
from content.carriers import Carrier, Extent, extent_of
from content.companions import companion_of
from content.forms import AssetForm
from content.freshness import kept
from content.glances import Glance, at_a_glance, glance_of
from content.models.open_pages import OpenPage
from content.models.revisions import without_the_deleted
from content.outline import contents, lay_out, opening
from content.panels import ASSET_PANELS
from content.querysets import AssetManager
from content.readiness import in_a_year, last_moment_of, what_is_missing
from content.reading_next import read_next
from content.reading_time import film_minutes, reading_minutes
from content.slots import fill
from content.vehicles import ChangeLevel, Format, LengthClass, ShelfLife

# So that a face asks for no rendition of its own.
FACES = "asset_experts__expert__photo__renditions"


class AssetPage(OpenPage, Page):
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
    placement_reason = models.TextField(
        "reason for this placement",
        blank=True,
        help_text="Why this question at this stage, where the stage seldom asks it. Kept with the asset.",
    )

    change_level = models.CharField(
        "level of change", max_length=14, choices=ChangeLevel, blank=True, help_text="Whose change is this about?"
    )
    catalyst = models.TextField(
        max_length=400, blank=True, help_text="What sets the change off; best where it is not the obvious cause."
    )
    evidence = models.TextField(
        max_length=600, blank=True, help_text="What shows that it is coming, and where a reader can check it."
    )
    trend = models.TextField(max_length=400, blank=True, help_text="What is happening now.")
    meaning = models.TextField(
        "what it means", max_length=600, blank=True, help_text="What it means for the reader's own work."
    )
    what_to_do = models.TextField(max_length=600, blank=True, help_text="What the reader can do about it this quarter.")
    news_date = models.DateField(null=True, blank=True, help_text="When the thing it speaks of happened.")
    relevant_until = models.DateField(
        null=True,
        blank=True,
        help_text="After this day it no longer counts as live coverage; news is taken off the site.",
    )

    shelf_life = models.CharField(
        max_length=9,
        choices=ShelfLife,
        default=ShelfLife.EVERGREEN,
        help_text="Evergreen: reviewed by a date. News: gone after a date.",
    )
    review_by = models.DateField(
        null=True, blank=True, default=in_a_year, help_text="Somebody reads it again by this day. For evergreens."
    )
    personas = ParentalManyToManyField(Persona, blank=True, related_name="assets")
    for_everyone = models.BooleanField(
        default=False, help_text="No persona in particular. Reported, because it is seldom true."
    )
    industries = ParentalManyToManyField(
        Industry, blank=True, related_name="assets", help_text="Whose work it speaks of. None: of every industry's."
    )
    topics = ClusterTaggableManager(through="content.AssetTopic", blank=True, verbose_name="topics")
    cover = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = StreamField(AssetBody(), blank=True)
    companion = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="companion_of",
        help_text="The asset on the other question to show beside this one. Left empty, one is found by topic and stage.",
    )
    canonical_url = models.URLField(
        "first published at",
        max_length=500,
        blank=True,
        help_text="Where it first appeared, if not here. Search engines are sent there, and readers are told.",
    )
    gated = models.BooleanField(
        default=False, help_text="Readers see the summary and the opening, and give their details for the rest."
    )
    gate_reason = models.TextField(
        "reason for the gate", blank=True, help_text="Why it is gated at a stage that asks nothing of its readers."
    )
    call_to_action = models.CharField(
        max_length=7,
        choices=CallToAction,
        blank=True,
        help_text="What the page asks of a reader at its end. Left empty, the stage decides.",
    )
    call_to_action_reason = models.TextField(
        "reason for the call to action", blank=True, help_text="Why a reader at this stage is asked to talk to sales."
    )
    thorough_percent = models.PositiveSmallIntegerField(
        "thorough from this depth on",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="In percent. Left empty, what is set for all assets of its kind.",
    )
    thorough_seconds = models.PositiveIntegerField(
        "and from so many seconds on",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60 * 60)],
        help_text="Of active reading. Left empty, a share of what a reader is expected to need.",
    )
    word_count = models.PositiveIntegerField(default=0, editable=False)
    film_seconds = models.PositiveIntegerField(default=0, editable=False)
    document_pages = models.PositiveIntegerField(default=0, editable=False)
    document_words = models.PositiveIntegerField(default=0, editable=False)
    figure_count = models.PositiveIntegerField(default=0, editable=False)
    length_class = models.CharField(max_length=10, choices=LengthClass, default=LengthClass.SHORT, editable=False)

    objects = AssetManager()

    content_panels = ASSET_PANELS

    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("body"),
        index.RelatedFields("topics", [index.SearchField("name", boost=2), index.FilterField("slug")]),
        index.RelatedFields("industries", [index.SearchField("name"), index.FilterField("slug")]),
        index.RelatedFields("asset_experts", [index.RelatedFields("expert", [index.SearchField("name")])]),
        index.FilterField("pillar"),
        index.FilterField("stage"),
        index.FilterField("format"),
        index.FilterField("length_class"),
        index.FilterField("shelf_life"),
        index.FilterField("expire_at"),
    ]

    class Meta:
        verbose_name = "asset"

    @classmethod
    def get_indexed_objects(cls):
        """With what the search fields read beside the row: modelsearch itself misses these two."""
        return super().get_indexed_objects().prefetch_related("asset_experts__expert", "industries")

    def full_clean(self, exclude=None, **kwargs):
        """What a live asset cannot be without is asked for when it is saved whole, never of a draft in a form."""
        self.take_measure()
        self.length_class = LengthClass.of(words=self.word_count, figures=self.figure_count)
        if self.shelf_life == ShelfLife.NEWS and self.relevant_until and not self.expire_at:
            self.expire_at = last_moment_of(self.relevant_until)
        super().full_clean(exclude=exclude, **kwargs)
        if self.live and exclude is None:
            missing = what_is_missing(self, personas=self.personas.all())
            if missing:
                raise ValidationError(missing)

    def take_measure(self) -> None:
        extent = extent_of(self.body)
        self.word_count, self.figure_count, self.film_seconds = extent.words, extent.figures, extent.film_seconds
        self.document_pages, self.document_words = extent.document_pages, extent.document_words

    def with_content_json(self, content):
        return super().with_content_json(without_the_deleted(content, stage_now=self.stage_id))

    def authors(self) -> list:
        """The experts that signed it, in order; no query after `with_byline`."""
        return [row.expert for row in self.asset_experts.all() if row.role == row.Role.AUTHOR]

    @property
    def extent(self) -> Extent:
        return Extent(
            words=self.word_count,
            figures=self.figure_count,
            film_seconds=self.film_seconds,
            document_pages=self.document_pages,
            document_words=self.document_words,
        )

    @property
    def carrier(self) -> Carrier:
        """The part that a reader must have taken in: the depth of a touch is measured on it."""
        return self.extent.carrier(self.format)

    @property
    def expected_seconds(self) -> int:
        """What an average reader needs for the part that carries it."""
        return self.extent.expected_seconds(self.format)

    @property
    def reading_minutes(self) -> int:
        """For the text alone, as readers are told it."""
        return reading_minutes(words=self.word_count, figures=self.figure_count)

    @property
    def film_minutes(self) -> int:
        """For those that are a film with some text; 0 for all others."""
        return film_minutes(self.film_seconds) if self.carrier == Carrier.FILM else 0

    @property
    def pillar_choice(self) -> Pillar:
        return Pillar(self.pillar)

    @property
    def call(self) -> CallToAction:
        """What the page asks of its reader at the end: the editor's choice, or else the stage's."""
        return CallToAction(self.call_to_action or (self.stage.call_to_action if self.stage else CallToAction.NOTHING))

    def serve(self, request, *args, **kwargs):
        """Live is not enough: an expired piece is gone, also before the clock's command has unpublished it."""
        asset = self if self.was_found_open else self._seen_by(request.user)
        if asset is None:
            raise Http404(f"This reader may not see asset {self.pk} now.")
        response = super(AssetPage, asset).serve(request, *args, **kwargs)
        if asset.gated:
            # What stands behind a gate is for the reader who opened it, not for a cache that others share.
            patch_cache_control(response, private=True)
        return response

    @classmethod
    @kept
    def open_library(cls) -> list[Glance]:
        """What everybody may see, newest first; asked again when it changes or one of these expires."""
        return at_a_glance(cls.objects.open_to(AnonymousUser(), at=timezone.now()))

    @classmethod
    @kept
    def beside(cls, seen: Glance) -> tuple[Glance | None, list[Glance]]:
        """The companion of an asset that looks like this, a draft's too, and what to read after it."""
        library = cls.open_library()
        companion = companion_of(seen, library)
        return companion, read_next(seen, [other for other in library if other is not companion])

    @classmethod
    def open_to(cls, user, *, at):
        return cls.objects.open_to(user, at=at).with_byline().prefetch_related(FACES)

    def _seen_by(self, user):
        """This asset as a reader sees it who came by Wagtail's own way, or None."""
        visible = AssetPage.objects.visible_to(user, at=timezone.now())
        return visible.with_byline().prefetch_related(FACES).filter(pk=self.pk).first()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        gate = self.gate(request)
        parts = [] if gate else lay_out(self.body)
        companion, following = self.beside(glance_of(self))
        return context | {
            "gate": gate,
            "opening": opening(self.body) if gate else [],
            "parts": parts,
            "contents": contents(parts),
            "gist": gist(self),
            "people": people_behind(self),
            "is_past": is_past(self, today=timezone.localdate()),
            "companion": companion,
            "read_next": following,
        }

    def gate(self, request) -> str:
        """What stands in for the body, or nothing: for open assets, known readers, and editors' previews."""
        return fill("asset_gate", request, self) if self.gated and not request.is_preview else ""
