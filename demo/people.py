"""Writing the invented market into the database, in bulk and in one transaction of the caller."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from django.conf import settings

from analytics.loading.reading import ThoroughRule, is_thorough
from analytics.models import Consent, DailyCount, ReadAs, Touch, Visitor
from analytics.read_as import read_as
from content.models import AssetPage
from demo.market import SEED, Company, Market, Person, Read, Sale, Shelved
from leads.models import Account, FormAnswer, Identification, Lead
from revenue.crediting import credit_all
from revenue.models import Deal

BATCH = 2000
GOES_ON = 0.3


def write_market(
    market: Market, shelf: Sequence[Shelved], *, titles: dict[str, list[str]], at: datetime
) -> dict[str, int]:
    expected = {asset.pk: asset.expected_seconds for asset in shelf}
    leads = _write_leads(market, titles)
    tracked = [(lead, person) for lead, person in leads if person.tracked and person.reads]
    visitors = _write_visitors([person.reads[0].at for _, person in tracked])
    Identification.objects.bulk_create(
        (
            Identification(visitor=visitor, lead=lead, how=Identification.How.FORM, at=lead.known_at)
            for visitor, (lead, _) in zip(visitors, tracked, strict=True)
        ),
        batch_size=BATCH,
    )
    strangers = [reads for reads in market.strangers if reads]
    unknown = _write_visitors([reads[0].at for reads in strangers])
    by_visitor = [
        *zip(visitors, (person.reads for _, person in tracked), strict=True),
        *zip(unknown, strangers, strict=True),
    ]
    published = {asset.pk: asset.published_at for asset in shelf}
    dice = Random(SEED)  # noqa: S311 a demo wants repeatable numbers, not secret ones
    by_visitor = [(visitor, _going_on(reads, published, dice)) for visitor, reads in by_visitor]
    as_it_is = read_as(AssetPage.objects.filter(pk__in=expected))
    touches = Touch.objects.bulk_create(_touches(by_visitor, expected, as_it_is), batch_size=BATCH)
    _write_counts(market)
    deals = _write_deals(market, {id(person): lead for lead, person in leads})
    credit_all(at=at)
    return {"leads": len(leads), "deals": deals, "touches": len(touches)}


def _write_leads(market: Market, titles: dict[str, list[str]]) -> list[tuple[Lead, Person]]:
    dice = Random(SEED)  # noqa: S311 a demo wants repeatable numbers, not secret ones
    accounts = Account.objects.bulk_create(map(_account, market.companies), batch_size=BATCH)
    rows = [
        (_lead(person, account, dice.choice(titles[person.persona])), person)
        for account, company in zip(accounts, market.companies, strict=True)
        for person in company.people
    ]
    Lead.objects.bulk_create((lead for lead, _ in rows), batch_size=BATCH)
    FormAnswer.objects.bulk_create(
        (
            FormAnswer(lead=lead, asset_id=person.asked_for, at=person.known_at)
            for lead, person in rows
            if person.asked_for
        ),
        batch_size=BATCH,
    )
    return rows


def _account(company: Company) -> Account:
    fields = ("name", "domain", "industry", "country", "employees")
    return Account(**{name: getattr(company, name) for name in fields})


def _lead(person: Person, account: Account, job_title: str) -> Lead:
    return Lead(
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        job_title=job_title,
        account=account,
        known_at=person.known_at,
    )


def _write_visitors(first_seen: Iterable[datetime]) -> list[Visitor]:
    visitors = Visitor.objects.bulk_create(
        (
            Visitor(key=uuid.uuid5(uuid.NAMESPACE_URL, f"demo/{number}/{at.isoformat()}"), first_seen_at=at)
            for number, at in enumerate(first_seen)
        ),
        batch_size=BATCH,
    )
    Consent.objects.bulk_create(
        (
            Consent(visitor=visitor, choice=Consent.Choice.GIVEN, text_version="demo", at=visitor.first_seen_at)
            for visitor in visitors
        ),
        batch_size=BATCH,
    )
    return visitors


def _going_on(reads: list[Read], published: dict[int, datetime], dice: Random) -> list[Read]:
    """Some readers go on to their next piece at once instead of another day."""
    told: list[Read] = []
    for read in sorted(reads, key=lambda read: read.at):
        if told and dice.random() < GOES_ON:
            at_once = told[-1].at + timedelta(milliseconds=told[-1].active_ms, seconds=20)
            if published[read.asset] < at_once < read.at and read.asset != told[-1].asset:
                read = replace(read, at=at_once)
        told.append(read)
    return told


def _touches(
    by_visitor: Iterable[tuple[Visitor, list[Read]]], expected: dict[int, int], as_it_is: dict[int, ReadAs]
) -> Iterator[Touch]:
    rule = ThoroughRule(depth=settings.THOROUGH_DEPTH, share_of_expected=settings.THOROUGH_SHARE_OF_EXPECTED)
    for visitor, reads in by_visitor:
        for read in reads:
            yield Touch(
                visitor=visitor,
                asset_id=read.asset,
                read_as=as_it_is[read.asset],
                at=read.at,
                last_at=read.at + timedelta(milliseconds=read.active_ms),
                active_ms=read.active_ms,
                depth=read.depth,
                expected_seconds=expected[read.asset],
                thorough=is_thorough(
                    active_ms=read.active_ms,
                    depth=read.depth,
                    expected_seconds=expected[read.asset],
                    rule=rule,
                ),
                source=read.source,
            )


def _write_counts(market: Market) -> None:
    DailyCount.objects.bulk_create(
        (DailyCount(asset_id=asset, day=day.date(), opened=n) for (asset, day), n in market.uncounted.items()),
        batch_size=BATCH,
    )


def _write_deals(market: Market, leads: dict[int, Lead]) -> int:
    deals = [_deal(c.sale, leads[id(c.people[0])]) for c in market.companies if c.sale]
    return len(Deal.objects.bulk_create(deals, batch_size=BATCH))


def _deal(sale: Sale, someone: Lead) -> Deal:
    buyer = {"lead": someone} if sale.only_first_person else {"account": someone.account}
    return Deal(
        name=sale.name,
        amount_cents=sale.amount_cents,
        opened_at=sale.opened_at,
        closed_at=sale.closed_at,
        outcome=sale.outcome,
        **buyer,
    )
