"""One piece becomes one asset with everything that belongs to it, or leaves nothing behind."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from html import escape, unescape
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.text import Truncator
from wagtail.contrib.redirects.models import Redirect

from buying_stages.models import CallToAction
from content.importing.body import Body
from content.importing.catalogue import Catalogue
from content.importing.pictures import read
from content.importing.piece import Document, Note, Picture, Pictures, Piece, Refused
from content.importing.vocabulary import ExpertEntry
from content.models import (
    AssetDocument,
    AssetExpert,
    AssetImage,
    AssetPage,
    AssetTopic,
    Expert,
    ImportedAsset,
    ShelfLife,
)
from content.readiness import in_a_year

TO_KEPT = re.compile(r'<a (?=[^>]*linktype="(page|document)")[^>]*id="@([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
LONGEST_PATH = 255
SAME_NAMES = (
    *("title", "summary", "format", "gated", "canonical_url", "seo_title", "search_description"),
    *("catalyst", "evidence", "trend", "meaning", "what_to_do", "news_date", "relevant_until"),
    *("shelf_life", "for_everyone", "go_live_at", "expire_at"),
)
"""What is called the same in a piece and in an asset, and goes over as it is."""


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
    notes: list[Note] = field(default_factory=list)
    """What the last written piece could not keep."""

    def create(self, ready: Ready) -> tuple[Note, ...]:
        piece = ready.piece
        if piece.identity and AssetPage.objects.filter(translation_key=piece.identity).exists():
            raise Refused("this asset is in the library already, and was not imported; what is here stays as it is")
        with self._all_or_nothing() as files:
            page = AssetPage(live=False, slug=self.catalogue.free_slug(piece.slug))
            if piece.identity:
                page.translation_key = piece.identity
            self._fill(page, ready, files)
            self.catalogue.shelf.add_child(instance=page)
            self._publish(page, piece)
            self.catalogue.imported[piece.source] = ImportedAsset.objects.create(
                source=piece.source,
                checksum=self._seal(ready),
                asset=page,
                revision_id=page.latest_revision_id,
                imported_at=self.at,
            )
            self._redirect(page, piece)
            self.catalogue.slugs.add(page.slug)
        return tuple(self.notes)

    def sketch(self, ready: Ready, *, user) -> tuple[AssetPage, tuple[Note, ...]]:
        """A draft of somebody's, which may lack what only an editor can say: pillar, stage, readers."""
        with self._all_or_nothing() as files:
            page = AssetPage(live=False, slug=self.catalogue.free_slug(ready.piece.slug), owner=user)
            self._fill(page, ready, files)
            page.for_everyone = ready.piece.for_everyone
            self.catalogue.shelf.add_child(instance=page)
            page.save_revision(user=user, changed=True, clean=False)
        return page, tuple(self.notes)

    def update(self, row: ImportedAsset, ready: Ready) -> tuple[Note, ...]:
        """A new revision of what was imported before. What somebody took off the site stays off it."""
        page = AssetPage.objects.get(pk=row.asset_id)
        taken_off = bool(page.last_published_at) and not page.live and not ready.piece.held_back
        with self._all_or_nothing() as files:
            self._fill(page, ready, files)
            if taken_off:
                page.save_revision(changed=True)
                self.notes.append(Note("taken off the site here, so its new revision is a draft"))
            else:
                self._publish(page, ready.piece)
            row.checksum = self._seal(ready)
            row.revision_id = page.latest_revision_id
            row.imported_at = self.at
            row.save()
            self._redirect(page, ready.piece)
        return tuple(self.notes)

    def hang_portraits(self, experts: Iterable[ExpertEntry], pictures: Pictures) -> tuple[Note, ...]:
        """Photos for experts that have none here."""
        with self._all_or_nothing() as files:
            for entry in experts:
                expert = Expert.objects.filter(slug=entry.slug, photo=None).first() if entry.photo else None
                try:
                    photo = expert and pictures.find(entry.photo, beside="")
                except Refused as refusal:
                    self.notes.append(Note(f"photo left out: {refusal}", entry.photo))
                    continue
                if expert and photo:
                    Expert.objects.filter(pk=expert.pk).update(photo=self._picture_key(photo, entry.name, files))
        return tuple(self.notes)

    def _seal(self, ready: Ready) -> str:
        """Empty while links are open, so that an import that was interrupted takes the piece up again."""
        return "" if self.missing else ready.checksum

    @contextmanager
    def _all_or_nothing(self) -> Iterator[list]:
        files: list = []
        self.missing, self.notes = set(), []
        try:
            with transaction.atomic():
                yield files
        except BaseException as error:
            for file in files:
                file.storage.delete(file.name)
            self.catalogue.read()
            if isinstance(error, ValidationError):
                raise Refused(f"it cannot be an asset as it is: {' '.join(error.messages)}") from error
            raise

    def _fill(self, page: AssetPage, ready: Ready, files: list) -> None:
        piece = ready.piece
        for name in SAME_NAMES:
            setattr(page, name, getattr(piece, name))
        page.draft_title = piece.title
        page.pillar = piece.pillar or ""
        page.stage = self.catalogue.stage(piece.stage) if piece.stage else None
        page.change_level = piece.change_level or ""
        page.call_to_action = piece.call_to_action or ""
        page.cover_id = self._picture_key(ready.cover, piece.title, files) if ready.cover else None
        page.body = page.body.stream_block.to_python(list(self._raw(ready.body, files)))
        self._fill_readers(page, piece)
        self._fill_reasons(page, piece)
        self._fill_companion(page, ready.body.companion)
        self._fill_days(page, piece)

    def _fill_readers(self, page: AssetPage, piece: Piece) -> None:
        page.personas = self.catalogue.personas(piece.personas)[0]
        if not piece.exact and not page.personas.all():
            page.for_everyone = True
        page.industries = self.catalogue.industries(piece.industries)[0]
        page.asset_topics = [AssetTopic(tag=topic) for topic in self._once(piece.topics, self.catalogue.topic)]
        signed = dict.fromkeys((self.catalogue.expert(person), person.role) for person in piece.authors)
        page.asset_experts = [
            AssetExpert(expert=expert, role=role, sort_order=place) for place, (expert, role) in enumerate(signed)
        ]

    def _fill_reasons(self, page: AssetPage, piece: Piece) -> None:
        """What an editor would be asked for is answered once, so that an old library need not be argued for."""
        if not piece.is_placed:
            return
        stage = page.stage
        asks_to_talk = page.call_to_action == CallToAction.CONTACT
        needed = {
            "placement_reason": stage and stage.seldom_asks(page.pillar),
            "gate_reason": stage and page.gated and not stage.allows_gate,
            "call_to_action_reason": stage and asks_to_talk and not stage.allows_contact,
        }
        for name, is_needed in needed.items():
            said = getattr(piece, name) or ("" if piece.exact else getattr(page, name))
            setattr(page, name, said or (IMPORTED if is_needed and not piece.exact else ""))

    def _fill_companion(self, page: AssetPage, source: str | None) -> None:
        key = self.page_key(source) if source else None
        other = AssetPage.objects.filter(pk=key).first() if key else None
        if other and (other.pk == page.pk or other.pillar == page.pillar):
            self.notes.append(Note("companion on the same question left out", other.title))
            other = None
        page.companion = other

    def _fill_days(self, page: AssetPage, piece: Piece) -> None:
        draft = piece.is_draft(self.at)
        review_by = piece.review_by or (None if piece.exact and draft else page.review_by or in_a_year())
        page.review_by = review_by if piece.shelf_life == ShelfLife.EVERGREEN else piece.review_by
        if piece.lacks_last_day and not piece.held_back:
            self.notes.append(Note("news without a last day made a draft"))
        if piece.exact:
            page.first_published_at = piece.published_at
        elif not draft:
            noon = piece.day and datetime.combine(piece.day, time(12), UTC)
            page.first_published_at = piece.published_at or noon or page.first_published_at or self.at
        elif piece.only_lacks_its_place(self.at):
            page.first_published_at = piece.published_at

    def _once(self, names, find) -> list:
        return list({found.pk: found for found in map(find, names)}.values())

    def _publish(self, page: AssetPage, piece: Piece) -> None:
        if not piece.is_placed:
            page.full_clean(exclude={"pillar", "stage"})
        revision = page.save_revision(changed=True, clean=piece.is_placed)
        if not piece.is_draft(self.at):
            revision.publish()
        if piece.updated_at:
            AssetPage.objects.filter(pk=page.pk).update(last_published_at=piece.updated_at)
        if piece.expired:
            AssetPage.objects.filter(pk=page.pk).update(expired=True)

    def _redirect(self, page: AssetPage, piece: Piece) -> None:
        """Old addresses lead here from now on. One that leads somewhere already is left as it is."""
        for path in piece.redirects:
            old = Redirect.normalise_path(urlsplit(path)._replace(scheme="", netloc="").geturl())
            if not old or len(old) > LONGEST_PATH:
                self.notes.append(Note("old address without a redirect", path))
                continue
            found, _ = Redirect.objects.get_or_create(old_path=old, site=None, defaults={"redirect_page": page})
            if found.redirect_page_id != page.pk:
                self.notes.append(Note("old address that leads elsewhere already", old))

    def _raw(self, body: Body, files: list) -> Iterator[dict]:
        """The blocks with the keys of pictures, documents and pages in them."""
        keep = Kept(self, body.documents, files)
        for block in body.blocks:
            kind, value = block.type, block.value
            if kind == "text":
                value = keep.links(value)
            elif kind in {"image", "figure"}:
                value = value | {"image": self._picture_key(value["image"], value["alternative_text"], files)}
            elif kind == "download":
                value = value | {"document": keep.document(value["document"])}
            elif kind == "video":
                value = keep.film(value)
            elif kind == "call_to_action" and value["page"]:
                key = self.page_key(value["page"].removeprefix("@"))
                # Without a page to go to, the words stay; the second pass makes them a call again.
                kind, value = (kind, value | {"page": key}) if key else ("text", f"<p>{escape(value['text'])}</p>")
            yield {"type": kind, "value": value}

    def page_key(self, source: str) -> int | None:
        if source in self.catalogue.pages:
            return self.catalogue.pages[source]
        row = self.catalogue.imported.get(source)
        if row is None:
            self.missing.add(source)
        return row and row.asset_id

    def _picture_key(self, picture: Picture, description: str, files: list) -> int:
        key = self.catalogue.picture_key(picture)
        if key:
            return key
        title = picture.title or picture.path.stem.replace("-", " ").replace("_", " ")[:255]
        said = Truncator(description).chars(255) if picture.description is None else picture.description
        image = AssetImage(title=title, description=said, source_path=picture.source_path, credit=picture.credit)
        if picture.focal_point:
            image.focal_point_x, image.focal_point_y, *size = picture.focal_point
            image.focal_point_width, image.focal_point_height = size
        content = ContentFile(read(picture.path), name=picture.name)
        image.file.save(picture.name, content, save=False)
        files.append(image.file)
        image.file_size, image.file_hash = content.size, picture.hash
        image.save()
        self.catalogue.remember_picture(image)
        return image.pk

    def document_key(self, document: Document, files: list) -> int:
        key = self.catalogue.document_key(document)
        if key:
            return key
        row = AssetDocument(title=document.title, file_hash=document.hash, file_size=document.path.stat().st_size)
        with document.path.open("rb") as content:
            row.file.save(document.name, File(content), save=False)
        files.append(row.file)
        row.save()
        self.catalogue.remember_document(row)
        return row.pk


@dataclass(frozen=True)
class Kept:
    """The documents of one body, and the links in its texts, on their way to rows of ours."""

    writer: Writer
    documents: dict[str, Document]
    files: list

    def document(self, document: Document) -> int:
        return self.writer.document_key(document, self.files)

    def film(self, value: dict) -> dict:
        document, transcript = value.get("file"), value.get("transcript")
        return (
            value
            | ({"file": self.document(document)} if document else {})
            | ({"transcript": self.links(transcript)} if transcript else {})
        )

    def links(self, html: str) -> str:
        return TO_KEPT.sub(self._link, html)

    def _link(self, link: re.Match) -> str:
        kind, name, words = link[1], unescape(link[2]), link[3]
        key = self.document(self.documents[name]) if kind == "document" else self.writer.page_key(name)
        return f'<a linktype="{kind}" id="{key}">{words}</a>' if key else words
