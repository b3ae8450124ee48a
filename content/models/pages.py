from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page as PageOfAList
from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from buying_stages.models import BuyingStage, Pillar
from content.freshness import keeping, kept
from content.models.assets import AssetPage
from content.models.experts import Expert
from content.models.open_pages import OpenPage
from content.models.topics import Topic
from content.narrowing import Facet, Group, Narrowing
from content.querysets import AssetQuerySet
from content.vehicles import Format

NEWEST_A_QUESTION = 5
NAMES_ON_HOME = 12
ASSETS_A_PAGE = 24
SHELVES_AT_HAND = 50
# The reader's order: now, then what is coming.
QUESTIONS = (Pillar.PRACTICAL, Pillar.ASPIRATIONAL)


class HomePage(OpenPage, Page):
    """The front door: the buyer's two questions are the way in."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["content.InsightsPage"]

    tagline = models.CharField(max_length=200, blank=True, help_text="One sentence on whom this site is for.")

    content_panels = [*Page.content_panels, FieldPanel("tagline")]

    def get_context(self, request, *args, **kwargs):
        """The newest asset leads; each question follows with the newest of its own."""
        return super().get_context(request, *args, **kwargs) | front_of_the_house()


class InsightsPage(OpenPage, Page):
    """The public shelf that all assets stand on, narrowed by question, stage, topic, format or expert."""

    max_count = 1
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.AssetPage"]

    introduction = models.CharField(max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        narrowing = Narrowing(facets_of_the_shelf(), request.GET, base=self.get_url(request) or "")
        groups, results = narrowed_shelf(narrowing, request.GET.get("page"))
        pillar = narrowing.chosen.get("pillar")
        return context | {
            "narrowing": narrowing,
            "groups": groups,
            "question": Pillar(pillar) if pillar else None,
            "canonical": f"{self.get_full_url(request) or ''}{narrowing.page_query(results.number)}",
            # A question has a page of its own in the header; every other view of the shelf is a reader's own.
            "is_for_search_engines": not narrowing.chosen or narrowing.chosen.keys() == {"pillar"},
            "results": results,
            "pages": narrowing.page_links(results),
        }


def visible_to_all() -> AssetQuerySet:
    return AssetPage.objects.open_to(AnonymousUser(), at=timezone.now())


@kept
def front_of_the_house() -> dict:
    """The newest asset, the next of each question, and the names with the most behind them."""
    library, visible = AssetPage.open_library(), visible_to_all()
    topics = Topic.objects.of(visible).order_by("-assets", "name")
    experts = Expert.objects.behind(visible).select_related("photo").prefetch_related("photo__renditions")
    return {
        "lead": visible.as_cards().filter(pk=library[0].pk).first() if library else None,
        "questions": [
            {"pillar": pillar, "assets": [a for a in library[1:] if a.pillar == pillar][:NEWEST_A_QUESTION]}
            for pillar in QUESTIONS
        ],
        "topics": list(topics[:NAMES_ON_HOME]),
        "experts": list(experts.order_by("-assets", "name")[:NAMES_ON_HOME]),
    }


@kept
def facets_of_the_shelf() -> list[Facet]:
    """Topics and experts are those of visible assets, so that no hidden piece shows its subject."""
    visible, stages = visible_to_all(), BuyingStage.objects.all()
    topics = visible.filter(topics__isnull=False).order_by("topics__name")
    experts = visible.filter(asset_experts__isnull=False).order_by("asset_experts__expert__name")
    names = experts.values_list("asset_experts__expert__slug", "asset_experts__expert__name").distinct()
    return [
        Facet("pillar", "Question", "pillar", {p.value: p.question for p in QUESTIONS}),
        Facet("stage", "Where you are", "stage__slug", {stage.slug: stage.buyer_question for stage in stages}),
        Facet("topic", "Topic", "topics__slug", dict(topics.values_list("topics__slug", "topics__name").distinct())),
        Facet("format", "Format", "format", dict(Format.choices)),
        Facet("expert", "Expert", "asset_experts__expert__slug", dict(names)),
    ]


@keeping(SHELVES_AT_HAND)
def narrowed_shelf(narrowing: Narrowing, number: str | None) -> tuple[list[Group], PageOfAList]:
    """What may still be chosen, and one page of the list."""
    visible = visible_to_all()
    results = Paginator(narrowing.of(visible).as_cards().newest_first(), ASSETS_A_PAGE).get_page(number)
    results.object_list = list(results.object_list)
    return narrowing.groups(visible), results
