"""Which rows show in public pages, and which of their changes leave a mark for `content.freshness`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move

from audiences.models import Industry, Persona
from buying_stages.models import BuyingStage
from content.freshness import touch
from content.models import AssetExpert, AssetRendition, AssetTopic, Expert, OffsiteBlog, Topic

# What a draft's save writes of a page that is live.
OF_DRAFTS = {
    "latest_revision",
    "latest_revision_created_at",
    "draft_title",
    "has_unpublished_changes",
    "locked",
    "locked_at",
    "locked_by",
    "go_live_at",
}

OF_FETCHING = {"fetched_at", "next_fetch_at", "fetch_problem", "failures", "etag", "last_modified"}


@dataclass(frozen=True)
class _Rule:
    when: Callable[[Model], bool]
    unseen: frozenset[str]


_shown: dict[type[Model], _Rule] = {}


def shown_in_pages(
    model: type[Model], *, when: Callable[[Model], bool] = lambda row: True, unseen: Iterable[str] = ()
) -> None:
    """From now on saving or deleting a row of this model makes every kept page anew.

    `when` leaves out rows that no page shows, and `unseen` saves of nothing but these fields. Say it when the app is
    ready. Bulk writes send no signals: whoever makes them calls `content.freshness.touch`.
    """
    _shown[model] = _Rule(when, frozenset(unseen))


def follow_what_pages_show() -> None:
    for model in (
        BuyingStage, Collection, CollectionViewRestriction, Expert, Industry, PageViewRestriction, Persona, Redirect, Site,
        Topic, BaseGenericSetting, BaseSiteSetting, get_document_model(), get_image_model(),
    ):  # fmt: skip
        shown_in_pages(model)
    shown_in_pages(AssetExpert, when=lambda row: row.asset.live)
    shown_in_pages(AssetTopic, when=lambda row: row.content_object.live)
    shown_in_pages(OffsiteBlog, unseen=OF_FETCHING)
    pre_save.connect(_remember_that_it_was_live)
    post_save.connect(_saved)
    post_delete.connect(_deleted)
    m2m_changed.connect(_linked)
    for signal in (page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_rearranged)


def _shows(row: Model, *, fields: Iterable[str] = ()) -> bool:
    """Whether a row is on public pages, and, where only some of its fields are written, any of these too."""
    rule = next((_shown[kind] for kind in type(row).__mro__ if kind in _shown), None)
    if rule is None or (fields and rule.unseen.issuperset(fields)):
        return False
    return rule.when(row)


def _remember_that_it_was_live(instance: Model, raw: bool = False, **kwargs) -> None:
    """So that a page which is taken off by a plain save is noticed; drafts, saved far more often, cost one small query."""
    if isinstance(instance, Page) and instance.pk and not instance.live and not raw:
        instance._was_live = Page.objects.filter(pk=instance.pk, live=True).exists()


def _saved(instance: Model, update_fields=None, raw: bool = False, **kwargs) -> None:
    if raw:  # a fixture: what it refers to may not be there yet
        return
    if isinstance(instance, Page):
        is_draft = bool(update_fields) and OF_DRAFTS.issuperset(update_fields)
        shows = not is_draft and (instance.live or getattr(instance, "_was_live", False))
    else:
        shows = _shows(instance, fields=update_fields or ())
    if shows:
        touch(_name_of(instance))


def _deleted(instance: Model, **kwargs) -> None:
    # A picture's renditions are made while pages are shown, so only their going counts.
    is_gone = isinstance(instance, AssetRendition) or (isinstance(instance, Page) and instance.live)
    if is_gone or _shows(instance):
        touch(_name_of(instance))


def _linked(instance: Model, action: str, **kwargs) -> None:
    if action.startswith("post_") and (instance.live if isinstance(instance, Page) else _shows(instance)):
        touch(_name_of(instance))


def _rearranged(instance: Model, **kwargs) -> None:
    touch(_name_of(instance))


def _name_of(row: Model) -> str:
    return f"{row._meta.label_lower} {row.pk}"
