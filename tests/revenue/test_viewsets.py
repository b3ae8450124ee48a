import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.users.models import UserProfile

from revenue.crediting import credit
from revenue.models import Crediting, Deal
from tests.factories import NOON, make_account, make_asset, make_deal, make_lead
from tests.leads.makers import DAY, make_reader
from tests.revenue.makers import make_sale

pytestmark = pytest.mark.django_db

LATER = NOON + 100 * DAY


@pytest.fixture
def desk(client, salesperson):
    client.force_login(salesperson)
    return client


def form(**changes):
    return {
        "name": "Network redesign",
        "account": make_account().pk,
        "lead": "",
        "amount": "120000.50",
        "currency": "EUR",
        "outcome": "open",
        "opened_at": "2026-01-05 09:00",
        "closed_at": "",
        "external_id": "",
    } | changes


WON = {"outcome": "won", "closed_at": "2026-06-01 12:00"}


def errors(response):
    return {name: [str(e) for e in es] for name, es in response.context["form"].errors.items()}


def test_money_is_typed_with_decimals_and_kept_in_cents(desk):
    desk.post(reverse("deal:add"), form())

    deal = Deal.objects.get()
    assert deal.amount_cents == 12000050
    assert 'value="120000.50"' in desk.get(reverse("deal:edit", args=[deal.pk])).content.decode()


def test_a_deal_that_is_saved_as_won_is_credited_at_once(desk):
    make_reader(days=[1], account=make_account())
    desk.post(reverse("deal:add"), form())
    assert not Crediting.objects.exists()
    deal = Deal.objects.get()

    desk.post(reverse("deal:edit", args=[deal.pk]), form(**WON))
    desk.post(reverse("deal:edit", args=[deal.pk]), form(**WON, amount="1.00"))

    assert list(Crediting.objects.order_by("version").values_list("version", "current")) == [(1, False), (2, True)]


def test_what_was_read_on_the_day_of_the_closing_counts(desk):
    """The form asks for days: a deal that closes today must not close at midnight, before today's reading."""
    make_reader(days=[1], account=make_account())
    day = (NOON + DAY).date().isoformat()

    desk.post(reverse("deal:add"), form(outcome="won", opened_at=day, closed_at=day))

    credits = Crediting.objects.get().credits
    assert not credits.filter(touch=None).exists()


def test_a_day_is_the_sites_own_whatever_zone_a_colleague_has_chosen(desk, salesperson):
    UserProfile.objects.create(user=salesperson, current_time_zone="Pacific/Auckland")

    desk.post(reverse("deal:add"), form(outcome="won", opened_at="2026-05-01", closed_at="2026-06-01"))

    assert Deal.objects.get().closed_at == datetime(2026, 6, 1, 23, 59, 59, tzinfo=UTC)


def test_a_day_that_stays_keeps_the_time_it_was_imported_with(desk):
    deal = make_sale()
    address = reverse("deal:edit", args=[deal.pk])
    shown = desk.get(address).context["form"]
    days = {name: shown[name].value().date().isoformat() for name in ("opened_at", "closed_at")}

    desk.post(address, form(account=deal.account_id, name="Renamed", outcome="won", **days))

    saved = Deal.objects.get()
    assert (saved.name, saved.opened_at, saved.closed_at) == ("Renamed", deal.opened_at, deal.closed_at)


def test_a_deal_that_is_opened_again_has_no_current_credit(desk):
    deal = make_sale()
    credit(deal, at=LATER)

    desk.post(reverse("deal:edit", args=[deal.pk]), form(account=deal.account_id))

    assert not Crediting.objects.filter(current=True).exists()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"account": ""}, "account", "Say whose deal this is: choose an account, or else a lead."),
        ({"outcome": "won"}, "closed_at", "Say when the deal was won."),
        ({"outcome": "lost"}, "closed_at", "Say when the deal was lost."),
        (WON | {"closed_at": "2025-01-01 12:00"}, "closed_at", "The deal cannot be closed before it was opened."),
        ({"closed_at": "2026-06-01 12:00"}, "closed_at", "An open deal has no closing date."),
        ({"currency": "euro"}, "currency", "Write the currency in three capital letters, such as EUR."),
        ({"amount": "much"}, "amount", "Enter a number."),
        ({"amount": "1.005"}, "amount", "no more than 2 decimal places"),
        ({"amount": "NaN"}, "amount", "Enter a number."),
        ({"amount": "9" * 30}, "amount", "no more than 15 digits"),
        ({"account": "4711"}, "account", "Select a valid choice"),
        ({"external_id": "taken"}, "external_id", "Another deal has this id already."),
        ({"name": "x\x00"}, "name", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_at_its_field(desk, changes, field, sentence):
    make_deal("Taken", external_id="taken")

    response = desk.post(reverse("deal:add"), form(**changes))

    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert sentence in errors(response)[field][0]
    assert Deal.objects.count() == 1


def test_a_lead_from_another_account_is_refused(desk):
    stranger = make_lead("bo@other.example", account=make_account("Other"))

    response = desk.post(reverse("deal:add"), form(lead=stranger.pk))

    assert "is not at Hollis Pumps" in errors(response)["lead"][0]


def test_a_refund_may_be_typed(desk):
    desk.post(reverse("deal:add"), form(**WON, amount="-10.00"))

    assert Deal.objects.get().amount_cents == -1000


def test_the_list_shows_money_one_way_with_few_queries(desk, django_assert_max_num_queries):
    for i in range(25):
        make_deal(f"Deal {i}", account=make_account(f"Company {i}"), amount_cents=123456789)

    with django_assert_max_num_queries(13):
        html = desk.get(reverse("deal:index")).content.decode()

    assert "EUR 1,234,567.89" in html


def test_deals_are_found_narrowed_and_downloaded(desk):
    make_deal("Pumps", account=make_account("Hollis"))
    make_sale("Valves", amount_cents=12345)

    for query in ({"q": "account of valves"}, {"outcome": "won"}, {"closed_at_from": "2026-05-01"}):
        assert [d.name for d in desk.get(reverse("deal:index"), query).context["object_list"]] == ["Valves"]
    response = desk.get(reverse("deal:index"), {"export": "csv", "outcome": "won"})
    rows = list(csv.DictReader(StringIO(b"".join(response.streaming_content).decode())))
    assert [(row["name"], row["amount"], row["outcome"], row["email"]) for row in rows] == [
        ("Valves", "123.45", "won", "")
    ]


@pytest.mark.parametrize("days", [(1,), tuple(range(60))])
def test_a_deals_page_shows_each_touch_with_its_credit_and_few_queries(desk, days, django_assert_max_num_queries):
    deal = make_sale(days=days, assets=[make_asset("Read often")])
    credit(deal, at=LATER)
    address = reverse("deal:inspect", args=[deal.pk])
    desk.get(address)

    with django_assert_max_num_queries(20):
        response = desk.get(address)

    assert len(response.context["table"].lines) == len(days)
    assert set(response.context["table"].totals) == {deal.amount_cents}
    assert "EUR 100,000.00" in response.content.decode()


def test_a_deal_without_tracked_content_says_so(desk):
    deal = make_sale(days=[])
    credit(deal, at=LATER)

    assert "No tracked content" in desk.get(reverse("deal:inspect", args=[deal.pk])).content.decode()


@pytest.mark.parametrize(
    ("outcome", "words"), [("open", "Only a won deal is shared out."), ("won", "has not been credited yet")]
)
def test_a_deal_without_credit_explains_itself(desk, outcome, words):
    deal = make_deal(outcome=outcome, closed_at=LATER if outcome == "won" else None)

    assert words in desk.get(reverse("deal:inspect", args=[deal.pk])).content.decode()


def test_older_versions_stay_named(desk):
    deal = make_sale()
    credit(deal, at=LATER)
    Deal.objects.update(amount_cents=5)
    credit(deal, at=LATER)

    html = desk.get(reverse("deal:inspect", args=[deal.pk])).content.decode()

    assert "Version 2 under the rules" in html
    assert "version 1 of 27 June 2026" in html


def record(client, lead):
    return client.get(reverse("lead:inspect", args=[lead.pk]))


def test_the_lead_record_shows_what_the_touches_earned(desk):
    deal = make_sale()
    credit(deal, at=LATER)
    make_deal("Still open", account=deal.account, amount_cents=100)
    make_deal("Somebody else's", account=make_account("Other"))

    html = record(desk, deal.account.leads.get()).content.decode()

    assert "40,000.00" in html
    assert html.count("100,000.00") >= 4
    assert "EUR 1.00" in html
    assert "Somebody else" not in html


def test_a_lead_without_deals_is_told_what_will_stand_here(desk):
    assert "No deal with Hollis Pumps is on record." in record(desk, make_lead()).content.decode()


def test_the_panel_asks_the_same_for_many_deals(desk, django_assert_max_num_queries):
    account = make_account()
    lead = make_reader(days=[1, 2, 3], account=account)
    for i in range(6):
        credit(make_deal(f"Deal {i}", account=account, outcome="won", closed_at=LATER), at=LATER)
    record(desk, lead)

    with django_assert_max_num_queries(27):
        record(desk, lead)


def test_amounts_are_for_those_who_may_see_deals(client, marketer):
    deal = make_sale()
    credit(deal, at=LATER)
    lead = deal.account.leads.get()
    marketer.groups.clear()
    marketer.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_lead"]))
    client.force_login(marketer)

    html = record(client, lead).content.decode()

    assert "Read on day 5" in html
    assert "100,000.00" not in html


@pytest.mark.parametrize("name", ["deal:index", "deal:add"])
def test_nobody_reads_this_without_signing_in(client, name):
    assert "/admin/login/" in client.get(reverse(name)).url


def test_executives_look_and_do_not_touch(client, executive):
    client.force_login(executive)
    deal = make_deal()

    assert client.get(reverse("deal:index")).status_code == 200
    assert client.get(reverse("deal:inspect", args=[deal.pk])).status_code == 200
    for name, args in (("deal:add", []), ("deal:edit", [deal.pk]), ("deal:delete", [deal.pk])):
        assert client.post(reverse(name, args=args), form()).status_code == 302
    assert Deal.objects.get().name == "Network redesign"
    assert Deal.objects.get().amount_cents == 10000000


def test_marketing_sees_deals_and_adds_none(client, marketer):
    client.force_login(marketer)

    assert client.get(reverse("deal:index")).status_code == 200
    client.post(reverse("deal:add"), form())
    assert not Deal.objects.exists()
