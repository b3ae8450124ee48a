"""Five hundred people behind a mail gateway that opens every link as a browser would: nobody hears of any of it.

Then one of them reads.
"""

import email
import email.policy
import json
import re
import socket
from contextlib import closing
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.db import transaction
from django.test import Client
from django.utils import timezone

from analytics.collecting.spool import spool_in
from analytics.collecting.wsgi_face import with_collector
from analytics.loading.draining import drain
from analytics.machines import held_openings
from analytics.models import Consumption, DailyCount, HeldOpenings, Quarantine, Touch, Visitor
from audiences.models import Demand
from leads.digests import write_digests
from leads.letters import send_waiting
from leads.models import Follower, Following, Lead
from library.models import Collection, CollectionItem, ReadSignal
from library.sharing.links import link_for
from library.sharing.making import share
from library.sharing.outcomes import outcomes_of
from library.sharing.signals import note_thorough_reads, unseen_by
from library.sheet.evidence import evidence_for
from revenue.crediting import credit_all
from revenue.models import Credit, Deal
from tests.factories import make_account, make_asset, make_deal, make_user
from tests.leads.makers import make_topic
from users.group_permissions import MARKETING_LEADS, SALES

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

RECIPIENTS = 500
MAILS_A_RUN = 20
MORNING = datetime(2026, 11, 2, 8, tzinfo=UTC)
A_REAL_BROWSERS_NAME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
)
LINKS = re.compile(r'href="([^"]+)"')
HIDDEN = "/everything/"
# So that a short stay cannot be a thorough one by itself: 100 seconds at 238 words a minute.
TEXT = "<p>" + "word " * 397 + "</p>"
AN_HOUR = 3_600_000


class Postman:
    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 Taken"


@pytest.fixture
def postman(settings):
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = Postman()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.BASE_URL = "http://testserver"
    yield handler
    controller.stop()


@pytest.fixture(autouse=True)
def _site(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"
    settings.PAGE_CACHE_BYTES = 16_000_000
    Browser.site = None
    Browser.collector = staticmethod(with_collector(None))
    yield
    spool_in(settings.SPOOL_DIR).close()


class Browser:
    """A fresh profile. All of them ask the same running site, before which the collector stands as in config/wsgi.py."""

    site = collector = None

    def __init__(self, address):
        self.address = address
        self.client = Client(headers={"user-agent": A_REAL_BROWSERS_NAME}, REMOTE_ADDR=address)
        Browser.site = self.client.handler = Browser.site or self.client.handler
        self.client.handler.enforce_csrf_checks = False

    def fetch(self, link, *, head=False):
        """The page at the end of the redirects, and the address it then has."""
        ask = self.client.head if head else self.client.get
        response = ask(link)
        while response.status_code == 302:
            link = response["Location"]
            response = ask(link)
        return link, response

    def agree(self):
        assert self.client.post("/consent/", {"choice": "yes", "next": "/"}).status_code == 302

    def tell(self, link, page, *events, takes_a_place=True):
        """What the page's own script says, with what the address says of the mail; and takes its place in the chain."""
        asset = re.search(r'data-asset="(\d+)"', page)
        if asset is None:
            return
        asked = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
        view = {"id": str(uuid4()), "asset": int(asset[1])} | {"mail": asked["mail"]} if "mail" in asked else {}
        said = [view | {"seq": seq, "at": now_ms()} | event for seq, event in events]
        assert self.beacon({"events": said}) == "204 No Content"
        if takes_a_place and "shared" in asked and "ts_visitor" in self.client.cookies:
            assert self.client.post("/s/open/", {"shared": asked["shared"]}).status_code == 200

    def beacon(self, said):
        body = json.dumps(said).encode()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/t/",
            "REMOTE_ADDR": self.address,
            "HTTP_HOST": "testserver",
            "HTTP_USER_AGENT": A_REAL_BROWSERS_NAME,
            "HTTP_COOKIE": self.client.cookies.output(attrs=[], header="", sep=";").strip(),
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        heard = []
        list(self.collector(environ, lambda status, headers: heard.append(status)))
        return heard[0]


def now_ms():
    return round(timezone.now().timestamp() * 1000)


class Gateway:
    """Opens all links of a mail within two seconds, some by HEAD first, and stays on no page; but it says that it did."""

    address = "192.0.2.25"

    def __init__(self, clock):
        self.clock = clock

    def scan(self, links, *, agrees, goes_everywhere, looks_first, takes_a_place):
        browser = Browser(self.address)
        if agrees:
            browser.agree()
        for link in links:
            if HIDDEN in link and not goes_everywhere:
                continue
            if looks_first:
                browser.fetch(link, head=True)
            where, page = browser.fetch(link)
            browser.tell(
                where,
                page.text,
                (0, {"active_ms": 0, "depth": 0.3}),
                (1, {"active_ms": AN_HOUR, "depth": 1.0}),
                (2, {"active_ms": AN_HOUR, "depth": 1.0, "did": "next"}),
                takes_a_place=takes_a_place,
            )
            self.clock.shift(timedelta(seconds=0.2))
        if goes_everywhere:
            browser.fetch(HIDDEN)  # as it stands on every page


def links_of(mail):
    return [unescape(link) for link in LINKS.findall(mail.get_body(["html"]).get_content())]


class Market:
    """Five hundred leads at one customer, each following a topic with three new pieces, each sent a fourth one."""

    def __init__(self):
        self.sam = make_user(SALES)
        topic = make_topic("Supply risk")
        self.account = make_account(owner=self.sam)
        before = timezone.now() - timedelta(days=1)
        self.leads = Lead.objects.bulk_create(
            Lead(email=f"reader{n}@hollis.example", account=self.account, known_at=before) for n in range(RECIPIENTS)
        )
        followers = Follower.objects.bulk_create(
            Follower(email=lead.email, lead=lead, asked_at=before) for lead in self.leads
        )
        Following.objects.bulk_create(
            Following(follower=follower, topic=topic, frequency="once", asked_at=before, confirmed_at=before)
            for follower in followers
        )
        now = timezone.now()
        self.news = [make_asset(f"News {n}", topics=[topic.name], text=TEXT, first_published_at=now) for n in range(3)]
        self.sent = make_asset("For you alone", text=TEXT, first_published_at=before)
        chosen = Collection.objects.create(name="For Hollis", made_by=self.sam, made_at=now)
        CollectionItem.objects.create(collection=chosen, asset=self.sent, position=1)
        with transaction.atomic():
            self.shares = [
                share(chosen, lead, by=self.sam, at=now, valid_for=timedelta(days=30)) for lead in self.leads
            ]
        self.deal = make_deal(
            account=self.account,
            opened_at=before,
            closed_at=now + timedelta(days=2),
            outcome=Deal.Outcome.WON,
        )


def the_worker_runs():
    drained = drain(at=timezone.now(), limit=50_000)
    credit_all(at=timezone.now())
    return drained, note_thorough_reads(at=timezone.now())


def credited():
    return set(Credit.objects.filter(crediting__current=True, model="linear").values_list("touch", flat=True))


def scan_everything(market, postman, clock):
    gateway = Gateway(clock)
    assert write_digests(at=timezone.now()) == RECIPIENTS
    for numbers in batched_numbers():
        send_waiting(at=timezone.now(), most=MAILS_A_RUN)
        run_began = timezone.now()
        for number in numbers:
            clock.move_to(run_began)
            # Three in four say yes to everything. Some look by HEAD first, some take a place in the chain of a share,
            # some follow the hidden link of the mail; that of a page they follow all when they come from a share.
            kind = {"agrees": agrees(number), "looks_first": number % 25 == 0, "takes_a_place": number % 6 == 0}
            gateway.scan(links_of(postman.mails[number]), **kind, goes_everywhere=number % 5 == 0)
            gateway.scan([link_for(market.shares[number])], **kind, goes_everywhere=True)
        clock.move_to(run_began + timedelta(minutes=1))


def agrees(number):
    return number % 4 != 0


def batched_numbers():
    numbers = range(RECIPIENTS)
    return [numbers[start : start + MAILS_A_RUN] for start in range(0, RECIPIENTS, MAILS_A_RUN)]


def read(browser, link, clock):
    """As somebody reads: two and a half minutes, down to the end."""
    browser.agree()
    where, page = browser.fetch(link)
    steps = range(11)
    asked = [(seq, {"active_ms": seq * 15_000, "depth": min(1.0, 0.1 + seq / 10)}) for seq in steps]
    view = str(uuid4())
    for seq, event in asked:
        browser.tell(where, page.text, (seq, event | {"id": view}))
        clock.shift(timedelta(seconds=15))


def test_nobody_hears_of_a_scanner_and_everybody_of_a_reader(postman):
    with time_machine.travel(MORNING, tick=False) as clock:
        market = Market()
        scan_everything(market, postman, clock)
        _, noted = the_worker_runs()

        # Hundreds of visitors agreed and read for an hour, if one believes them.
        assert len(postman.mails) == RECIPIENTS
        assert Visitor.objects.count() == 2 * RECIPIENTS * 3 // 4
        assert Touch.objects.count() == Quarantine.objects.count() == RECIPIENTS * 3 // 4 * 4
        assert set(Touch.objects.values_list("quarantined_for", flat=True)) == {"scanner", "honeypot"}
        # No score, no signal, no credit, no demand, no number.
        assert not Touch.objects.counted().exists()
        assert (noted, unseen_by(market.sam).count(), ReadSignal.objects.count()) == ([], 0, 0)
        assert credited() == {None}
        assert evidence_for(market.news[0]).reading.readers == evidence_for(market.sent).deals.n == 0
        assert {str(outcome) for outcome in outcomes_of(market.shares[:50])} == {"not opened yet"}
        assert not Consumption.objects.filter(touches__gt=0).exists()
        assert not Demand.objects.exists()
        assert Following.objects.active().count() == RECIPIENTS
        counted = sum(DailyCount.objects.values_list("opened", flat=True))
        held = sum(HeldOpenings.objects.values_list("opened", flat=True))
        assert (counted, held) == (0, RECIPIENTS // 4 * 4)

        # One of them, three hours later.
        clock.shift(timedelta(hours=3))
        number = 6
        person = Browser("192.0.2.25")
        read(person, link_for(market.shares[number]), clock)
        read(Browser("192.0.2.25"), links_of(postman.mails[number + 1])[0], clock)
        _, noted = the_worker_runs()

        touches = Touch.objects.counted().in_order()
        assert [
            (touch.thorough, touch.asset_id in {market.sent.pk, *(n.pk for n in market.news)}) for touch in touches
        ] == [
            (True, True),
            (True, True),
        ]
        assert [signal.asset_id for signal in noted] == [market.sent.pk]
        assert unseen_by(market.sam).get().reader.share == market.shares[number]
        assert outcomes_of([market.shares[number]])[0].told.name == str(market.leads[number])
        assert credited() == {touches[0].pk}

        # And what was set aside can be given back: openings then are what they would have been.
        lead = make_user(MARKETING_LEADS)
        held_openings.restore(HeldOpenings.objects.values_list("pk", flat=True), by=lead, at=timezone.now())
        assert sum(DailyCount.objects.values_list("opened", flat=True)) == held
