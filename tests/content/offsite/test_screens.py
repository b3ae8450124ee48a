from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from content.models import AssetPage, OffsiteBlog
from tests.content.offsite.makers import make_blog, make_post
from tests.factories import NOON

pytestmark = pytest.mark.django_db
POSTS = "offsite_posts:index"


@pytest.fixture
def marketer_client(client, marketer):
    client.force_login(marketer)
    return client


def do(client, what, *posts, **more):
    return client.post(reverse("offsite_posts:act"), {"do": what, "post": [post.pk for post in posts], **more})


def words(answer) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_the_lists_say_what_they_are_for_while_they_are_empty(marketer_client):
    assert "No blog yet" in marketer_client.get(reverse("offsite_blogs:index")).content.decode()
    assert "No post waits" in marketer_client.get(reverse(POSTS)).content.decode()


def test_a_long_list_costs_no_more_queries(marketer_client, django_assert_max_num_queries):
    blog = make_blog()
    for number in range(30):
        make_post(blog, address=f"https://ada.example/{number}", title=f"Post {number}")
        make_blog(f"Blog {number}", feed_url=f"https://b.example/{number}")

    with django_assert_max_num_queries(16):
        assert "Post 29" in marketer_client.get(reverse(POSTS)).content.decode()
    with django_assert_max_num_queries(16):
        assert "Blog 12" in marketer_client.get(reverse("offsite_blogs:index")).content.decode()


def test_a_silent_blog_is_flagged_in_the_list_and_on_the_home_page(marketer_client):
    make_blog(started_on=date(2020, 1, 1))

    assert "No post yet for" in marketer_client.get(reverse("offsite_blogs:index")).content.decode()
    assert "Blogs that need a word" in marketer_client.get(reverse("wagtailadmin_home")).content.decode()


def test_adopting_opens_the_editor(marketer_client):
    post = make_post(make_blog(policy_accepted_on=NOON.date()))

    answer = do(marketer_client, f"adopt:{post.pk}")

    asset = AssetPage.objects.get()
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[asset.pk])
    assert "Give it a pillar" in words(answer)
    assert marketer_client.get(answer["Location"]).status_code == 200


def test_a_refusal_is_a_sentence(marketer_client):
    post = make_post()

    answer = do(marketer_client, f"adopt:{post.pk}", next="https://evil.example/")

    assert "has not accepted our blogging policy" in words(answer)
    assert answer["Location"] == reverse(POSTS)


def test_many_at_once(marketer_client):
    blog = make_blog(policy_accepted_on=NOON.date())
    posts = [make_post(blog, address=f"https://ada.example/{n}", title=f"T {n}") for n in range(3)]

    assert "Tick a post first" in words(do(marketer_client, "pass"))
    do(marketer_client, "pass", *posts)
    assert blog.posts.filter(state="passed").count() == 3
    do(marketer_client, "undo", *posts)
    do(marketer_client, "adopt", *posts)
    assert AssetPage.objects.count() == 3


def test_a_post_is_shown_clean_before_it_is_adopted(marketer_client):
    post = make_post(content="<p>Words <b>here</b></p>")

    page = marketer_client.get(reverse("offsite_posts:post", args=[post.pk])).content.decode()

    assert "<p>Words <b>here</b></p>" in page
    assert "so this cannot be adopted" in page


def test_a_blog_is_retired_with_a_farewell(marketer_client):
    blog = make_blog()
    said = {
        "name": blog.name, "expert": blog.expert_id, "home_url": blog.home_url, "feed_url": blog.feed_url,
        "started_on": "2026-01-01", "cadence_days": 30, "retired_on": "2026-03-01",
    }  # fmt: skip
    address = reverse("offsite_blogs:edit", args=[blog.pk])

    assert "Say why it ends" in marketer_client.post(address, said | {"farewell": " "}).content.decode()
    marketer_client.post(address, said | {"farewell": "Ada writes here now."})

    assert OffsiteBlog.objects.get().retired_on == date(2026, 3, 1)


@pytest.mark.parametrize("who", ["salesperson", "executive"])
def test_others_do_not_see_candidates(client, request, who):
    client.force_login(request.getfixturevalue(who))
    post = make_post()

    addresses = [reverse(POSTS), reverse("offsite_posts:post", args=[post.pk]), reverse("offsite_blogs:index")]
    assert {client.get(address).status_code for address in addresses} <= {302, 403}
    do(client, "pass", post)
    post.refresh_from_db()
    assert post.state == "candidate"
