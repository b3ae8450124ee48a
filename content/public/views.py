"""The public pages that are no pages of the CMS: experts, topics and search.

Each is made of visible assets alone: who has none among them has no page, and is counted nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.generic import TemplateView

from buying_stages.models import Pillar
from content.asset_text import public_text
from content.models import AssetExpert, AssetPage, Expert, Topic
from content.models.pages import QUESTIONS
from content.narrowing import elided
from content.passages import highlighter, passages
from content.public.search import search_site
from content.querysets import AssetQuerySet

RESULTS_A_PAGE = 12
# A topic's page opens the shelf and an expert's page tells a career; the whole list stands on the shelf.
ASSETS_A_QUESTION = 8
ASSETS_AN_EXPERT = 60
EXPERTS_A_TOPIC = 12
PARTS = {
    AssetExpert.Role.AUTHOR: "Written",
    AssetExpert.Role.INTERVIEWEE: "Interviewed for",
    AssetExpert.Role.SOURCE: "A source for",
}


@dataclass(frozen=True)
class Part:
    """What came of one role of an expert."""

    heading: str
    assets: list[AssetPage]


@dataclass(frozen=True)
class Answers:
    """What a topic holds on one of the two questions."""

    pillar: Pillar
    assets: list[AssetPage]
    total: int


class PublicView(TemplateView):
    @property
    def visible(self) -> AssetQuerySet:
        return AssetPage.objects.visible_to(self.request.user, at=timezone.now())


class ExpertsView(PublicView):
    extra_context = {"place": "experts"}
    template_name = "content/experts.html"

    def get_context_data(self, **kwargs):
        experts = Expert.objects.behind(self.visible).select_related("photo").prefetch_related("photo__renditions")
        return super().get_context_data(**kwargs, experts=experts)


class ExpertView(PublicView):
    template_name = "content/expert.html"

    def get_context_data(self, slug, **kwargs):
        visible = self.visible
        expert = Expert.objects.behind(visible).select_related("photo").filter(slug=slug).first()
        if expert is None:
            raise Http404(f"No visible asset has an expert {slug}.")
        blogs = sorted(expert.offsite_blogs.all(), key=lambda blog: (blog.retired_on is not None, blog.name))
        return super().get_context_data(**kwargs, expert=expert, parts=parts_of(expert, visible), blogs=blogs)


class TopicsView(PublicView):
    extra_context = {"place": "topics"}
    template_name = "content/topics.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, topics=Topic.objects.of(self.visible))


class TopicView(PublicView):
    template_name = "content/topic.html"

    def get_context_data(self, slug, **kwargs):
        visible = self.visible
        topic = Topic.objects.of(visible).filter(slug=slug).first()
        if topic is None:
            raise Http404(f"No visible asset is on a topic {slug}.")
        on_it = visible.filter(asset_topics__tag=topic)
        return super().get_context_data(
            **kwargs,
            topic=topic,
            questions=[answers_on(on_it, pillar) for pillar in QUESTIONS],
            experts=Expert.objects.behind(on_it).select_related("photo").order_by("-assets", "name")[:EXPERTS_A_TOPIC],
        )


class SearchView(PublicView):
    extra_context = {"place": "search"}
    template_name = "content/search.html"

    def get_context_data(self, **kwargs):
        asked = self.request.GET
        at: datetime = timezone.now()
        answer = search_site(asked.get("q", ""), user=self.request.user, at=at)
        results = Paginator(answer.assets, RESULTS_A_PAGE).get_page(asked.get("page"))
        return super().get_context_data(
            **kwargs,
            answer=answer,
            results=results,
            found=marked(results, answer.words),
            pages=elided(results, lambda number: search_address(answer.words, number)),
            other_words=search_address(answer.suggestion),
        )


def parts_of(expert: Expert, visible: AssetQuerySet) -> list[Part]:
    """The assets of each role, newest first; a role without any is left out."""
    rows = AssetExpert.objects.filter(expert=expert, asset__in=visible.order_by().values("pk"))
    newest = rows.order_by("-asset__first_published_at", "-asset").values_list("asset", "role")[:ASSETS_AN_EXPERT]
    roles = list(newest)
    assets = visible.with_byline().in_bulk({asset for asset, _ in roles})
    return [
        Part(heading, [assets[key] for key, its_role in roles if its_role == role and key in assets])
        for role, heading in PARTS.items()
        if any(its_role == role for _, its_role in roles)
    ]


def answers_on(assets: AssetQuerySet, pillar: Pillar) -> Answers:
    answers = assets.for_pillar(pillar)
    return Answers(pillar, list(answers.with_byline().newest_first()[:ASSETS_A_QUESTION]), answers.count())


def marked(assets: Iterable[AssetPage], words: str) -> list[tuple[AssetPage, list[SafeString]]]:
    """Each with the passages of its public text that answer the words."""
    highlight = highlighter()
    return [
        (asset, passages(public_text(asset), words, summary=asset.summary, highlight=highlight)) for asset in assets
    ]


def search_address(words: str, page: int = 1) -> str:
    asked = {"q": words} | ({"page": page} if page > 1 else {})
    return f"?{urlencode(asked)}"
