"""When reading counts for a link, and who has it from somebody else: each rule for rows at hand and for the database."""

from datetime import datetime

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from analytics.loading.reading import SITTING
from analytics.models import Touch
from leads.models import Lead
from library.models import Share, ShareReader


def counts(touch: Touch, reader: ShareReader, share: Share) -> bool:
    """From the sitting in which the link was opened until the link ended. A reader's clock may be a little off."""
    ended: datetime = min(filter(None, [share.revoked_at, share.expires_at]))
    return not touch.quarantined_for and touch.last_at >= reader.at - SITTING and touch.at < ended


_TOUCH = "visitor__touches__"
#: Of a reader and one of their touches: that it is of an asset behind the link, and counts.
COUNTS = Q(
    Q(share__revoked_at=None) | Q(**{f"{_TOUCH}at__lt": F("share__revoked_at")}),
    **{
        f"{_TOUCH}quarantined_for": "",
        f"{_TOUCH}asset__collection_items__collection": F("share__collection"),
        f"{_TOUCH}last_at__gte": F("at") - SITTING,
        f"{_TOUCH}at__lt": F("share__expires_at"),
    },
)


_THEIRS = Touch.objects.filter(visitor=OuterRef("visitor"))
#: Of a reader: that all we know of their reading was set aside as a machine's.
IS_A_MACHINE = Exists(_THEIRS.exclude(quarantined_for="")) & ~Exists(_THEIRS.counted())


def lead_of(reader: ShareReader) -> Lead | None:
    said = getattr(reader.visitor, "identification", None)
    return said.lead if said else None


def recipient_of(share: Share, readers: list[ShareReader]) -> int | None:
    """The lead that it was made for, or whom its first reader turned out to be."""
    first = (lead.pk for reader in readers if reader.is_recipient and (lead := lead_of(reader)))
    return share.lead_id or next(first, None)


def was_passed_on(reader: ShareReader, recipient: int | None) -> bool:
    """Somebody else has it: by their own word if we know them, else because they came by a reader's own link."""
    lead = lead_of(reader)
    if lead and recipient:
        return lead.pk != recipient
    return reader.passed_on_by_id is not None


#: Of a share: that something of it was read.
READ = Exists(ShareReader.objects.filter(COUNTS, share=OuterRef("pk")))

_FIRST = ShareReader.objects.filter(~IS_A_MACHINE, share=OuterRef("share"), is_recipient=True)
_READERS = ShareReader.objects.filter(~IS_A_MACHINE).alias(
    lead=F("visitor__identification__lead"),
    recipient=Coalesce(
        "share__lead", Subquery(_FIRST.values("visitor__identification__lead")[:1]), output_field=BigIntegerField()
    ),
)
_ARE_BOTH_KNOWN = Q(lead__isnull=False, recipient__isnull=False)
_IS_SOMEBODY_ELSE = _ARE_BOTH_KNOWN & ~Q(lead=F("recipient"))
_CAME_BY_A_READER = ~_ARE_BOTH_KNOWN & Q(passed_on_by__isnull=False)
#: Of a share: that somebody else has it.
PASSED_ON = Exists(_READERS.filter(_IS_SOMEBODY_ELSE | _CAME_BY_A_READER, share=OuterRef("pk")))
