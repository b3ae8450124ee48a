"""What the CMS and the framework keep by themselves: histories, half-filled forms, finished tasks."""

from datetime import datetime
from urllib.parse import quote, unquote_plus

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django_tasks_db.models import DBTaskResult
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import Comment, CommentReply, ModelLogEntry, PageLogEntry, ReferenceIndex, TaskState

from leads.models import Follower, FormAnswer, Identification, Lead, LeadAlias, Letter
from leads.rights.holdings import Holding, Mentions, Nobodys
from leads.rights.people import Person, as_whole_words
from leads.rights.words import Matter, Words

NAMELESS_LABEL = "Somebody whose data was erased"


def about_them(person: Person, *, kind: str = "content_type", number: str = "object_id") -> Q:
    """Rows that point at one of theirs by its kind and number."""
    theirs = {
        Lead: [person.lead.pk] if person.lead else [],
        LeadAlias: LeadAlias.objects.filter(survivor=person.lead).values_list("pk", flat=True) if person.lead else [],
        FormAnswer: FormAnswer.objects.filter(lead=person.lead).values_list("pk", flat=True) if person.lead else [],
        Follower: person.followers.values_list("pk", flat=True),
        Identification: Identification.objects.filter(visitor__in=person.visitors).values_list("pk", flat=True),
        Letter: Letter.objects.filter(follower__in=person.followers).values_list("pk", flat=True),
    }
    found = Q(pk__in=[])
    for model, pks in theirs.items():
        if numbers := [str(pk) for pk in pks]:
            found |= Q(**{kind: ContentType.objects.get_for_model(model), f"{number}__in": numbers})
    return found


def _that_names(person: Person) -> Q:
    """Fields of a form as an address has them."""
    if not person.emails:
        return Q(pk__in=[])
    named = Q(*(("data__icontains", quote(email)) for email in person.emails), _connector=Q.OR)
    address = as_whole_words(person.emails)
    rows = FormState.objects.filter(named).values_list("pk", "data")
    return Q(pk__in=[pk for pk, data in rows if address.search(unquote_plus(data))])


def _without_names(entries: QuerySet, person: Person, at: datetime) -> None:
    entries.update(label=NAMELESS_LABEL, data={})


OF_THE_CMS = [
    Holding(
        model=ModelLogEntry,
        key="history",
        heading="When colleagues of ours changed your record",
        words=Words(Matter.OURS, "change in our history of their record", "changes in our history of their record"),
        theirs=lambda person: ModelLogEntry.objects.filter(about_them(person)).order_by("timestamp", "pk"),
        told={"at": "timestamp", "what": "action"},
        nameless=_without_names,
        because="That a colleague did something at that moment; not to whose record.",
    ),
    Holding(
        model=FormState,
        key="half_filled_forms",
        heading="Changes of your record that a colleague has not saved yet",
        words=Words(Matter.OURS, "unsaved change of their record", "unsaved changes of their record"),
        theirs=lambda person: FormState.objects.filter(about_them(person) | _that_names(person)),
        told={"number": "pk"},
    ),
    Holding(
        model=EditingSession,
        key="open_forms",
        heading="Colleagues who have your record open",
        words=Words(Matter.OURS, "colleague with their record open", "colleagues with their record open"),
        theirs=lambda person: EditingSession.objects.filter(about_them(person)),
        told={"last_seen_at": "last_seen_at"},
    ),
    Holding(
        model=ReferenceIndex,
        key="references",
        heading="Rows of our index of what refers to what",
        words=Words(Matter.OURS, "line in our index of references", "lines in our index of references"),
        theirs=lambda person: ReferenceIndex.objects.filter(
            about_them(person) | about_them(person, kind="to_content_type", number="to_object_id")
        ),
        told={},
    ),
    Mentions(model=ModelLogEntry, fields=["label", "data"]),
    Mentions(model=PageLogEntry, fields=["label", "data"]),
    Mentions(model=Comment, fields=["text"]),
    Mentions(model=CommentReply, fields=["text"]),
    Mentions(model=TaskState, fields=["comment"]),
    Mentions(model=DBTaskResult, fields=["args_kwargs", "return_value", "traceback"]),
    Nobodys(
        model="sessions.Session",
        because="Of our colleagues; notices in them that name somebody go: leads/rights/traces.py.",
    ),
    Nobodys(model="wagtailsearch.IndexEntry", because="Follows the rows that it indexes; readers are not among them."),
    Nobodys(
        model="wagtailsearch.SQLiteFTSIndexEntry",
        because="Follows the rows that it indexes; readers are not among them.",
    ),
    *(
        Nobodys(model=label, because="Part of the CMS or the framework. It knows our colleagues at most.")
        for label in [
            "auth.Group",
            "auth.Group_permissions",
            "auth.Permission",
            "contenttypes.ContentType",
            "taggit.Tag",
            "taggit.TaggedItem",
            "wagtailadmin.Admin",
            "wagtailcore.APIToken",
            "wagtailcore.Collection",
            "wagtailcore.CollectionViewRestriction",
            "wagtailcore.CollectionViewRestriction_groups",
            "wagtailcore.GroupApprovalTask",
            "wagtailcore.GroupApprovalTask_groups",
            "wagtailcore.GroupCollectionPermission",
            "wagtailcore.GroupPagePermission",
            "wagtailcore.GroupSitePermission",
            "wagtailcore.Locale",
            "wagtailcore.PageSubscription",
            "wagtailcore.PageViewRestriction",
            "wagtailcore.PageViewRestriction_groups",
            "wagtailcore.Site",
            "wagtailcore.Task",
            "wagtailcore.UploadedFile",
            "wagtailcore.Workflow",
            "wagtailcore.WorkflowContentType",
            "wagtailcore.WorkflowPage",
            "wagtailcore.WorkflowState",
            "wagtailcore.WorkflowTask",
            "wagtaildocs.Document",
            "wagtailimages.Image",
            "wagtailimages.Rendition",
            "wagtailredirects.Redirect",
            "wagtailusers.UserProfile",
        ]
    ),
]
