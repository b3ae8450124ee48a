"""What a public page shows leaves a mark when it changes, in the transaction of the change; what it does not show leaves none."""

import threading
import time
from datetime import date, timedelta

import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from buying_stages.models import BuyingStage
from content import freshness
from content.freshness import ASKED_EVERY, ROWS_KEPT, current, forget_old_changes, kept, touch
from content.models import AssetPage, Expert, HomePage, InsightsPage, OffsiteBlog, PublicChange, SalesEdition, Topic
from tests.content.makers import make_image
from tests.factories import make_asset, make_expert, make_touch

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def publish_again(asset):
    asset.title = "Anew"
    asset.save_revision().publish()


def save_directly(asset):
    asset.summary = "Anew"
    asset.save()


def take_off_by_a_plain_save(asset):
    asset.live = False
    asset.save()


def change_the_slug(asset):
    asset.slug = "anew"
    asset.save()


def move(asset):
    other = HomePage.objects.get().add_child(instance=Page(title="Elsewhere", slug="elsewhere", live=False))
    asset.move(other, pos="last-child")


def make_private(asset):
    PageViewRestriction.objects.create(page=asset, restriction_type=PageViewRestriction.LOGIN)


def rename(model, field="name"):
    def change(asset):
        row = model.objects.first()
        setattr(row, field, "Anew")
        row.save()

    return change


def replace_the_cover(asset):
    asset.cover.credit = "Anew"
    asset.cover.save()


def forget_a_rendition(asset):
    asset.cover.get_rendition("width-100").delete()


def blog_of(asset):
    return OffsiteBlog.objects.get_or_create(
        feed_url="https://blog.example/feed",
        defaults={"name": "Hers", "expert": asset.authors()[0], "started_on": date(2026, 1, 1)},
    )[0]


SHOWN = {
    "publishing anew": publish_again,
    "publishing another": lambda asset: make_asset("Another"),
    "saving what is live": save_directly,
    "unpublishing": lambda asset: asset.unpublish(),
    "taking off by a plain save": take_off_by_a_plain_save,
    "deleting": lambda asset: asset.delete(),
    "another slug": change_the_slug,
    "moving": move,
    "privacy": make_private,
    "the shelf": rename(InsightsPage, "title"),
    "an expert": rename(Expert),
    "a topic": rename(Topic),
    "a stage": rename(BuyingStage),
    "the site": rename(Site, "site_name"),
    "a picture": replace_the_cover,
    "a picture's lost rendition": forget_a_rendition,
    "an expert's blog": lambda asset: blog_of(asset).save(),
    "a redirect": lambda asset: Redirect.objects.create(old_path="/old", redirect_page=asset),
}


@pytest.fixture
def asset(db):
    return make_asset("A piece", topics=["Planning"], authors=[make_expert()], cover=make_image())


@pytest.mark.parametrize("change", SHOWN.values(), ids=SHOWN.keys())
def test_what_a_page_shows_leaves_a_mark(asset, change):
    before = set(PublicChange.objects.values_list("pk", flat=True))

    change(asset)

    assert set(PublicChange.objects.values_list("pk", flat=True)) > before


def save_a_draft(asset):
    asset.title = "Not yet"
    asset.save_revision()


def save_an_unpublished_page(asset):
    draft = make_asset("A draft", live=False)
    draft.title = "Another draft"
    draft.save()
    draft.save_revision()


NOT_SHOWN = {
    "a draft of what is live": save_a_draft,
    "a page that never was live": save_an_unpublished_page,
    "a reader's touch": lambda asset: make_touch(asset=asset),
    "a rendition made while a page is shown": lambda asset: asset.cover.get_rendition("width-100"),
    "the fetching of a blog": lambda asset: blog_of(asset).save(update_fields=["fetched_at", "etag"]),
    "a sales edition": lambda asset: SalesEdition.objects.create(asset=asset, talking_points="<p>Say this.</p>"),
}


@pytest.mark.parametrize("change", NOT_SHOWN.values(), ids=NOT_SHOWN.keys())
def test_what_no_page_shows_leaves_none(asset, change):
    blog_of(asset)
    before = PublicChange.objects.count()

    change(asset)

    assert PublicChange.objects.count() == before


def test_a_change_that_is_taken_back_leaves_no_mark(asset):
    before = PublicChange.objects.count()

    with transaction.atomic():
        publish_again(asset)
        transaction.set_rollback(True)

    assert PublicChange.objects.count() == before


def test_inside_a_transaction_nothing_may_be_kept():
    assert current() is None


# What a process remembers


@pytest.fixture
def counted():
    """A fact that says how often it was asked for."""
    asked = []

    @kept
    def fact(of="x"):
        asked.append(of)
        return len(asked)

    return fact


@committed
def test_a_fact_is_asked_for_once_a_version(counted):
    assert [counted(), counted()] == [1, 1]

    touch("something")

    assert [counted(), counted()] == [2, 2]
    assert counted("of something else") == 3


@committed
def test_a_process_that_changed_nothing_hears_of_it_in_time():
    """Another process commits: here its row comes without any signal of ours."""
    before = current()
    PublicChange.objects.bulk_create([PublicChange(what="of another process")])
    assert current() == before  # asked a moment ago

    time.sleep(ASKED_EVERY)
    assert current() != before


@committed
def test_who_has_only_old_news_waits_for_the_thread_that_asks():
    """A process that nobody asked for a while must not answer the second of two readers from before the change."""
    before = current()
    PublicChange.objects.bulk_create([PublicChange(what="of another process")])
    time.sleep(freshness.RECENT)
    taken = threading.Event()

    def hold_the_question():
        with freshness._listener.asking:
            taken.set()
            time.sleep(0.2)

    other = threading.Thread(target=hold_the_question)
    other.start()
    taken.wait()

    assert current() != before
    other.join()


@committed
def test_the_day_an_asset_ends_is_a_change_without_any_write(asset):
    AssetPage.objects.filter(pk=asset.pk).update(expire_at=timezone.now() + timedelta(hours=1))
    touch("expiry")
    before = current()

    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
        after = current()

    assert after != before


@committed
def test_a_clock_set_back_does_not_bring_back_what_was_kept_for_another_time(counted):
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        counted()
        heard = current()

    assert current() is not None
    assert current()[:-1] == heard[:-1]


@committed
def test_while_the_database_is_silent_the_last_word_is_believed_for_a_while_only(monkeypatch):
    monkeypatch.setattr(freshness, "BELIEVED", 0.5)
    before = current()

    def silent(*args):
        raise OperationalError("database is locked")

    with connection.execute_wrapper(silent):
        time.sleep(ASKED_EVERY)
        assert current() == before
        time.sleep(0.5)
        assert current() is None
    assert current() is not None


@committed
def test_old_marks_are_forgotten_and_the_version_is_another():
    for number in range(ROWS_KEPT + 5):
        touch(f"change {number}")
    before = current()

    forget_old_changes()

    assert PublicChange.objects.count() == ROWS_KEPT + 1
    time.sleep(ASKED_EVERY)
    assert current() != before
