from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from analytics.models import Deed, Quarantine
from analytics.screens import lookback, reading_ways
from analytics.screens.reading_ways import read_as_rows
from tests.analytics.screens.makers import make_deed, make_read, make_view
from tests.factories import NOON, make_asset, make_stage, make_touch, make_user, make_visitor
from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(client, marketer):
    client.force_login(marketer)

    def narrow(**asked):
        return set(client.get(reverse("touches:index"), asked).context["page_obj"].object_list)

    return narrow


def test_touches_are_narrowed_by_what_they_are(found):
    deep = make_touch(thorough=True, source="search.example", country="DE")
    held = make_touch(quarantined_for="scanner", at=NOON - timedelta(days=3))

    assert found(thorough="true") == {deep}
    assert found(thorough="false") == {held}
    assert found(counts="yes") == {deep}
    assert found(counts="no") == {held}
    assert found(counts="scanner") == {held}
    assert found(counts="bot") == set()
    assert found(source="search.example") == {deep}
    assert found(source="(none)") == {held}
    assert found(country="de") == {deep}
    assert found(at_from="2026-03-19") == {deep}
    assert found(at_to="2026-03-18") == {held}
    assert found(visitor=held.visitor.key.hex[:8]) == {held}
    assert found(visitor=held.visitor.key.hex) == {held}


def test_touches_are_narrowed_by_what_their_asset_was_when_it_was_read(found):
    stage, later = make_stage("interest"), make_stage("purchase")
    asset = make_asset("Pumps", stage=stage, pillar="practical", format="report", topics=["Stock", "Rail", "Steel"])
    other = make_touch(asset=make_asset("Valves"))
    touch = make_touch(asset=asset)
    type(asset).objects.filter(pk=asset.pk).update(stage=later)
    topics = [str(topic.pk) for topic in asset.topics.all()]

    assert found(asset=asset.pk) == {touch}
    assert found(stage=stage.pk) == {touch}
    assert found(stage=later.pk) == set()
    assert found(pillar="practical") == {touch}
    assert found(format="report") == {touch}
    assert all(found(topic=topic) == {touch} for topic in topics)
    assert found(topic="(none)") == {other}
    assert found(stage=stage.pk, pillar="practical", topic=topics[0]) == {touch}
    assert found(stage=stage.pk, pillar="aspirational") == set()


def test_a_topic_is_not_found_in_the_digits_of_another():
    touch = make_touch()
    type(touch.read_as).objects.update(topic_numbers="12,121,31")

    asked = ("1", "2", "12", "21", "121", "31", "3")
    assert [topic for topic in asked if read_as_rows("topic", topic).exists()] == ["12", "121", "31"]


@pytest.mark.parametrize("few", [0, 50_000])
def test_both_ways_to_the_rows_find_the_same(found, monkeypatch, few):
    monkeypatch.setattr(reading_ways, "FEW", few)
    touch = make_touch(asset=make_asset("Pumps", pillar="practical"))
    make_touch(asset=make_asset("Valves"))

    assert found(pillar="practical") == {touch}


def test_what_few_touches_were_read_as_is_found_however_long_ago(found, monkeypatch):
    monkeypatch.setattr(lookback, "MOST_SEARCHED", 1)
    touch = make_touch(asset=make_asset("Pumps", pillar="practical"), at=NOON - timedelta(days=300))
    make_read(make_asset("Valves"), 3)

    assert found(pillar="practical") == {touch}


def test_touches_are_narrowed_by_what_else_was_done(found):
    touch = make_touch()
    make_deed(touch, Deed.Kind.SHARE)
    make_touch()

    assert found(did="share") == {touch}
    assert found(did="form") == set()


@pytest.mark.parametrize(
    "asked",
    [
        {"at_from": "yesterday"},
        {"visitor": "ab"},
        {"visitor": "zzzzzzzz"},
        {"asset": "99999"},
        {"asset": "9" * 30},
        {"thorough": "x"},
        {"stage": "x" * 200},
    ],
)
def test_what_a_touch_does_not_have_finds_nothing_rather_than_everything(client, marketer, asked):
    make_touch()
    client.force_login(marketer)

    page = client.get(reverse("touches:index"), asked)

    assert not page.context["page_obj"].object_list
    assert "so nothing is shown" in page.text


def test_nothing_is_counted_further_than_it_is_listed(client, marketer, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(lookback, "MOST_LISTED", 3)
    make_read(make_asset(), 5)
    client.force_login(marketer)

    page = client.get(reverse("touches:index"))

    assert "More than 3 touches" in page.text
    assert page.context["page_obj"].paginator.counted == 4


def test_what_no_index_leads_to_is_looked_for_among_the_latest_and_that_is_said(client, marketer, monkeypatch):
    monkeypatch.setattr(lookback, "MOST_SEARCHED", 2)
    asset = make_asset()
    old, *_ = [make_touch(asset=asset, at=NOON + timedelta(hours=hour), source=str(hour)) for hour in range(5)]
    client.force_login(marketer)

    everywhere = client.get(reverse("touches:index"), {"source": "0"})
    that_day = client.get(reverse("touches:index"), {"source": "0", "at_to": "2026-03-18"})
    one_asset = client.get(reverse("touches:index"), {"source": "0", "asset": asset.pk})

    assert not everywhere.context["page_obj"].object_list
    assert "were looked through, back to" in everywhere.text
    assert "were looked through" not in that_day.text
    assert list(one_asset.context["page_obj"].object_list) == [old]


def test_a_download_ends_where_the_list_does_and_says_so_in_its_name(client, marketer, monkeypatch):
    monkeypatch.setattr(lookback, "MOST_LISTED", 3)
    make_read(make_asset("=1+1"), 5, source="+cmd")
    client.force_login(marketer)

    file = client.get(reverse("touches:index"), {"export": "csv"})
    lines = b"".join(file.streaming_content).decode().splitlines()

    assert len(lines) == 1 + 3
    assert "'=1+1" in lines[1]
    assert "'+cmd" in lines[1]
    assert 'filename="touches-first-3-of-more.csv"' in file["Content-Disposition"]


def test_a_download_as_xlsx_holds_texts_and_no_formulas(client, marketer):
    touch = make_touch(asset=make_asset("=1+1"), source="@sum(1)")
    client.force_login(marketer)

    file = client.get(reverse("touches:index"), {"export": "xlsx"})
    row = next(load_workbook(BytesIO(b"".join(file.streaming_content))).active.iter_rows(min_row=2))

    assert "=1+1" in [cell.value for cell in row]
    assert "f" not in [cell.data_type for cell in row]
    assert touch.visitor.key.hex[:8] in [cell.value for cell in row]
    assert touch.visitor.key.hex not in [cell.value for cell in row]


def test_queries_do_not_grow_with_what_is_narrowed(client, marketer, django_assert_max_num_queries):
    asset = make_asset(topics=["Rail"])
    make_read(asset, 30, thorough=5, source="search.example")
    client.force_login(marketer)
    asked = {"counts": "yes", "pillar": "aspirational", "stage": asset.stage_id, "source": "search.example"}
    client.get(reverse("touches:index"), asked)

    with django_assert_max_num_queries(22):
        client.get(reverse("touches:index"), asked)


# One touch.


def one(client, touch):
    return client.get(reverse("touches:one", args=[touch.pk]))


def test_a_touch_shows_what_it_stands_on(client, marketer):
    next_asset = make_asset("Valves")
    touch = make_touch(
        asset=make_asset("Pumps", topics=["Rail"]), campaign="spring", referrer="search.example", country="DE"
    )
    make_view(touch, depth=0.4, pages=0.5, film=0.25, mail="m1")
    make_deed(touch, Deed.Kind.NEXT, target=next_asset.pk)
    client.force_login(marketer)

    text = one(client, touch).text

    for words in ("Pumps", "spring", "search.example", "DE", "Rail", "Epiphany", "40%", "50%", "25%"):
        assert words in text
    assert "Went on to another asset, Valves" in text
    assert touch.visitor.key.hex not in text


def test_a_thorough_touch_says_why(client, marketer):
    touch = make_touch(depth=0.9, seconds=70, thorough=True)
    client.force_login(marketer)

    text = one(client, touch).text

    assert "Read thoroughly" in text
    assert "90% of the text: far enough; 75% is asked for." in text
    assert "1 min 10 s of active time: long enough; 1 min 0 s is asked for." in text
    assert "60% of the expected time, at least 10 s (as set for all)" in text
    assert "earlier rule" not in text


def test_a_touch_in_part_says_what_it_lacks_by_its_assets_own_threshold(client, marketer):
    touch = make_touch(asset=make_asset(thorough_percent=95, thorough_seconds=20), depth=0.9, seconds=70)
    client.force_login(marketer)

    text = one(client, touch).text

    assert "not far enough; 95% is asked for" in text
    assert "long enough; 20 s is asked for" in text
    assert "Rule: 95% of the text (this asset’s own) and 20 s (this asset’s own)." in text


def test_a_verdict_of_an_earlier_rule_is_said_to_be_one(client, marketer):
    touch = make_touch(depth=0.1, seconds=1, thorough=True)
    client.force_login(marketer)

    assert "It was decided under an earlier rule" in one(client, touch).text


def test_a_touch_that_does_not_count_says_why_and_who_decided(client, marketer):
    touch = make_touch(quarantined_for="scanner")
    Quarantine.objects.create(
        touch=touch,
        reason="scanner",
        evidence="4 links in 2 s",
        at=NOON,
        verdict="confirmed",
        decided_by=marketer,
        decided_at=NOON,
    )
    client.force_login(marketer)

    text = one(client, touch).text

    assert "It does not count: Opened the links of a mail in a row." in text
    assert "4 links in 2 s" in text
    assert "A machine, decided by marketer" in text


@pytest.mark.parametrize("group", [MARKETING, MARKETING_LEADS, SALES, EXECUTIVES])
def test_every_group_may_open_a_touch(client, group):
    touch = make_touch()
    client.force_login(make_user(group))

    assert one(client, touch).status_code == 200


def test_without_the_right_no_touch_opens(client, executive):
    touch = make_touch()
    executive.groups.clear()
    client.force_login(executive)

    assert one(client, touch).status_code == 302
    assert client.get(reverse("touches:index")).status_code == 302


def test_a_touch_that_is_not_there_is_not_found(client, marketer):
    client.force_login(marketer)

    assert client.get(reverse("touches:one", args=[4711])).status_code == 404
    assert client.get(f"/admin/touches/{'9' * 30}/").status_code == 404


def test_one_touch_takes_the_same_queries_whatever_was_done(client, marketer, django_assert_max_num_queries):
    touch = make_touch(make_visitor(), make_asset(topics=["Rail"]))
    for _ in range(10):
        make_deed(touch, Deed.Kind.NEXT, target=touch.asset_id)
    client.force_login(marketer)
    one(client, touch)

    with django_assert_max_num_queries(17):
        one(client, touch)
