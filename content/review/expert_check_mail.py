"""The mail that carries an expert's link: plain text, and the same in plain HTML, with nothing from elsewhere."""

from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Site

from content.models import ExpertCheck


class Undelivered(Exception):
    """Why the mail did not leave, in a sentence for the colleague who sent it."""


def mail_link(check: ExpertCheck, link: str) -> None:
    context = {"check": check, "link": link, "title": _one_line(check.words_sent.get("title", "")), **_sender(check)}
    mail = EmailMultiAlternatives(
        subject=f"Would you check this before we publish it? {context['title']}",
        body=render_to_string("content/mail/expert_check.txt", context),
        to=[check.sent_to],
        reply_to=[check.sent_by.email] if check.sent_by and check.sent_by.email else None,
    )
    mail.attach_alternative(render_to_string("content/mail/expert_check.html", context), "text/html")
    try:
        mail.send()
    except SMTPRecipientsRefused as refused:
        raise Undelivered(f"The mail server does not accept mail for {check.sent_to}.") from refused
    except (SMTPException, OSError) as trouble:
        # smtplib tells a server that keeps silent as one that hung up.
        if isinstance(trouble, TimeoutError) or isinstance(trouble.__context__, TimeoutError):
            raise Undelivered("The mail server did not answer in time.") from trouble
        raise Undelivered("The mail server could not be reached, or it refused the mail.") from trouble


def _sender(check: ExpertCheck) -> dict[str, str]:
    sender = get_user_display_name(check.sent_by) if check.sent_by else ""
    site = Site.objects.filter(is_default_site=True).first()
    return {"sender": _one_line(sender), "site_name": (site and site.site_name) or settings.WAGTAIL_SITE_NAME}


def _one_line(text: str) -> str:
    """A line break in a title must not become a second header."""
    return " ".join(text.split())
