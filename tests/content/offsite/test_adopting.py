import pytest

from content.models import AssetPage
from content.offsite.adopting import CannotAdopt, adopt, let_pass
from tests.content.offsite.makers import make_blog, make_post
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_an_adopted_post_is_a_draft_with_credit_and_its_first_address(marketer):
    blog = make_blog(policy_accepted_on=NOON.date(), disclaimer="My own <opinions>.")
    post = make_post(blog, summary="In short", content="<h2>Part</h2><p>Words <b>here</b></p>")

    page, _ = adopt(post, user=marketer, at=NOON)

    asset = AssetPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert not asset.live
    assert asset.canonical_url == "https://ada.example/one"
    assert [row.expert for row in asset.asset_experts.all()] == [blog.expert]
    assert (asset.title, asset.summary, asset.pillar, asset.stage) == ("One", "In short", "", None)
    assert [block["type"] for block in asset.body.raw_data] == ["heading", "text"]
    assert "My own &lt;opinions&gt;." in asset.body.raw_data[1]["value"]
    post.refresh_from_db()
    assert (post.state, post.asset_id) == ("adopted", page.pk)


def test_without_the_authors_word_nothing_is_adopted(marketer):
    post = make_post()

    with pytest.raises(CannotAdopt, match="has not accepted our blogging policy"):
        adopt(post, user=marketer, at=NOON)

    assert not AssetPage.objects.exists()
    post.refresh_from_db()
    assert post.state == "candidate"


def test_a_post_is_adopted_once(marketer):
    post = make_post(make_blog(policy_accepted_on=NOON.date()))
    adopt(post, user=marketer, at=NOON)

    with pytest.raises(CannotAdopt, match="before"):
        adopt(post, user=marketer, at=NOON)

    assert AssetPage.objects.count() == 1


def test_who_may_not_write_assets_may_not_adopt(salesperson):
    post = make_post(make_blog(policy_accepted_on=NOON.date()))

    with pytest.raises(CannotAdopt, match="may not add assets"):
        adopt(post, user=salesperson, at=NOON)


def test_letting_pass_can_be_taken_back(marketer):
    blog = make_blog(policy_accepted_on=NOON.date())
    one, two = make_post(blog), make_post(blog, address="https://ada.example/two", state="adopted")

    assert let_pass(blog.posts.all()) == 1
    assert let_pass(blog.posts.all(), undo=True) == 1
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state) == ("candidate", "adopted")
