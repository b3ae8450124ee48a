"""The whole library as files: one Markdown file an asset, the words that assets share, and what they show."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from audiences.models import Industry, Persona
from buying_stages.models import BuyingStage
from content.exporting import vocabulary
from content.exporting.bodies import Bodies
from content.exporting.files import Files
from content.exporting.front_matter import dumped, front_matter
from content.exporting.sales_editions import sales_files
from content.importing.markdown_folder import EXPORT
from content.importing.piece import Note
from content.models import AssetPage, Expert, Topic

VERSION = 1
READ_ME = "# Written by Touchstone. `manage.py import_content` reads this folder back without loss because this file is here.\n"


@dataclass(frozen=True)
class Choice:
    """What goes into an export besides what every reader may see."""

    drafts: bool = False
    gated: bool = False
    sales_editions: bool = False


@dataclass(frozen=True)
class Entry:
    """One file of an export: its text, or the file of ours that it is a copy of."""

    path: str
    text: str = ""
    file: object = None


@dataclass
class Export:
    choice: Choice
    at: datetime
    files: Files = field(default_factory=Files)
    notes: list[tuple[str, Note]] = field(default_factory=list)
    written: int = 0

    @cached_property
    def assets(self) -> QuerySet[AssetPage]:
        """By slug. A live asset goes out as readers see it, a draft as its editor left it."""
        assets = AssetPage.objects.order_by("slug")
        if not self.choice.drafts:
            assets = assets.live().filter(pk__in=AssetPage.objects.visible_to(None, at=self.at).values("pk"))
        return assets if self.choice.gated else assets.filter(gated=False)

    @cached_property
    def left_out(self) -> int:
        return AssetPage.objects.count() - self.assets.count()

    def entries(self) -> Iterator[Entry]:
        """File by file, so that a large library needs little memory; the files that assets show come last."""
        yield Entry(EXPORT, READ_ME + dumped({"version": VERSION}))
        yield from self._vocabulary()
        for key, slug in self._slugs.items():
            yield Entry(f"{slug}.md", self._markdown(AssetPage.objects.get(pk=key)))
            self.written += 1
        if self.choice.sales_editions:
            yield from map(self._sales_entry, sales_files(self._slugs))
        yield Entry("pictures.yaml", dumped(self.files.picture_entries()))
        yield Entry("documents.yaml", dumped(self.files.document_entries()))
        for path, row in sorted({**self.files.pictures, **self.files.documents}.items()):
            yield Entry(path, file=row.file)

    @cached_property
    def _slugs(self) -> dict[int, str]:
        return dict(self.assets.values_list("pk", "slug"))

    @cached_property
    def _bodies(self) -> Bodies:
        others = Page.objects.not_type(AssetPage).live().defer_streamfields()
        pages = {page.pk: page.url for page in others if page.url}
        outside = AssetPage.objects.visible_to(None, at=self.at).exclude(pk__in=self._slugs)
        addresses = {page.pk: page.full_url for page in outside}
        return Bodies({key: f"{slug}.md" for key, slug in self._slugs.items()}, pages, addresses, self.files)

    @cached_property
    def _redirects(self) -> dict[int, list[str]]:
        found: dict[int, set[str]] = {}
        for key, path in Redirect.objects.filter(redirect_page__in=self._slugs).values_list(
            "redirect_page", "old_path"
        ):
            found.setdefault(key, set()).add(path)
        return {key: sorted(paths) for key, paths in found.items()}

    def _vocabulary(self) -> Iterator[Entry]:
        experts = [vocabulary.expert(row, self.files) for row in Expert.objects.order_by("slug")]
        yield Entry("experts.yaml", dumped(experts))
        yield Entry("topics.yaml", dumped([vocabulary.topic(row) for row in Topic.objects.order_by("slug")]))
        yield Entry("personas.yaml", dumped([vocabulary.persona(row) for row in Persona.objects.order_by("slug")]))
        industries = [vocabulary.industry(row) for row in Industry.objects.order_by("slug")]
        yield Entry("industries.yaml", dumped(industries))
        stages = BuyingStage.objects.order_by("sort_order", "slug")
        yield Entry("stages.yaml", dumped([vocabulary.stage(row) for row in stages]))

    def _markdown(self, row: AssetPage) -> str:
        asset = row if row.live else row.get_latest_revision_as_object()
        revision = None if row.live else row.latest_revision
        companion = self._slugs.get(asset.companion_id, "")
        body, notes = self._bodies.written(asset)
        self.notes += [(asset.slug, note) for note in notes]
        if asset.companion_id and not companion:
            self.notes.append((asset.slug, Note("companion that is not exported left out")))
        if row.live and row.has_unpublished_changes:
            self.notes.append((asset.slug, Note("changes that are not published yet left out")))
        matter = front_matter(
            asset,
            cover=self.files.picture(asset.cover_id),
            companion=companion,
            redirects=self._redirects.get(asset.pk, []),
            scheduled=bool(revision and revision.approved_go_live_at),
        )
        return f"{matter}{body}\n" if body else matter

    def _sales_entry(self, found: tuple) -> Entry:
        path, text, file = found
        return Entry(path, text, file)
