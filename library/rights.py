"""What the library holds of a person: links that were made for them, and their browsers in chains of links."""

from datetime import datetime

from django.db.models import Q, QuerySet

from leads.rights.holdings import Holding, Mentions, Nobodys
from leads.rights.people import Person, as_whole_words
from leads.rights.words import Matter, Words
from library.models import Collection, CollectionItem, ReadSignal, Share, ShareReader, Tip
from library.sharing.links import new_key

NOBODY = "Somebody whose data was erased"


def _shares(person: Person) -> QuerySet:
    found = Q(lead=person.lead) if person.lead else Q(pk__in=[])
    return Share.objects.filter(found | Q(pk__in=_to_their_addresses(person)))


def _to_their_addresses(person: Person) -> list[int]:
    """Links that were made for no record, by what a colleague wrote of the recipient."""
    if not person.emails:
        return []
    written = Q(*(("recipient__icontains", email) for email in person.emails), _connector=Q.OR)
    address = as_whole_words(person.emails)
    rows = Share.objects.filter(written, lead=None).values_list("pk", "recipient")
    return [pk for pk, recipient in rows if address.search(recipient)]


def _without_the_recipient(shares: QuerySet, person: Person, at: datetime) -> None:
    """It counts as sent, and opens nothing any more: its address was in their mail."""
    for share in shares:
        share.revoked_at = share.revoked_at or at
        share.lead, share.recipient, share.note, share.key = None, NOBODY, "", new_key()
        share.save(update_fields=["lead", "recipient", "note", "key", "revoked_at"])


def _out_of_the_chain(readers: QuerySet, person: Person) -> None:
    """Whoever has the link from them has it from whomever they had it from."""
    for reader in readers:
        ShareReader.objects.filter(passed_on_by=reader).update(passed_on_by=reader.passed_on_by_id)


def of_library() -> list:
    return [
        Holding(
            model=Share,
            key="personal_links",
            heading="Personal links that we made for you",
            words=Words(Matter.SELLING, "personal link made for them", "personal links made for them"),
            theirs=lambda person: _shares(person).select_related("collection").order_by("shared_at", "pk"),
            told={
                "shared_at": "shared_at",
                "expires_at": "expires_at",
                "revoked_at": "revoked_at",
                "for": "recipient",
                "note": "note",
                "pieces": lambda share: [item.asset.title for item in share.collection.items.select_related("asset")],
            },
            nameless=_without_the_recipient,
            because="That something was sent then, which makes the number of uses of an asset right; not to whom.",
        ),
        Holding(
            model=ShareReader,
            key="opened_links",
            heading="Personal links that your browsers opened",
            words=Words(Matter.SELLING, "opening of a personal link", "openings of personal links"),
            theirs=lambda person: (
                ShareReader.objects.filter(visitor__in=person.visitors)
                .select_related("visitor", "passed_on_by")
                .order_by("at", "pk")
            ),
            told={"browser": "visitor.key", "at": "at", "as_its_recipient": "is_recipient"},
            before=_out_of_the_chain,
        ),
        Holding(
            model=ReadSignal,
            key="signals",
            heading="What a colleague of ours was told of your reading by such a link",
            words=Words(
                Matter.SELLING, "notice to a colleague of what they read", "notices to colleagues of what they read"
            ),
            theirs=lambda person: (
                ReadSignal.objects.filter(reader__visitor__in=person.visitors)
                .select_related("asset")
                .order_by("at", "pk")
            ),
            told={"at": "at", "piece": "asset.title", "seen_at": "seen_at"},
        ),
        Mentions(model=Share, fields=["recipient", "note"]),
        Mentions(model=Collection, fields=["name", "purpose"]),
        Mentions(model=CollectionItem, fields=["remark"]),
        Mentions(model=Tip, fields=["text"]),
        Nobodys(model="library.LibraryDesk", because="No table."),
        Nobodys(model="library.TipThanks", because="What colleagues say to each other."),
        Nobodys(model="library.Rating", because="What colleagues say of assets."),
    ]
