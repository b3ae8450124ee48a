"""What stands in a letter: plain words first, the same in the look of the site second. No picture counts who opens it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import get_text_list
from wagtail.models import Site

from analytics.machines import mail
from leads.digests import still_wanted
from leads.following import confirm_token, manage_token
from leads.models import Letter
from leads.rights.asking import token_for

NAMED = 20


@dataclass(frozen=True)
class Entry:
    """An asset as a letter shows it."""

    title: str
    summary: str
    topic: str
    kind: str
    address: str


def message_for(letter: Letter, *, at: datetime) -> EmailMultiAlternatives | None:
    """None when its reader no longer wants it, or nothing is left to tell."""
    if letter.kind == Letter.Kind.CONFIRM:
        return _question(letter)
    if letter.kind == Letter.Kind.MINE:
        link = urljoin(settings.BASE_URL, reverse("my_data_link", args=[token_for(letter)]))
        return _message(letter, "What we know of you", "mine", {"mine": link})
    return _digest(letter, at=at)


def _question(letter: Letter) -> EmailMultiAlternatives | None:
    following = letter.following
    if following is None or (following.left_at and following.left_at >= following.asked_at):
        return None
    link = reverse("confirm_following", args=[confirm_token(following, letter.frequency)])
    context = {
        "topic": following.topic.name,
        "frequency": letter.get_frequency_display(),
        "confirm": urljoin(settings.BASE_URL, link),
    }
    return _message(letter, f"Please confirm: {following.topic.name} by mail", "question", context)


def _digest(letter: Letter, *, at: datetime) -> EmailMultiAlternatives | None:
    told = still_wanted(letter, at=at)
    if not told:
        return None
    entries = [
        Entry(
            title=row.asset.title,
            summary=row.asset.summary,
            topic=row.topic.name,
            kind=row.asset.get_format_display(),
            address=_address(row.asset.url or "/", letter, at=at),
        )
        for row in told
    ]
    topics = list(dict.fromkeys(entry.topic for entry in entries))
    subject = (
        entries[0].title if len(entries) == 1 else f"{len(entries)} new pieces on {get_text_list(topics[:3], 'and')}"
    )
    context = {
        "entries": entries[:NAMED],
        "more": max(0, len(entries) - NAMED),
        "topics": topics,
        "hidden": _address(reverse("everything"), letter, at=at),
    }
    return _message(letter, subject, "digest", context)


def _address(path: str, letter: Letter, *, at: datetime) -> str:
    """It says which letter it stood in, and when that was sent: programs that open all links of a mail give themselves
    away by it. It says nothing of its reader."""
    says = urlencode({mail.PARAMETER: mail.parameter(letter.key.hex, at=at)})
    return f"{urljoin(settings.BASE_URL, path)}?{says}"


def _message(letter: Letter, subject: str, template: str, context: dict) -> EmailMultiAlternatives:
    leave = urljoin(settings.BASE_URL, reverse("following", args=[manage_token(letter.follower)]))
    site = Site.objects.filter(is_default_site=True).first()
    context |= {
        "leave": leave,
        "site_name": (site and site.site_name) or settings.WAGTAIL_SITE_NAME,
        "site_address": settings.BASE_URL,
    }
    headers = {
        "Message-ID": f"<{letter.key}@{urlsplit(settings.BASE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
    }
    if letter.kind == Letter.Kind.DIGEST:
        headers |= {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"leads/mail/{template}.txt", context),
        to=[letter.follower.email],
        headers=headers,
    )
    message.attach_alternative(render_to_string(f"leads/mail/{template}.html", context), "text/html")
    return message
