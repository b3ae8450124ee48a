"""Feeds of offsite blogs, fetched when they are due; a new post becomes a candidate."""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from content.importing.piece import Refused
from content.models import AssetPage, OffsiteBlog, OffsitePost
from content.offsite.addresses import spellings
from content.offsite.reading import Post, read_posts
from content.outbound import fetch
from content.outbound_hosts import NotFetched, Resolve, resolve

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=4)
AT_A_TIME = 1
LONGEST_BACK_OFF = timedelta(days=2)
KINDS = (
    *("application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "application/rdf+xml"),
    *("text/plain", "application/octet-stream"),
)


def fetch_due_feeds() -> int:
    """What the worker does every so often: one blog at a time, so that other chores wait ten seconds at most."""
    at = timezone.now()
    blogs = list(due(at)[:AT_A_TIME])
    for blog in blogs:
        fetch_blog(blog, at=at)
    return len(blogs)


def due(at: datetime):
    """Blogs that are kept, whose last try is long enough ago; after failures twice as long each time."""
    open_blogs = OffsiteBlog.objects.filter(Q(retired_on=None) | Q(retired_on__gt=timezone.localdate(at)))
    return open_blogs.filter(Q(next_fetch_at=None) | Q(next_fetch_at__lte=at)).order_by("next_fetch_at", "pk")


def fetch_blog(blog: OffsiteBlog, *, at: datetime, resolve: Resolve = resolve) -> int:
    """How many posts are new. What goes wrong is kept with the blog, and never raised."""
    try:
        found = fetch(blog.feed_url, etag=blog.etag, last_modified=blog.last_modified, kinds=KINDS, resolve=resolve)
        new = 0 if found.is_unchanged else take_posts(blog, read_posts(found.body), at=at)
    except (NotFetched, Refused) as error:
        return _failed(blog, str(error), at)
    except Exception:
        logger.exception("Reading the feed of %s failed", blog)
        return _failed(blog, "The feed could not be read; the log of the worker says why.", at)
    if not found.is_unchanged:
        blog.etag, blog.last_modified = found.etag, found.last_modified
    blog.fetch_problem, blog.failures = "", 0
    _kept(blog, at, EVERY)
    return new


def _failed(blog: OffsiteBlog, problem: str, at: datetime) -> int:
    blog.failures = min(blog.failures + 1, 30)
    problem = problem[:1].upper() + problem[1:]
    blog.fetch_problem = problem[:299] if problem.endswith(".") else f"{problem[:298]}."
    _kept(blog, at, min(LONGEST_BACK_OFF, EVERY * 2 ** min(blog.failures - 1, 10)))
    return 0


def _kept(blog: OffsiteBlog, at: datetime, wait: timedelta) -> None:
    blog.fetched_at, blog.next_fetch_at = at, at + wait
    # Only these: somebody may have changed the rest meanwhile.
    blog.save(update_fields=["fetched_at", "next_fetch_at", "fetch_problem", "failures", "etag", "last_modified"])


def take_posts(blog: OffsiteBlog, posts: list[Post], *, at: datetime) -> int:
    """Keeps the posts that nobody knows yet, of this blog, of another one, or as an asset."""
    return sum(_take(blog, post, at) for post in posts)


def _take(blog: OffsiteBlog, post: Post, at: datetime) -> bool:
    same = spellings(post.address)
    known = OffsitePost.objects.filter(canonical_url__in=same).first()
    if known:
        if known.blog_id == blog.pk and post.responses is not None and known.responses != post.responses:
            OffsitePost.objects.filter(pk=known.pk).update(responses=post.responses)
        return False
    asset = AssetPage.objects.filter(canonical_url__in=same).first()
    already = asset is not None and not OffsitePost.objects.filter(asset=asset).exists()
    try:
        with transaction.atomic():
            OffsitePost.objects.create(
                blog=blog,
                canonical_url=post.address,
                title=post.title,
                summary=post.summary,
                content=post.content,
                author_name=post.author_name,
                published_at=min(post.published_at, at) if post.published_at else None,
                found_at=at,
                responses=post.responses,
                state=OffsitePost.State.ADOPTED if asset else OffsitePost.State.CANDIDATE,
                asset=asset if already else None,
            )
    except IntegrityError:
        # Another worker was faster.
        return False
    return asset is None
