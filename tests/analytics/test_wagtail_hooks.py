import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from analytics.models import BadRow
from content.models import AssetPage, InsightsPage
from tests.factories import NOON, make_asset, make_touch, make_user, make_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(make_user(is_superuser=True))
    return client


def slot(name, request, **context):
    return Template(f"{{% load slots %}}{{% {name} %}}").render(Context({"request": request} | context))


# The page's slots.


def test_an_asset_page_carries_the_script_for_its_own_number(asset):
    html = slot("asset_scripts", RequestFactory().get("/"), page=asset)

    assert f'<script defer src="/static/analytics/reading.js" data-asset="{asset.pk}"></script>' in html


def test_a_preview_is_not_measured(asset):
    request = RequestFactory().get("/")
    request.is_preview = True

    assert "reading.js" not in slot("asset_scripts", request, page=asset)


def test_the_question_is_the_same_for_every_reader(client, reader, asset):
    url = asset.get_url()
    plain, known = client.get(url), reader.get(url)

    assert plain.content == known.content
    assert "May we remember what you read here?" in plain.text
    assert "reading.js" in plain.text
    assert not plain.cookies


def test_the_question_leads_back_to_the_page_and_escapes_it():
    html = slot("site_footer", RequestFactory().get("/insights/", {"topic": '"><script>', "utm_source": "a letter"}))

    assert 'name="next" value="/insights/?topic=%22%3E%3Cscript%3E"' in html


def test_both_answers_weigh_the_same():
    html = slot("site_footer", RequestFactory().get("/"))

    assert '<button class="button" name="choice" value="yes">' in html
    assert '<button class="button" name="choice" value="no">' in html


# What was read is not deleted.


@pytest.mark.parametrize("what", ["asset", "shelf"])
def test_what_was_read_is_not_deleted(admin, asset, what):
    make_touch(asset=asset)
    page = asset if what == "asset" else InsightsPage.objects.get()

    response = admin.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)

    assert response.status_code == 200
    assert "Unpublish instead; the history is kept." in response.text
    assert AssetPage.objects.filter(pk=asset.pk).exists()


def test_nothing_of_a_selection_is_deleted_when_one_was_read(admin, asset):
    make_touch(asset=asset)
    unread = make_asset("Unread")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    shelf = reverse("wagtailadmin_explore", args=[asset.get_parent().pk])

    response = admin.post(f"{url}?id={asset.pk}&id={unread.pk}&next={shelf}", follow=True)

    assert response.status_code == 200
    assert "Nothing was deleted: readers have read “An idea”" in response.text
    assert AssetPage.objects.count() == 2


def test_what_nobody_read_can_be_deleted(admin, asset):
    admin.post(reverse("wagtailadmin_pages:delete", args=[asset.pk]))

    assert not AssetPage.objects.exists()


# The lists in the CMS.


@pytest.mark.parametrize(
    ("screen", "words"),
    [
        ("touches:index", "appears here a moment after"),
        ("bad_rows:index", "Events that the collector can never store"),
    ],
)
def test_an_empty_list_explains_itself(admin, screen, words):
    assert words in admin.get(reverse(screen)).text


def test_the_list_of_touches_is_read_only(admin, asset):
    touch = make_touch(asset=asset, depth=0.8, seconds=372, thorough=True, source="<b>search.example")

    text = admin.get(reverse("touches:index")).text

    assert "80%" in text
    assert "6 min 12 s" in text
    assert "Thorough" in text
    assert touch.visitor.key.hex[:8] in text
    assert "&lt;b&gt;search.example" in text
    assert "/touches/new/" not in text
    assert admin.get("/admin/touches/new/").status_code == 404


def test_bad_rows_are_narrowed_by_reason_and_day(admin):
    BadRow.objects.create(at=NOON, reason="seq is wrong", body="first body")
    BadRow.objects.create(at=NOON, reason="depth is wrong", body="second body")

    by_reason = admin.get(reverse("bad_rows:index"), {"reason": "seq is wrong"}).text
    by_day = admin.get(reverse("bad_rows:index"), {"at_from": "2026-03-20"}).text

    assert "first body" in by_reason
    assert "second body" not in by_reason
    assert "first body" not in by_day


def test_a_long_body_is_cut_to_what_a_table_can_show(admin):
    BadRow.objects.create(at=NOON, reason="too long", body="x" * 2000)

    text = admin.get(reverse("bad_rows:index")).text

    assert f"{'x' * 80} {'x' * 80} {'x' * 80} …" in text


@pytest.mark.parametrize(
    ("screen", "groups"),
    [
        ("touches:index", {"Marketing", "Marketing leads", "Sales", "Executives"}),
        ("bad_rows:index", {"Marketing leads"}),
    ],
)
def test_a_list_opens_to_those_who_may_view_it(client, screen, groups):
    for group in ("Marketing", "Marketing leads", "Sales", "Executives"):
        client.force_login(make_user(group))
        assert (client.get(reverse(screen)).status_code == 200) == (group in groups)


def test_queries_do_not_grow_with_the_touches(admin, asset, django_assert_max_num_queries):
    for _ in range(30):
        make_touch(make_visitor(), asset)

    with django_assert_max_num_queries(15):
        admin.get(reverse("touches:index"))
