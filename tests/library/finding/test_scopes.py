from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audiences.models import Industry
from library.finding.scopes import named_so, scope_of
from library.finding.searching import search_assets
from library.models import Collection, CollectionItem, Share
from tests.factories import NOON, make_account, make_asset, make_lead, make_stage, make_touch, make_user, make_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_lead("ada@hollis.example", first_name="Ada", visitors=[make_visitor()])


def visitor_of(lead):
    return lead.identifications.get().visitor


def send(asset, *, by, lead):
    collection = Collection.objects.create(made_by=by, made_at=NOON)
    CollectionItem.objects.create(collection=collection, asset=asset, position=0)
    expires_at = NOON + timedelta(days=30)
    return Share.objects.create(
        key=f"key{asset.pk}", collection=collection, sender=by, lead=lead, shared_at=NOON, expires_at=expires_at
    )


def titles(user, **address):
    scope, _ = scope_of(address, user=user)
    return [asset.title for asset in search_assets("", user=user, at=NOON, scope=scope)[:20]]


def test_what_was_read_or_sent_is_marked_and_stands_below_what_is_new(salesperson, ada):
    newest = make_asset("Read", first_published_at=NOON)
    sent = make_asset("Sent", first_published_at=NOON - timedelta(days=1))
    opened = make_asset("Opened", first_published_at=NOON - timedelta(days=2))
    make_asset("New", first_published_at=NOON - timedelta(days=300))
    make_touch(visitor_of(ada), newest, depth=0.86, thorough=True)
    make_touch(visitor_of(ada), opened, depth=0.12)
    send(sent, by=salesperson, lead=ada)

    scope, refusals = scope_of({"account": str(ada.account_id)}, user=salesperson)

    assert refusals == []
    assert scope.seen[newest.pk].in_words == "Read by Ada, 86%"
    assert scope.seen[sent.pk].in_words == "Sent to Ada on 19 March 2026"
    assert scope.seen[opened.pk].in_words == "Opened by Ada, 12%"
    assert titles(salesperson, account=str(ada.account_id)) == ["Opened", "New", "Read", "Sent"]
    assert titles(salesperson, lead=str(ada.pk)) == ["Opened", "New", "Read", "Sent"]


def test_what_a_colleague_of_another_company_read_is_not_marked(salesperson, ada):
    other = make_lead("bo@other.example", account=make_account("Other"), visitors=[make_visitor()])
    make_touch(visitor_of(other), make_asset("Read"), depth=0.9)

    scope, _ = scope_of({"account": str(ada.account_id)}, user=salesperson)

    assert scope.seen == {}


def test_the_step_after_what_they_read_fits_best(salesperson, ada):
    make_touch(visitor_of(ada), make_asset("Read", stage=make_stage("awareness")), depth=0.9, thorough=True)
    make_asset("Further off", stage=make_stage("purchase"))
    make_asset("The next step", stage=make_stage("interest"))

    assert titles(salesperson, lead=str(ada.pk))[0] == "The next step"


def test_the_industry_of_the_account_is_a_filter_that_can_be_taken_away(salesperson):
    pumps, hvac = (Industry.objects.create(name=name, slug=name.lower()) for name in ("Pumps", "HVAC"))
    for title, industries in [("On pumps", [pumps]), ("On HVAC", [hvac]), ("On both", [pumps, hvac]), ("Any", [])]:
        make_asset(title, industries=industries)
    scope, _ = scope_of({"account": str(make_account(industry="pumps").pk)}, user=salesperson)

    found = search_assets("", user=salesperson, at=NOON, scope=scope)
    everything = search_assets("", user=salesperson, at=NOON, scope=scope, industry="all")

    assert {asset.title for asset in found[:9]} == {"On pumps", "On both", "Any"}
    assert found.filter_on("industry").because == "the industry of Hollis Pumps"
    assert len(everything) == 4
    assert not everything.chosen


@pytest.mark.parametrize("number", ["0", "999", "9" * 30, "x", "-1", "\x00", "٣"])
def test_somebody_we_do_not_know_is_left_out_with_a_sentence(salesperson, number):
    scope, refusals = scope_of({"account": number, "lead": number}, user=salesperson)

    assert not scope.address
    assert len(refusals) == 2
    assert refusals[0].startswith("There is no lead '")


def test_who_may_not_see_leads_searches_for_nobody(ada):
    scope, refusals = scope_of({"lead": str(ada.pk)}, user=make_user())

    assert not scope.address
    assert refusals == ["You may not see accounts and leads, so the search is for nobody in particular."]
    assert named_so("Ada", user=make_user()) == []


def test_of_a_lead_and_another_account_the_lead_counts(salesperson, ada):
    other = make_account("Other")

    scope, refusals = scope_of({"lead": str(ada.pk), "account": str(other.pk)}, user=salesperson)

    assert scope.address == {"lead": ada.pk}
    assert refusals == ["Ada does not work for Other; the search is for Ada."]


def test_a_name_finds_accounts_and_people(salesperson, ada):
    assert named_so("hollis", user=salesperson) == [ada.account, ada]
    assert named_so("hollis pumps", user=salesperson) == [ada.account]
    assert named_so("Ada", user=salesperson) == [ada]
    assert named_so("%", user=salesperson) == []


def test_an_account_costs_the_same_queries_however_much_it_read(salesperson, ada, django_assert_num_queries):
    make_touch(visitor_of(ada), make_asset(), depth=0.9, thorough=True)
    scope_of({"account": str(ada.account_id)}, user=salesperson)  # their rights are asked once
    with CaptureQueriesContext(connection) as few:
        scope_of({"account": str(ada.account_id)}, user=salesperson)
    for number in range(5):
        other = make_lead(f"{number}@hollis.example", visitors=[make_visitor()])
        make_touch(visitor_of(other), make_asset(), depth=0.9, thorough=True)
        send(make_asset(), by=salesperson, lead=other)

    with django_assert_num_queries(len(few)):
        scope_of({"account": str(ada.account_id)}, user=salesperson)
