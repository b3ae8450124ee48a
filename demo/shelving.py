"""Putting thousands of assets on the shelf at once: in bulk, without drafts, history, tasks or signals.

For finding out how fast things are when there are many. Afterwards the search index has to be built anew.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.html import format_html
from django.utils.text import slugify
from wagtail.models import Page

from audiences.models import Industry, Persona
from buying_stages.models import BuyingStage, Pillar
from content.asset_text import parts
from content.freshness import touch
from content.models import (
    AssetExpert,
    AssetPage,
    AssetTopic,
    Expert,
    Format,
    InsightsPage,
    LengthClass,
    SalesEdition,
    StageAgreement,
    Topic,
)
from content.reading_time import count_words
from demo.recombined import SEED, Text, recombine
from users.group_permissions import MARKETING, SALES
from users.models import User

BATCH = 500
AGES = (1, 1500)  # days
# A year from their publication or their last review; some reviews are late.
REVIEWED_EVERY = 400
SHARE_GATED, SHARE_SIGNED, SHARE_WITH_EDITION = 0.1, 0.7, 0.15


@dataclass(frozen=True)
class Around:
    """What an asset can belong to."""

    stages: Sequence[BuyingStage]
    topics: Sequence[Topic]
    experts: Sequence[Expert]
    personas: Sequence[Persona]
    industries: Sequence[Industry]
    marketing: User | None
    sales: User | None

    @classmethod
    def now(cls) -> "Around":
        everybody = User.objects.order_by("pk")
        return cls(
            *(list(model.objects.order_by("pk")) for model in (BuyingStage, Topic, Expert, Persona, Industry)),
            marketing=everybody.filter(groups__name=MARKETING).first(),
            sales=everybody.filter(groups__name=SALES).first(),
        )


def fill_the_shelf(*, up_to: int, at: datetime) -> int:
    """Adds recombined essays until so many assets are live. Returns how many were added."""
    essays = list(AssetPage.objects.live().order_by("pk"))
    texts = [" ".join(part.text for part in parts(essay.body) if part.kind == "text") for essay in essays]
    missing = max(0, up_to - len(essays))
    return shelve(recombine([essay.title for essay in essays], texts, missing), at=at)


@transaction.atomic
def shelve(texts: Iterable[Text], *, at: datetime) -> int:
    """All live, on every stage and topic, with what hangs on them; dated within the last four years."""
    dice, around, shelved = Random(SEED), Around.now(), 0  # noqa: S311 repeatable, not secret
    texts = iter(texts)
    while some := list(islice(texts, BATCH)):
        assets = list(_assets(some, around, dice, at))
        _write(assets)
        _hang_on(assets, around, dice, at)
        shelved += len(assets)
    touch("a shelf was filled")
    return shelved


def _assets(texts: Sequence[Text], around: Around, dice: Random, at: datetime) -> Iterator[AssetPage]:
    shelf = InsightsPage.objects.get()
    last = shelf.get_last_child()
    place = Page._str2int(last.path[-Page.steplen :]) if last else 0
    for number, text in enumerate(texts, start=place + 1):
        slug = f"{slugify(text.title)[:80]}-{number}"
        words = sum(map(count_words, text.paragraphs))
        published = at - timedelta(days=dice.randint(*AGES), minutes=dice.randrange(1440))
        yield AssetPage(
            **_standing(shelf, number, slug),
            title=text.title,
            draft_title=text.title,
            summary=text.summary,
            body=_body(text),
            pillar=dice.choice(Pillar.values),
            stage=dice.choice(around.stages),
            format=dice.choice(Format.values),
            gated=dice.random() < SHARE_GATED,
            word_count=words,
            length_class=LengthClass.of(words=words, figures=0),
            review_by=(
                max(published, at - timedelta(days=365)) + timedelta(days=dice.randint(0, REVIEWED_EVERY))
            ).date(),
            first_published_at=published,
            last_published_at=published,
            latest_revision_created_at=published,
        )


def _standing(shelf: InsightsPage, number: int, slug: str) -> dict:
    """Where a page stands in the tree, as Wagtail would have it."""
    depth = shelf.depth + 1
    return {
        "path": Page._get_path(shelf.path, depth, number),
        "depth": depth,
        "slug": slug,
        "url_path": f"{shelf.url_path}{slug}/",
        "locale_id": shelf.locale_id,
        "content_type": ContentType.objects.get_for_model(AssetPage),
        "owner_id": shelf.owner_id,
    }


def _body(text: Text) -> str:
    return json.dumps(
        [{"type": "text", "value": format_html("<p>{}</p>", each), "id": str(uuid.uuid4())} for each in text.paragraphs]
    )


def _write(assets: Sequence[AssetPage]) -> None:
    """In two tables; Django adds to one at a time in bulk."""
    columns = [field.attname for field in Page._meta.local_concrete_fields if not field.primary_key]
    pages = Page.objects.bulk_create(Page(**{name: getattr(asset, name) for name in columns}) for asset in assets)
    for asset, page in zip(assets, pages, strict=True):
        asset.pk = page.pk
    of_their_own = AssetPage._meta.local_concrete_fields
    rows = AssetPage._base_manager.get_queryset()
    rows._batched_insert(assets, of_their_own, batch_size=None)
    shelf = InsightsPage.objects.get()
    shelf.numchild += len(assets)
    shelf.save(update_fields=["numchild"])


def _hang_on(assets: Sequence[AssetPage], around: Around, dice: Random, at: datetime) -> None:
    _add(AssetTopic, assets, around.topics, dice, (1, 3), lambda asset, one: {"content_object": asset, "tag": one})
    _add(AssetExpert, assets, around.experts, dice, (1, 1), lambda asset, one: {"asset": asset, "expert": one})
    for relation, others, most in (("personas", around.personas, (1, 2)), ("industries", around.industries, (0, 2))):
        through = AssetPage._meta.get_field(relation).remote_field.through
        name = AssetPage._meta.get_field(relation).m2m_reverse_field_name()
        _add(through, assets, others, dice, most, lambda asset, one, name=name: {"assetpage": asset, name: one})
    SalesEdition.objects.bulk_create(_edition(asset, at) for asset in assets if dice.random() < SHARE_WITH_EDITION)
    if around.marketing and around.sales:
        StageAgreement.objects.bulk_create(
            _signed(asset, around, at) for asset in assets if dice.random() < SHARE_SIGNED
        )


def _add(model, assets, others, dice, how_many, row) -> None:
    model.objects.bulk_create(
        model(**row(asset, one))
        for asset in assets
        for one in dice.sample(others, min(len(others), dice.randint(*how_many)))
    )


def _edition(asset: AssetPage, at: datetime) -> SalesEdition:
    return SalesEdition(
        asset=asset,
        talking_points=format_html("<ul><li>{}</li></ul>", asset.summary),
        questions_to_ask=format_html("<ul><li>Who carries this in your house: {}?</li></ul>", asset.title),
        checked_at=at,
    )


def _signed(asset: AssetPage, around: Around, at: datetime) -> StageAgreement:
    names = {"marketing_name": str(around.marketing), "sales_name": str(around.sales)}
    return StageAgreement(
        asset=asset,
        version=1,
        stage=asset.stage,
        pillar=asset.pillar,
        marketing_by=around.marketing,
        sales_by=around.sales,
        marketing_at=at,
        sales_at=at,
        effective_from=at.date(),
        **names,
    )
