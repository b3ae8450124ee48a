"""The invented market around Northline: companies, people, what they read and what they bought.

Nothing here touches the database or the clock: the same seed, shelf and end date give the same market.
The assumptions behind the numbers are written down in docs/explanation/demo-company.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from demo.names import company_names, person

SEED = 20090401
SPAN = timedelta(days=730)
STAGE_DAYS = [30, 40, 35, 35, 30, 20, 120]  # median days that a buyer in need spends at each stage
LEAVES_AT_STAGE = [0.12, 0.12, 0.14, 0.16, 0.12, 0.0, 1.0]
ASSETS_READ_AT_STAGE = [1.4, 1.8, 2.2, 2.0, 1.8, 0.8, 1.2]
SOURCES = [("google.com", 38), ("", 22), ("linkedin.com", 18), ("newsletter", 14), ("machinebuilders.example", 8)]
INDUSTRIES = [
    "Pumps and valves",
    "Packaging machines",
    "Medical devices",
    "Rail components",
    "HVAC",
    "Agricultural machines",
]
COUNTRIES = ["Netherlands", "Denmark", "Germany", "Sweden", "United Kingdom", "United States", "Italy", "Poland"]


@dataclass(frozen=True)
class Shelved:
    """An asset as the generator sees it. `stage` is its place on the buyer's road, from 0."""

    pk: int
    stage: int
    personas: frozenset[str]
    published_at: datetime
    expected_seconds: int
    gated: bool
    popularity: float


@dataclass(frozen=True)
class Read:
    asset: int
    at: datetime
    active_ms: int
    depth: float
    source: str


@dataclass
class Person:
    first_name: str
    last_name: str
    persona: str
    email: str
    known_at: datetime | None = None
    asked_for: int | None = None
    tracked: bool = True
    reads: list[Read] = field(default_factory=list)


@dataclass
class Sale:
    name: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    amount_cents: int
    only_first_person: bool


@dataclass
class Company:
    name: str
    domain: str
    industry: str
    country: str
    employees: int
    people: list[Person]
    sale: Sale | None = None


@dataclass
class Market:
    companies: list[Company]
    strangers: list[list[Read]]
    uncounted: dict[tuple[int, datetime], int]


@dataclass(frozen=True)
class Scale:
    companies: int = 120
    people: int = 400
    sales: int = 80
    strangers: int = 1800


SMALL = Scale()
LARGE = Scale(companies=4000, people=14_000, sales=2600, strangers=60_000)


def make_market(shelf: Sequence[Shelved], personas: Sequence[str], *, until: datetime, scale: Scale = SMALL) -> Market:
    dice = Random(SEED)  # noqa: S311 a demo wants repeatable numbers, not secret ones
    reader = Readers(dice, shelf, until)
    companies = _found_companies(dice, personas, scale)
    roads = {id(company): _walk(dice, company, reader, until) for company in companies}
    far = sorted(companies, key=lambda c: -roads[id(c)].reached)[: scale.sales]
    for company in far:
        company.sale = _sell(dice, company, roads[id(company)], until)
    strangers = [reader.browse(1 + _poisson(dice, 0.9)) for _ in range(scale.strangers)]
    return Market(companies, strangers, reader.count_the_unasked())


@dataclass(frozen=True)
class Road:
    """When a company entered each stage, as far as it came."""

    entered: list[datetime]

    @property
    def reached(self) -> int:
        return len(self.entered)


class Readers:
    """Choosing what is read: by stage first, then popularity, freshness and whether it is meant for one."""

    def __init__(self, dice: Random, shelf: Sequence[Shelved], until: datetime):
        self.dice, self.shelf, self.until = dice, shelf, until

    def choose(self, at: datetime, *, stage: int | None, persona: str = "") -> Shelved | None:
        out = [a for a in self.shelf if a.published_at <= at]
        if not out:
            return None
        return self.dice.choices(out, [self._pull(a, at, stage, persona) for a in out])[0]

    def _pull(self, asset: Shelved, at: datetime, stage: int | None, persona: str) -> float:
        near = 1.0 if stage is None else (6.0, 2.0, 0.5)[min(2, abs(asset.stage - stage))]
        early = 1.0 if stage is not None else (1.6, 1.4, 1.0, 0.6, 0.4, 0.1, 0.1)[asset.stage]
        age = (at - asset.published_at).days
        return (
            asset.popularity * near * early * (0.35 + 0.5 ** (age / 90)) * (2.0 if persona in asset.personas else 1.0)
        )

    def read(self, asset: Shelved, at: datetime, *, keen: float) -> Read:
        thorough = self.dice.random() < keen
        share = self.dice.uniform(0.65, 1.3) if thorough else min(0.55, self.dice.expovariate(5))
        depth = self.dice.uniform(0.78, 1.0) if thorough else self.dice.betavariate(1.2, 2.4)
        source = self.dice.choices([s for s, _ in SOURCES], [w for _, w in SOURCES])[0]
        return Read(asset.pk, at, int(asset.expected_seconds * share * 1000), round(depth, 3), source)

    def browse(self, times: int) -> list[Read]:
        start = self.until - SPAN * self.dice.random()
        reads = []
        for number in range(times):
            at = office_hour(self.dice, start + timedelta(days=self.dice.expovariate(1 / 40) * number))
            asset = self.choose(at, stage=None)
            if asset and at < self.until - timedelta(hours=3):
                reads.append(self.read(asset, at, keen=0.22))
        return reads

    def count_the_unasked(self) -> dict[tuple[int, datetime], int]:
        """Openings a day by readers who said no or were not asked; about two for each that consented."""
        counts = {}
        for asset in self.shelf:
            for age in range(min(730, (self.until - asset.published_at).days)):
                n = _poisson(self.dice, 0.12 * asset.popularity * (0.35 + 0.5 ** (age / 90)))
                if n:
                    counts[asset.pk, asset.published_at + timedelta(days=age)] = n
        return counts


def office_hour(dice: Random, moment: datetime) -> datetime:
    """The same week, moved to a working day between seven and nineteen."""
    moment -= timedelta(days=max(0, moment.weekday() - 4))
    return moment.replace(hour=dice.choice(range(7, 19)), minute=dice.randrange(60), second=dice.randrange(60))


def _found_companies(dice: Random, personas: Sequence[str], scale: Scale) -> list[Company]:
    companies = []
    for name in company_names(dice, scale.companies):
        domain = f"{name.lower().replace(' & ', '-').replace(' ', '-')}.example"
        companies.append(
            Company(
                name, domain, dice.choice(INDUSTRIES), dice.choice(COUNTRIES), int(dice.lognormvariate(6.4, 0.8)), []
            )
        )
    for number in range(scale.people):
        company = companies[number] if number < len(companies) else dice.choice(companies)
        first, last = person(dice)
        taken = {p.email for p in company.people}
        email = f"{first}.{last}@{company.domain}".lower().encode("ascii", "ignore").decode().replace(" ", "")
        if email in taken:
            email = f"{len(taken)}.{email}"
        company.people.append(Person(first, last, dice.choice(list(personas)), email))
    return companies


def _walk(dice: Random, company: Company, reader: Readers, until: datetime) -> Road:
    """Let a company meet its need and move along the stages until it stops, reading on the way."""
    entered, now = [], until - SPAN * dice.uniform(0.12, 1.0)
    for stage, days in enumerate(STAGE_DAYS):
        if now > until - timedelta(days=2):
            break
        entered.append(now)
        stays = timedelta(days=days * dice.lognormvariate(0, 0.5))
        for someone in company.people:
            for _ in range(_poisson(dice, ASSETS_READ_AT_STAGE[stage] * dice.uniform(0.3, 1.2))):
                _read_once(dice, someone, reader, now + stays * dice.random(), stage, until)
        now += stays
        if dice.random() < LEAVES_AT_STAGE[stage]:
            break
    for someone in company.people:
        _become_known(dice, someone, reader, until)
    return Road(entered)


def _read_once(dice: Random, someone: Person, reader: Readers, when: datetime, stage: int, until: datetime) -> None:
    at = office_hour(dice, when)
    asset = reader.choose(at, stage=stage, persona=someone.persona)
    if asset and at < until - timedelta(hours=3):
        someone.reads.append(reader.read(asset, at, keen=0.28 + 0.06 * min(stage, 4)))


def _become_known(dice: Random, someone: Person, reader: Readers, until: datetime) -> None:
    """Through a gated asset if one was read; otherwise from a list that the company had anyway."""
    gated = {asset.pk for asset in reader.shelf if asset.gated}
    someone.reads.sort(key=lambda read: read.at)
    asked = next((read for read in someone.reads if read.asset in gated), None)
    if asked is not None:
        someone.known_at, someone.asked_for = asked.at, asked.asset
        someone.tracked = dice.random() < 0.86
    else:
        someone.known_at = office_hour(dice, until - SPAN * dice.uniform(0.05, 0.95))
        someone.tracked = dice.random() < 0.45


def _sell(dice: Random, company: Company, road: Road, until: datetime) -> Sale:
    opened = min(
        road.entered[min(3, len(road.entered) - 1)] + timedelta(days=dice.uniform(3, 25)), until - timedelta(days=3)
    )
    closed = opened + timedelta(days=95 * dice.lognormvariate(0, 0.4))
    thorough = sum(read.depth > 0.75 for someone in company.people for read in someone.reads if read.at < closed)
    won = dice.random() < min(0.75, 0.22 + 0.025 * thorough)
    outcome = "open" if closed > until else ("won" if won else "lost")
    project = dice.choice(
        ["Network redesign", "Resilience audit", "Second-source programme", "Stock and service review", "Supplier map"]
    )
    return Sale(
        f"{project}, {company.name}",
        opened,
        None if outcome == "open" else closed,
        outcome,
        round(dice.lognormvariate(11.35, 0.6) / 50) * 50_00,
        only_first_person=len(company.people) == 1 and dice.random() < 0.5,
    )


def _poisson(dice: Random, mean: float) -> int:
    count, room = 0, dice.expovariate(1)
    while room < mean:
        count += 1
        room += dice.expovariate(1)
    return count
