"""Two records of one person become one. Every row that names the one names the other from then on; none is lost.

What the survivor has is never overwritten: what it lacks is completed, the earlier "known since" stands, and who was
with sales stays with sales. Where both have what only one may have, such as the same gate opened, the survivor's stands.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, Model, QuerySet
from django.db.models.deletion import Collector
from django.utils.text import capfirst
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from leads.models import Lead, LeadAlias
from users.models import User

MERGE = "leads.merge"
COMPLETED = ("first_name", "last_name", "job_title", "account")


class CannotMerge(Exception):
    """What is asked is no merge, or one that would lose something."""


@transaction.atomic
def merge(loser: Lead, survivor: Lead, *, by: User | None, at: datetime) -> LeadAlias:
    """From now on `loser` is `survivor`: rows, old number and old e-mail lead there for ever."""
    loser, survivor = _locked(loser, survivor)
    moved = Counter(
        {name: n for name, n in ((_name(field), _move(field, loser, survivor)) for field in naming(Lead)) if n}
    )
    _complete(survivor, loser)
    _move_history(loser, survivor)
    _refuse_to_lose(loser)
    old_number, email, name = loser.pk, loser.email, str(loser)
    loser.delete()
    alias = survivor.aliases.create(old_number=old_number, at=at, by=by, moved={"email": email, "rows": dict(moved)})
    log(survivor, MERGE, user=by, data={"name": name, "number": old_number})
    return alias


def _locked(loser: Lead, survivor: Lead) -> tuple[Lead, Lead]:
    """Always in the same order, so that two merges at once do not wait for each other."""
    if loser.pk == survivor.pk:
        raise CannotMerge("These are one record already. Choose the other one.")
    rows = {
        lead.pk: lead
        for lead in Lead.objects.select_for_update(of=("self",)).filter(pk__in=[loser.pk, survivor.pk]).order_by("pk")
    }
    if len(rows) < 2:
        raise CannotMerge(
            "One of the two records is gone: somebody has merged or erased it meanwhile. Nothing was changed."
        )
    return rows[loser.pk], rows[survivor.pk]


def naming(model: type[Model]) -> Iterator[ForeignKey]:
    """Each field of every floor that names a row of this model."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            yield relation.field


def what_moves(loser: Lead) -> list[tuple[str, int]]:
    """What comes along, by the name of its kind."""
    counts = ((_name(field), _rows(field, loser).count()) for field in naming(Lead))
    return [(capfirst(name), n) for name, n in counts if n]


def _name(field: ForeignKey) -> str:
    return str(field.model._meta.verbose_name_plural)


def _rows(field: ForeignKey, lead: Lead) -> QuerySet:
    return field.model._base_manager.filter(**{field.name: lead})


def _move(field: ForeignKey, loser: Lead, survivor: Lead) -> int:
    """All at once; only if one of them is what the survivor has already, each by itself."""
    rows = _rows(field, loser)
    try:
        with transaction.atomic():
            return rows.update(**{field.name: survivor})
    except IntegrityError:
        return sum(_move_one(row, field, survivor) for row in rows)


def _move_one(row: Model, field: ForeignKey, survivor: Lead) -> int:
    try:
        with transaction.atomic():
            return type(row)._base_manager.filter(pk=row.pk).update(**{field.name: survivor})
    except IntegrityError:
        row.delete()
        return 0


def _complete(survivor: Lead, loser: Lead) -> None:
    for name in COMPLETED:
        setattr(survivor, name, getattr(survivor, name) or getattr(loser, name))
    survivor.known_at = min(survivor.known_at, loser.known_at)
    if loser.keeper == Lead.Keeper.SALES:
        survivor.keeper = Lead.Keeper.SALES
    survivor.save()


def _move_history(loser: Lead, survivor: Lead) -> None:
    """What colleagues did with the record, as the CMS keeps it."""
    kind = ContentType.objects.get_for_model(Lead)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(loser.pk)).update(object_id=str(survivor.pk))


def _refuse_to_lose(loser: Lead) -> None:
    """Deleting must take nothing along but the emptied record itself."""
    collector = Collector(using="default", origin=loser)
    collector.collect([loser])
    along = [model for model, rows in collector.data.items() if model is not Lead and rows]
    along += [rows.model for rows in collector.fast_deletes if rows.exists()]
    if along:
        raise CannotMerge(
            f"{', '.join(m._meta.label for m in along)} would be lost with the record. Nothing was changed."
        )
