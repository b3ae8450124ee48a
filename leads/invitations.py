"""What a page asks of its reader at its end: to follow its topic, or to talk with us. The stage's policy decides which.

What is made here is kept with the page and the same for every reader.
"""

from django.http import HttpRequest
from django.template.loader import render_to_string

from buying_stages.models import CallToAction
from content.fragments import fragment
from content.models import AssetPage, Topic
from leads.forms import ContactForm, FollowForm


def asset_invitation(request: HttpRequest, asset: AssetPage, call: CallToAction) -> str:
    """A page that says "read on" shows its companion, and asks for nothing."""
    match call:
        case CallToAction.FOLLOW:
            topic = main_topic(asset)
            return topic_invitation(request, topic) if topic else ""
        case CallToAction.CONTACT:
            return fragment(("contact", asset.pk), lambda: _contact_form(asset))
        case _:
            return ""


def _contact_form(asset: AssetPage) -> str:
    return render_to_string("leads/contact_form.html", {"asset": asset, "form": ContactForm(auto_id="contact_%s")})


def topic_invitation(request: HttpRequest, topic: Topic) -> str:
    def make() -> str:
        return render_to_string("leads/follow_form.html", {"topic": topic, "form": FollowForm(auto_id="follow_%s")})

    return fragment(("follow", topic.pk, topic.name), make)


def main_topic(asset: AssetPage) -> Topic | None:
    """The first that its editor named; no query where topics were fetched with the asset."""
    first = next(iter(asset.asset_topics.all()), None)
    return first.tag if first else None
