from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Sum
from django.utils import timezone

from revenue.attribution import RULES
from revenue.crediting import CREDITED, credit, credit_all
from revenue.models import Credit, Crediting, Deal
from revenue.tasks import credit_won_deals
from tests.factories import NOON, make_account, make_asset, make_deal, make_lead, make_touch, make_visitor
from tests.leads.makers import DAY, make_reader
from tests.revenue.makers import make_sale

pytestmark = pytest.mark.django_db

LATER = NOON + 100 * DAY


def cents(crediting, model):
    return list(crediting.credits.filter(model=model).order_by("touch__at", "touch").values_list("cents", flat=True))


def test_the_golden_sale_is_credited_by_every_model_to_the_cent():
    crediting = credit(make_sale(), at=LATER)

    assert cents(crediting, "u") == [4000000, 500000, 4000000, 500000, 500000, 500000]
    assert cents(crediting, "w") == [3000000, 333334, 3000000, 333333, 3000000, 333333]
    assert (crediting.version, crediting.rules, crediting.at, crediting.current) == (1, RULES, LATER, True)


@pytest.mark.parametrize("amount", [10000000, 1, 0, -12345, 10**15 + 7])
def test_the_rows_of_each_model_add_up_to_the_amount(amount):
    crediting = credit(make_sale(amount_cents=amount), at=LATER)

    sums = crediting.credits.values_list("model").annotate(Sum("cents"))
    assert dict(sums) == dict.fromkeys(CREDITED, amount)


def test_what_nothing_of_ours_was_read_before_is_shown_and_not_dropped():
    crediting = credit(make_sale(days=[]), at=LATER)

    assert set(crediting.credits.values_list("touch", "cents")) == {(None, 10000000)}
    assert crediting.credits.count() == len(CREDITED)


def test_touches_after_the_closing_count_for_nothing():
    crediting = credit(make_sale(days=[1, 61, 62]), at=LATER)

    assert cents(crediting, "linear") == [5000000, 5000000]


def test_everybody_at_the_account_belongs_to_the_buying_group():
    deal = make_sale(days=[10], known_day=20)
    make_reader("cfo@x.example", days=[5], known_day=5.5, account=deal.account)
    make_reader("stranger@x.example", days=[7], account=make_account("Other"))

    crediting = credit(deal, at=LATER)

    assert cents(crediting, "linear") == [5000000, 5000000]
    assert cents(crediting, "u") == [8000000, 2000000]


def test_a_deal_with_one_person_counts_only_theirs():
    ada = make_reader("ada@x.example", days=[1])
    make_reader("bo@x.example", days=[2])

    crediting = credit(make_deal(lead=ada, outcome="won", closed_at=LATER), at=LATER)

    assert cents(crediting, "linear") == [10000000]


def test_one_sitting_on_two_browsers_is_one_touch():
    asset = make_asset()
    deal = make_sale(days=[1], assets=[asset])
    second = make_visitor()
    lead = deal.account.leads.get()
    lead.identifications.create(visitor=second, how="form", at=NOON)
    make_touch(second, asset, at=NOON + DAY + DAY / 100)

    assert len(cents(credit(deal, at=LATER), "linear")) == 1


def test_a_deal_whose_facts_stand_is_not_credited_again(django_assert_max_num_queries):
    deal = make_sale()
    first = credit(deal, at=LATER)

    again = credit(deal, at=LATER + DAY)

    assert again == first
    assert Crediting.objects.get().at == LATER


@pytest.mark.parametrize(
    "change",
    [
        lambda deal: Deal.objects.update(amount_cents=5),
        lambda deal: Deal.objects.update(closed_at=NOON + 50 * DAY),
        lambda deal: deal.account.leads.update(known_at=NOON + 35 * DAY),
        lambda deal: make_reader("late@x.example", days=[3], account=deal.account, known_day=50),
    ],
)
def test_changed_facts_make_a_new_version_and_the_old_one_stays_readable(change):
    deal = make_sale()
    first = credit(deal, at=LATER)
    before = list(first.credits.order_by("pk").values())
    change(deal)

    second = credit(deal, at=LATER + DAY)

    assert (second.version, second.current) == (2, True)
    first.refresh_from_db()
    assert not first.current
    assert list(first.credits.order_by("pk").values()) == before


def test_new_rules_make_a_new_version():
    first = credit(make_sale(), at=LATER)
    Crediting.objects.update(rules="2020-1")

    assert credit(first.deal, at=LATER).version == 2


@pytest.mark.parametrize("outcome", ["lost", "open"])
def test_a_deal_that_is_no_longer_won_keeps_its_versions_and_none_is_current(outcome):
    deal = make_sale()
    credit(deal, at=LATER)
    Deal.objects.update(outcome=outcome, closed_at=None if outcome == "open" else LATER)

    assert credit(deal, at=LATER) is None
    assert Crediting.objects.filter(current=False).count() == 1
    Deal.objects.update(outcome="won", closed_at=LATER)
    assert credit(deal, at=LATER).version == 2


def test_deals_that_are_not_won_are_never_credited():
    make_deal("Open")
    make_deal("Lost", outcome="lost", closed_at=LATER)

    assert credit_all(at=LATER) == 0
    assert not Crediting.objects.exists()


def test_all_deals_are_brought_up_to_date_once():
    for name in ("One", "Two"):
        make_sale(name, days=[1, 2])
    gone = make_sale("Three", days=[])

    assert credit_all(at=LATER) == 3
    assert credit_all(at=LATER) == 0
    Deal.objects.filter(pk=gone.pk).update(outcome="open", closed_at=None)
    assert credit_all(at=LATER) == 0
    assert set(Crediting.objects.filter(current=True).values_list("deal__name", flat=True)) == {"One", "Two"}


def test_all_at_once_is_the_same_as_one_at_a_time():
    deal = make_sale()
    credit_all(at=LATER)
    together = list(Credit.objects.order_by("pk").values_list("model", "touch", "cents"))
    Crediting.objects.all().delete()

    credit(deal, at=LATER)

    assert list(Credit.objects.order_by("pk").values_list("model", "touch", "cents")) == together


def test_deals_that_stand_cost_the_same_few_queries_however_many(django_assert_num_queries):
    assets = [make_asset("One"), make_asset("Two")]
    for i in range(12):
        make_sale(f"Sale {i}", days=[1, 2], assets=assets)
    credit_all(at=LATER)

    with django_assert_num_queries(6):
        credit_all(at=LATER)


def test_a_person_in_two_deals_gives_each_its_own_credit():
    lead = make_reader(days=[1, 30])
    account = lead.account
    first = make_deal("First", account=account, closed_at=NOON + 10 * DAY, outcome="won")
    second = make_deal("Second", account=account, closed_at=NOON + 40 * DAY, outcome="won")

    assert len(cents(credit(first, at=LATER), "linear")) == 1
    assert len(cents(credit(second, at=LATER), "linear")) == 2


def test_the_worker_credits_what_is_won():
    make_sale(days=[1])

    assert credit_won_deals() == 1


def test_an_account_without_anybody_known_has_no_tracked_content():
    deal = make_deal(account=make_account("Nobody"), outcome="won", closed_at=LATER)
    make_lead("elsewhere@x.example")

    assert credit(deal, at=LATER).credits.filter(touch=None).count() == len(CREDITED)


def test_the_clock_of_the_colleague_who_saves_a_deal_changes_nothing():
    """Two touches around midnight are one sitting in Tokyo and two where the company is."""
    visitor, asset = make_visitor(), make_asset()
    lead = make_lead(visitors=[visitor])
    for hours in (11.9, 12.1):
        make_touch(visitor, asset, at=NOON + timedelta(hours=hours))
    deal = make_deal(account=lead.account, closed_at=LATER, outcome="won")

    by_worker = credit(deal, at=LATER)
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        by_colleague = credit(deal, at=LATER)

    assert by_colleague == by_worker
    assert cents(by_worker, "linear") == [5000000, 5000000]
