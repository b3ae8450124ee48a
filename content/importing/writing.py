"""One piece becomes one asset with everything that belongs to it, or leaves nothing behind."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from html import escape, unescape

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import Truncator

from content.importing.body import Block, Body
from content.importing.catalogue import Catalogue
from content.importing.pictures import read
from content.importing.piece import Note, Picture, Piece
from content.models import AssetExpert, AssetImage, AssetPage, AssetTopic, ImportedAsset

TO_PIECE = re.compile(r'<a linktype="page" id="@([^"]*)">(.*?)</a>', re.DOTALL)


IMPORTED = "It was imported with this placement."


@dataclass(frozen=True)
class Ready:
    """A piece with its body built, everything checked that can be checked without writing."""

    piece: Piece
    body: Body
    cover: Picture | None
    checksum: str


@dataclass
class Writer:
    catalogue: Catalogue
    at: datetime
    missing: set[str] = field(default_factory=set)
    """Sources that the last written piece links to and that are not here yet."""

    def create(self, ready: Ready) -> None:
        with self._all_or_nothing() as files:
            page = AssetPage(live=False, slug=self.catalogue.free_slug(ready.piece.slug))
            self._fill(page, ready, files)
            self.catalogue.shelf.add_child(instance=page)
            self._publish(page, ready.piece)
            self.catalogue.imported[ready.piece.source] = ImportedAsset.objects.create(
                source=ready.piece.source,
                checksum=self._seal(ready),
                asset=page,
                revision_id=page.latest_revision_id,
                imported_at=self.at,
            )
            self.catalogue.slugs.add(page.slug)

    def update(self, row: ImportedAsset, ready: Ready) -> tuple[Note, ...]:
        """A new revision of what was imported before. What somebody took off the site stays off it."""
        page = AssetPage.objects.get(pk=row.asset_id)
        taken_off = bool(page.last_published_at) and not page.live
        with self._all_or_nothing() as files:
            self._fill(page, ready, files)
            if taken_off:
                page.save_revision(changed=True)
            else:
                self._publish(page, ready.piece)
            row.checksum = self._seal(ready)
            row.revision_id = page.latest_revision_id
            row.imported_at = self.at
            row.save()
        return (Note("taken off the site here, so its new revision is a draft"),) if taken_off else ()

    def _seal(self, ready: Ready) -> str:
        """Empty while links are open, so that an import that was interrupted takes the piece up again."""
        return "" if self.missing else ready.checksum

    @contextmanager
    def _all_or_nothing(self) -> Iterator[list]:
        files: list = []
        self.missing = set()
        try:
            with transaction.atomic():
                yield files
        except BaseException:
            for file in files:
                file.storage.delete(file.name)
            self.catalogue.read()
            raise

    def _fill(self, page: AssetPage, ready: Ready, files: list) -> None:
        piece = ready.piece
        page.title = page.draft_title = piece.title
        page.summary = piece.summary
        page.pillar = piece.pillar
        page.stage = self.catalogue.stage(piece.stage)
        page.placement_reason = page.placement_reason or IMPORTED
        page.gate_reason = page.gate_reason or (IMPORTED if piece.gated else "")
        page.format = piece.format
        page.gated = piece.gated
        page.cover_id = self._picture_key(ready.cover, piece.title, files) if ready.cover else None
        page.body = page.body.stream_block.to_python(list(self._raw(ready.body.blocks, files)))
        page.personas = self.catalogue.personas(piece.personas)[0]
        page.for_everyone = not page.personas.all()
        page.asset_topics = [AssetTopic(tag=topic) for topic in self._once(piece.topics, self.catalogue.topic)]
        page.asset_experts = [
            AssetExpert(expert=expert, sort_order=place)
            for place, expert in enumerate(self._once(piece.authors, self.catalogue.expert))
        ]
        if not piece.is_draft(self.at):
            noon = piece.day and datetime.combine(piece.day, time(12), UTC)
            page.first_published_at = noon or page.first_published_at or self.at

    def _once(self, names, find) -> list:
        return list({found.pk: found for found in map(find, names)}.values())

    def _publish(self, page: AssetPage, piece: Piece) -> None:
        revision = page.save_revision(changed=True)
        if not piece.is_draft(self.at):
            revision.publish()

    def _raw(self, blocks: list[Block], files: list) -> Iterator[dict]:
        """The blocks with the keys of pictures and pages in them."""
        for block in blocks:
            kind, value = block.type, block.value
            if kind == "text":
                value = TO_PIECE.sub(self._page_link, value)
            elif kind in {"image", "figure"}:
                value = value | {"image": self._picture_key(value["image"], value["alternative_text"], files)}
            elif kind == "call_to_action":
                key = self._page_key(value["page"].removeprefix("@"))
                # Without a page to go to, the words stay; the second pass makes them a call again.
                kind, value = (kind, value | {"page": key}) if key else ("text", f"<p>{escape(value['text'])}</p>")
            yield {"type": kind, "value": value}

    def _page_link(self, link: re.Match) -> str:
        key = self._page_key(unescape(link[1]))
        return f'<a linktype="page" id="{key}">{link[2]}</a>' if key else link[2]

    def _page_key(self, source: str) -> int | None:
        row = self.catalogue.imported.get(source)
        if row is None:
            self.missing.add(source)
        return row and row.asset_id

    def _picture_key(self, picture: Picture, description: str, files: list) -> int:
        key = self.catalogue.picture_key(picture)
        if key:
            return key
        title = picture.path.stem.replace("-", " ").replace("_", " ")[:255]
        image = AssetImage(title=title, description=Truncator(description).chars(255), source_path=picture.source_path)
        content = ContentFile(read(picture.path), name=picture.name)
        image.file.save(picture.name, content, save=False)
        files.append(image.file)
        image.file_size, image.file_hash = content.size, picture.hash
        image.save()
        self.catalogue.remember_picture(image)
        return image.pk
