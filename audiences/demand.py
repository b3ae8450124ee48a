"""What was looked for and not found, or asked for: noted as it happens, read by the calendar, answered by marketing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from audiences.folding import fold, plain, tidy
from audiences.models import Demand, Industry, Persona
from buying_stages.models import BuyingStage
from users.models import User

#: The same words of the same person within this time are one search; a page that is loaded again asks nothing new.
ONE_SEARCH = timedelta(hours=1)
#: As they type, each pause sends what is there so far. Within this time only the longest counts.
TYPING = timedelta(minutes=1)
#: What marketing planned or declined stands answered this long for whoever searches the same. A request asks anew.
ANSWER_LASTS = timedelta(days=90)
LONGEST = Demand._meta.get_field("words").max_length
MOST_WANTED = 100


@dataclass(frozen=True)
class Wanted:
    """All who asked for the same thing, in the words of the one who asked last."""

    pk: int  # of the latest row, under which the CMS answers them all
    words: str
    folded: str
    searches: int
    requests: int
    people: int
    last_at: datetime
    stage: BuyingStage | None = None
    pillar: str = ""
    persona: Persona | None = None
    industry: Industry | None = None
    why: str = ""
    needed_by: date | None = None


@transaction.atomic
def note_search(
    words: str,
    *,
    by: User | None,
    at: datetime,
    stage: BuyingStage | None = None,
    pillar: str = "",
    persona: Persona | None = None,
    industry: Industry | None = None,
) -> Demand | None:
    """A search that found nothing: one row a person, words and hour. None when no word was typed."""
    typed = tidy(words, most=LONGEST)
    if not fold(typed):
        return None
    _one_at_a_time(by)
    recent = list(_searches_of(by, since=at - ONE_SEARCH).order_by("-at", "-pk")[:100])
    same = next((row for row in recent if row.folded == fold(typed)), None)
    typing = next((row for row in recent if row.at > at - TYPING and _one_typing(row.words, typed)), None)
    if typing and typing != same and len(plain(typing.words)) > len(plain(typed)):
        return typing
    if same:
        if typing and typing != same:
            typing.delete()
        return same
    row = typing or Demand(kind=Demand.Kind.SEARCH, by=by)
    row.words, row.folded, row.at = typed, fold(typed), at
    row.stage, row.pillar, row.persona, row.industry = stage, pillar, persona, industry
    _take_over_the_answer(row)
    row.save()
    return row


def ask(
    words: str,
    *,
    why: str,
    by: User,
    at: datetime,
    needed_by: date | None = None,
    stage: BuyingStage | None = None,
    pillar: str = "",
    persona: Persona | None = None,
    industry: Industry | None = None,
) -> Demand:
    """Somebody asks for what is missing, and says what for."""
    typed = tidy(words, most=LONGEST)
    return Demand.objects.create(
        kind=Demand.Kind.REQUEST,
        words=typed,
        folded=fold(typed),
        why=why.strip(),
        by=by,
        at=at,
        needed_by=needed_by,
        stage=stage,
        pillar=pillar,
        persona=persona,
        industry=industry,
    )


def wanted(*, since: datetime, most: int = MOST_WANTED) -> list[Wanted]:
    """What nobody has answered yet, grouped by meaning; what most people want comes first."""
    return _by_meaning(Demand.objects.filter(state=Demand.State.NEW, at__gte=since), most=most)


def count_wanted(*, since: datetime) -> int:
    """How many different things nobody has answered yet."""
    return Demand.objects.filter(state=Demand.State.NEW, at__gte=since).order_by().values("folded").distinct().count()


def wish(row: Demand) -> Wanted:
    """All that was ever asked in the sense of this row, answered or not."""
    return _by_meaning(Demand.objects.filter(folded=row.folded), most=1)[0]


@transaction.atomic
def answer(folded: str, *, state: str, said: str, by: User, at: datetime) -> int:
    """One answer for all who asked for the same, before and now; how many rows it answers."""
    return Demand.objects.filter(folded=folded).update(state=state, answer=said.strip(), answered_by=by, answered_at=at)


def _one_at_a_time(by: User | None) -> None:
    """Two requests of one person note one after the other. SQLite's transactions do so by themselves."""
    if by:
        list(User.objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk"))


def _searches_of(by: User | None, *, since: datetime) -> QuerySet[Demand]:
    return Demand.objects.filter(kind=Demand.Kind.SEARCH, by=by, at__gt=since)


def _one_typing(before: str, now: str) -> bool:
    shorter, longer = sorted([plain(before), plain(now)], key=len)
    return longer.startswith(shorter)


def _take_over_the_answer(row: Demand) -> None:
    """What is planned already is no gap because one more person looks for it."""
    answered = Demand.objects.filter(
        folded=row.folded,
        state__in=(Demand.State.PLANNED, Demand.State.DECLINED),
        answered_at__gt=row.at - ANSWER_LASTS,
    )
    last = answered.order_by("-answered_at", "-pk").first()
    row.state = last.state if last else Demand.State.NEW
    row.answer = last.answer if last else ""
    row.answered_by_id = last.answered_by_id if last else None
    row.answered_at = last.answered_at if last else None


def _by_meaning(rows: QuerySet[Demand], *, most: int) -> list[Wanted]:
    groups = list(
        rows.order_by()
        .values("folded")
        .annotate(
            searches=Count("pk", filter=Q(kind=Demand.Kind.SEARCH)),
            requests=Count("pk", filter=Q(kind=Demand.Kind.REQUEST)),
            people=Count("by", distinct=True),
            last_at=Max("at"),
            latest=Max("pk"),
            # The latest row that says each thing: not every row says all of them.
            says_stage=Max("pk", filter=Q(stage__isnull=False)),
            says_pillar=Max("pk", filter=~Q(pillar="")),
            says_persona=Max("pk", filter=Q(persona__isnull=False)),
            says_industry=Max("pk", filter=Q(industry__isnull=False)),
            says_why=Max("pk", filter=~Q(why="")),
            says_needed_by=Max("pk", filter=Q(needed_by__isnull=False)),
        )
        .order_by("-people", "-requests", "-searches", "-last_at", "folded")[:most]
    )
    speakers = {pk for group in groups for name, pk in group.items() if name.startswith("says_")}
    found = Demand.objects.select_related("stage", "persona", "industry").in_bulk(
        [pk for pk in speakers | {group["latest"] for group in groups} if pk]
    )
    return [_wanted(group, found) for group in groups]


def _wanted(group: dict, rows: dict[int, Demand]) -> Wanted:
    def said(name: str, otherwise=None):
        speaker = group[f"says_{name}"]
        return getattr(rows[speaker], name) if speaker in rows else otherwise

    latest = rows[group["latest"]]
    counted = ("folded", "searches", "requests", "people", "last_at")
    return Wanted(
        pk=latest.pk,
        words=latest.words,
        stage=said("stage"),
        pillar=said("pillar", ""),
        persona=said("persona"),
        industry=said("industry"),
        why=said("why", ""),
        needed_by=said("needed_by"),
        **{name: group[name] for name in counted},
    )
