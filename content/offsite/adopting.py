"""A post of an expert's own blog becomes a draft of ours, and stays the expert's."""

from datetime import datetime

from django.db import transaction
from django.utils.html import escape
from django.utils.text import Truncator, slugify
from wagtail.log_actions import log

from content.importing.body import body_of
from content.importing.catalogue import Catalogue
from content.importing.links import Links
from content.importing.piece import Note, Person, Picture, Piece, Refused
from content.importing.writing import Ready, Writer
from content.models import AssetPage, Format, OffsitePost

ADOPT = "content.offsite.adopt"
SUMMARY_LENGTH = AssetPage._meta.get_field("summary").max_length


class CannotAdopt(Exception):
    """The post stays a candidate; the message says what is missing."""


class _Elsewhere:
    """The pictures of a post stay where they are."""

    def find(self, address: str, *, beside: str) -> Picture:
        raise Refused("it is kept elsewhere")


@transaction.atomic
def adopt(post: OffsitePost, *, user, at: datetime) -> tuple[AssetPage, tuple[Note, ...]]:
    """A draft with the post's words, its address as the canonical one and its author's credit."""
    post = OffsitePost.objects.select_for_update().select_related("blog__expert").get(pk=post.pk)
    if post.state == OffsitePost.State.ADOPTED:
        raise CannotAdopt(f"“{post.title}” was adopted before.")
    if post.blog.policy_accepted_on is None:
        raise CannotAdopt(
            f"{post.blog.expert} has not accepted our blogging policy yet. Ask, and enter the day with the blog "
            f"“{post.blog.name}”; then adopt the post."
        )
    catalogue = Catalogue()
    if catalogue.shelf is None or not catalogue.shelf.permissions_for_user(user).can_add_subpage():
        raise CannotAdopt("You may not add assets to the shelf. Ask a colleague in marketing to adopt it.")
    piece = _piece(post)
    try:
        body = body_of(piece, links=Links([]), pictures=_Elsewhere())
        page, notes = Writer(catalogue, at).sketch(Ready(piece=piece, body=body, cover=None, checksum=""), user=user)
    except Refused as refusal:
        raise CannotAdopt(f"“{post.title}” cannot become an asset: {refusal}.") from refusal
    post.state, post.asset = OffsitePost.State.ADOPTED, page
    post.save(update_fields=["state", "asset"])
    log(instance=page, action=ADOPT, user=user, data={"address": post.canonical_url, "blog": post.blog.name})
    return page, (*body.notes, *notes)


def _piece(post: OffsitePost) -> Piece:
    expert = post.blog.expert
    said = escape(post.blog.disclaimer)
    disclaimer = f"<hr><p><em>{said}</em></p>" if said else ""
    return Piece(
        source=post.canonical_url,
        folder="",
        title=post.title,
        slug=slugify(post.title)[:200] or "post",
        day=None,
        published_at=None,
        summary=Truncator(post.summary or post.title).chars(SUMMARY_LENGTH),
        authors=(Person(expert.name, expert.slug),),
        topics=(),
        personas=(),
        pillar=None,
        stage="",
        format=Format.ARTICLE,
        gated=False,
        held_back=True,
        html=f"{post.content}{disclaimer}",
        cover=None,
        addresses=(),
        canonical_url=post.canonical_url,
    )


def let_pass(posts, *, undo: bool = False) -> int:
    """How many candidates are let pass, or taken back."""
    states = (OffsitePost.State.CANDIDATE, OffsitePost.State.PASSED)
    before, after = states[::-1] if undo else states
    return posts.filter(state=before).update(state=after)
