"""What a machine read is set aside on every floor, and what a person restores is there again on every floor."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from analytics.machines.quarantine import hold, restore
from analytics.models import Consumption
from analytics.reasons import Machine
from demo.selling import _recent_reads
from leads.record import numbers
from library.finding.evidence import _count
from library.finding.scopes import scope_of
from library.models import Share
from library.sharing.cautions import about_person
from library.sharing.outcomes import outcomes_of
from library.sharing.rules import READ
from library.sharing.signals import note_thorough_reads, unseen_by
from library.sheet.evidence import credits_of, evidence_for, reads_a_week
from library.sheet.lead_reading import road_of
from library.sheet.lead_search import find_leads
from library.sheet.rows import MaySee, What, rows_of
from revenue.crediting import credit_all
from revenue.models import Credit, Deal
from tests.analytics.machines.makers import WHY, make_counted
from tests.factories import NOON, make_account, make_asset, make_deal, make_lead, make_user, make_visitor
from tests.library.sharing.makers import make_share, open_as

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=3)
TITLE = "Pumps that answer"
EVERYTHING = MaySee(leads=True, deals=True, editions=True)


class Market:
    """One asset, sent to one lead by one link, read once and thoroughly, before a sale."""

    def __init__(self):
        self.boss = make_user("Marketing leads", is_superuser=True)
        self.sam = make_user("Sales")
        self.account = make_account(owner=self.sam)
        self.asset = make_asset(TITLE)
        self.visitor = make_visitor()
        self.lead = make_lead(account=self.account, visitors=[self.visitor])
        self.share = make_share(self.asset, lead=self.lead, by=self.sam)
        self.reader = open_as(self.share, self.visitor)
        self.touch = make_counted(
            self.visitor, self.asset, at=NOON + timedelta(hours=2), seconds=300, depth=0.9, thorough=True
        )
        self.deal = make_deal(
            account=self.account,
            opened_at=NOON + timedelta(days=1),
            closed_at=NOON + timedelta(days=2),
            outcome=Deal.Outcome.WON,
        )
        self.staff = Client()
        self.staff.force_login(self.boss)

    def page(self, name, *args, **query):
        response = self.staff.get(reverse(name, args=args), query)
        assert response.status_code == 200
        return response

    def follow(self):
        """What the worker does meanwhile."""
        credit_all(at=LATER)
        note_thorough_reads(at=LATER)


#: Each place where reading shows, as something that is there when the touch counts and is not when it does not.
SURFACES = {
    "lead's touches": lambda m: m.lead.touches(),
    "lead record's numbers": lambda m: numbers(m.lead)["touches"] or numbers(m.lead)["last"],
    "lead record's table": lambda m: m.page("lead:inspect", m.lead.pk).context["rows"],
    "account's reads": lambda m: m.page("account:inspect", m.account.pk).context["leads"].get().reads,
    "list of leads": lambda m: m.page("lead:index").context["object_list"][0].last_read_at,
    "asset sheet's readers": lambda m: evidence_for(m.asset).reading.readers,
    "asset sheet's thorough readers": lambda m: evidence_for(m.asset).reading.thorough,
    "asset sheet's reads by shares": lambda m: evidence_for(m.asset).uses.read,
    "asset sheet's deals": lambda m: evidence_for(m.asset).deals.n,
    "asset sheet's worth": lambda m: evidence_for(m.asset).worth,
    "asset sheet's weeks": lambda m: sum(week.reads for week in reads_a_week(m.asset, at=LATER).weeks),
    "rows of reads": lambda m: rows_of(What.TOUCHES, m.asset, EVERYTHING),
    "rows of thorough reads": lambda m: rows_of(What.THOROUGH, m.asset, EVERYTHING),
    "rows of deals": lambda m: rows_of(What.DEALS, m.asset, EVERYTHING),
    "evidence that ranks a search": lambda m: _count(),
    "scope's reading": lambda m: [
        seen for seen in scope_of({"lead": str(m.lead.pk)}, user=m.boss)[0].seen.values() if "Read by" in seen.in_words
    ],
    "scope's stage": lambda m: scope_of({"account": str(m.account.pk)}, user=m.boss)[0].reached,
    "lead search": lambda m: find_leads("hollis", user=m.sam).leads.get().last_read_at,
    "lead's road": lambda m: road_of(m.lead, user=m.sam, at=LATER).furthest,
    "lead's page in the library": lambda m: m.page("library:lead", m.lead.pk).context["touches"],
    "caution before sharing": lambda m: [
        said for said in about_person([m.asset], m.lead, at=LATER)[m.asset.pk] if "already read" in said
    ],
    "share's outcome": lambda m: outcomes_of([m.share])[0].told,
    "share's readers": lambda m: outcomes_of([m.share])[0].readings,
    "shares that were read": lambda m: Share.objects.filter(READ),
    "read signal": lambda m: unseen_by(m.sam),
    "credit": lambda m: Credit.objects.filter(crediting__current=True, touch=m.touch),
    "asset's credit": lambda m: credits_of(m.asset),
    "deal record": lambda m: TITLE in m.page("deal:inspect", m.deal.pk).text,
    "daily numbers": lambda m: Consumption.objects.filter(touches__gt=0),
    "demo's shares": lambda m: _recent_reads(LATER),
}


def shown(market):
    return {name for name, look in SURFACES.items() if look(market)}


def test_what_is_set_aside_shows_nowhere_and_what_is_restored_shows_everywhere():
    market = Market()
    market.follow()
    assert shown(market) == set(SURFACES)

    hold({market.touch.pk: WHY}, at=LATER)
    market.follow()
    assert shown(market) == set()

    restore([market.touch.pk], by=market.boss, at=LATER)
    market.follow()
    assert shown(market) == set(SURFACES)


def test_what_never_counted_is_told_as_news_once_it_is_restored():
    market = Market()
    hold({market.touch.pk: WHY}, at=LATER)
    market.follow()
    assert not unseen_by(market.sam)

    restore([market.touch.pk], by=market.boss, at=LATER)

    assert [signal.touch for signal in note_thorough_reads(at=LATER)] == [market.touch]
    assert unseen_by(market.sam).count() == 1


def test_a_person_s_reading_is_told_anew_where_a_machine_s_was_told_before():
    market = Market()
    market.follow()
    unseen_by(market.sam).update(seen_at=LATER)
    hold({market.touch.pk: WHY}, at=LATER)
    real = make_counted(market.visitor, market.asset, at=LATER, seconds=300, depth=0.9, thorough=True)

    noted = note_thorough_reads(at=LATER)

    assert [signal.touch_id for signal in noted] == [real.pk]
    assert unseen_by(market.sam).get().touch == real
    assert note_thorough_reads(at=LATER) == []


def test_a_person_takes_the_recipient_s_place_from_the_scanner_that_came_first():
    market = Market()
    hold({market.touch.pk: (Machine.HONEYPOT, "It followed the hidden link.")}, at=LATER)

    person = open_as(market.share, at=LATER)

    market.reader.refresh_from_db()
    assert (market.reader.is_recipient, person.is_recipient) == (False, True)
    assert [reading.reader for reading in outcomes_of([market.share])[0].readings] == [person]
    assert person.visitor.identification.lead == market.lead


#: Where all touches are meant, the set-aside ones too.
ALL_ARE_MEANT = (
    "leads/rights/",
    "leads/merging.py",
    "leads/retention.py",
    "demo/consuming.py",
    "demo/people.py",
    "library/sharing/rules.py",
)


def test_every_question_above_asks_for_touches_that_count():
    asked = re.compile(r"\bTouch\.objects\.(?!counted\(\)|bulk_create\(|create\()\w+")
    rooms = ["leads", "revenue", "library", "demo", "editorial_calendar", "content"]
    files = [path for room in rooms for path in Path(settings.BASE_DIR, room).rglob("*.py")]
    careless = [
        f"{path.relative_to(settings.BASE_DIR)}: {found}"
        for path in files
        if not str(path.relative_to(settings.BASE_DIR)).startswith(ALL_ARE_MEANT)
        for found in asked.findall(path.read_text())
    ]

    assert len(files) > 100
    assert careless == []
