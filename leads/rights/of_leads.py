"""What the tables of leads hold of a person."""

from leads.models import (
    Account,
    ErasureReceipt,
    Follower,
    Following,
    FormAnswer,
    Identification,
    Lead,
    LeadAlias,
    Letter,
    LetterAsset,
)
from leads.rights.holdings import Holding, Nobodys
from leads.rights.words import Matter, Words

OF_LEADS = [
    Holding(
        model=Lead,
        key="person",
        heading="Who you are to us",
        words=Words(Matter.PERSON, "lead record", "lead records"),
        theirs=lambda person: Lead.objects.filter(pk=person.lead.pk) if person.lead else Lead.objects.none(),
        told={
            "number": "pk",
            "email": "email",
            "first_name": "first_name",
            "last_name": "last_name",
            "job_title": "job_title",
            "company": "account.name",
            "who_keeps_in_touch": "get_keeper_display",
            "known_since": "known_at",
        },
    ),
    Holding(
        model=LeadAlias,
        key="former_records",
        heading="Records that turned out to be yours too",
        words=Words(Matter.PERSON, "record that was merged into theirs", "records that were merged into theirs"),
        theirs=lambda person: (
            LeadAlias.objects.filter(survivor=person.lead) if person.lead else LeadAlias.objects.none()
        ),
        told={"number": "old_number", "email": lambda alias: alias.moved.get("email", ""), "merged_at": "at"},
    ),
    Holding(
        model=FormAnswer,
        key="form_answers",
        heading="Forms that you sent",
        words=Words(Matter.MAIL, "form that they sent", "forms that they sent"),
        theirs=lambda person: FormAnswer.objects.filter(lead=person.lead) if person.lead else FormAnswer.objects.none(),
        told={
            "at": "at",
            "what": "get_kind_display",
            "on": "asset.title",
            "message": "message",
            "privacy_text": "text_version",
        },
    ),
    Holding(
        model=Follower,
        key="addresses",
        heading="Addresses that we write to",
        words=Words(Matter.MAIL, "address that we write to", "addresses that we write to"),
        theirs=lambda person: person.followers,
        told={"email": "email", "asked_at": "asked_at", "refused_our_mail_at": "bounced_at"},
    ),
    Holding(
        model=Following,
        key="followed_topics",
        heading="Topics that you follow by mail",
        words=Words(Matter.MAIL, "topic that they follow", "topics that they follow"),
        theirs=lambda person: Following.objects.filter(follower__in=person.followers).select_related("topic"),
        told={
            "topic": "topic.name",
            "how_often": "get_frequency_display",
            "asked_at": "asked_at",
            "confirmed_at": "confirmed_at",
            "left_at": "left_at",
        },
    ),
    Holding(
        model=Letter,
        key="letters",
        heading="Mail that we wrote to you",
        words=Words(Matter.MAIL, "letter to them", "letters to them"),
        theirs=lambda person: Letter.objects.filter(follower__in=person.followers).order_by("written_at", "pk"),
        told={
            "written_at": "written_at",
            "kind": "get_kind_display",
            "outcome": "get_outcome_display",
            "sent_at": "sent_at",
            "what_the_mail_server_said": "trouble",
        },
    ),
    Holding(
        model=LetterAsset,
        key="told_by_mail",
        heading="Pieces that we told you of by mail",
        words=Words(Matter.MAIL, "asset that a letter told them of", "assets that letters told them of"),
        theirs=lambda person: LetterAsset.objects.filter(follower__in=person.followers).select_related(
            "asset", "topic", "letter"
        ),
        told={"piece": "asset.title", "topic": "topic.name", "written_at": "letter.written_at"},
    ),
    Nobodys(
        model=Account._meta.label, because="A company. People are found by it, and it stays when one of them is erased."
    ),
    Nobodys(model=ErasureReceipt._meta.label, because="Numbers of what is gone. It names nobody."),
]

#: After the browsers in the order of erasing: an identification holds both its browser and its lead.
IDENTIFICATIONS = Holding(
    model=Identification,
    key="identifications",
    heading="How we learnt that a browser is yours",
    words=Words(Matter.READING, "sign that a browser is theirs", "signs that a browser is theirs"),
    theirs=lambda person: Identification.objects.filter(visitor__in=person.visitors).select_related("visitor"),
    told={
        "browser": "visitor.key",
        "how": "get_how_display",
        "at": "at",
        "confirmed_at": "confirmed_at",
    },
)
