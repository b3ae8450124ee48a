"""Who reads by a link, and from whom they have it: written only for readers who agreed to be remembered."""

from datetime import datetime

from django.db import transaction

from analytics.models import Visitor
from leads.identification import recognise
from library.models import Share, ShareReader
from library.sharing.links import Opened, new_key
from library.sharing.rules import IS_A_MACHINE


@transaction.atomic
def note_reader(opened: Opened, visitor: Visitor, *, at: datetime) -> ShareReader:
    """This browser's own place in the chain, the same each time it comes back."""
    share = Share.objects.select_for_update(of=("self",)).select_related("lead").get(pk=opened.share.pk)
    known = share.readers.filter(visitor=visitor).first()
    if known:
        return known
    return share.readers.create(
        visitor=visitor,
        passed_on_by=opened.passed_on_by,
        key=new_key(),
        is_recipient=opened.passed_on_by is None and _is_the_recipient(share, visitor, at=at),
        at=at,
    )


def _is_the_recipient(share: Share, visitor: Visitor, *, at: datetime) -> bool:
    """The first to open a link that nobody passed on; the next, once the first has turned out to be somebody else.

    What a mail gateway opened on its way is nobody's.
    """
    first = share.readers.filter(is_recipient=True).select_related("visitor__identification").first()
    if first and not (_is_somebody_else(first, share) or _is_a_machine(first)):
        return False
    if share.lead and not recognise(visitor, share.lead, at=at):
        return False
    if first:
        first.is_recipient = False
        first.save(update_fields=["is_recipient"])
    return True


def _is_a_machine(reader: ShareReader) -> bool:
    return ShareReader.objects.filter(IS_A_MACHINE, pk=reader.pk).exists()


def _is_somebody_else(reader: ShareReader, share: Share) -> bool:
    said = getattr(reader.visitor, "identification", None)
    return bool(share.lead_id and said and said.lead_id != share.lead_id)
