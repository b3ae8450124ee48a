"""What lies on the demo company's desk beside its library: review dates, sales editions, interviews, the stage map."""

from datetime import datetime, timedelta
from pathlib import Path

import yaml
from django.utils.html import format_html, format_html_join

from content.desk.sales_editions import note_checked
from content.models import (
    AssetExpert,
    AssetPage,
    EditorialSettings,
    Expert,
    Interview,
    InterviewQuote,
    SalesEdition,
)
from content.review.agreements import propose, propose_and_sign
from users.models import User

EDITIONS = yaml.safe_load(Path(__file__).with_name("sales_editions.yaml").read_text(encoding="utf-8"))
# Its asset was published anew after the edition was written; the desk shows that it is behind.
BEHIND = "what-a-resilience-audit-looks-at"
# The newest of the library are proposed and wait for sales, or are not proposed yet.
NOT_PROPOSED, WAITING = 2, 4
A_REVIEW_EVERY = timedelta(days=365)
REVIEWS_ARE_LATE_BY = timedelta(days=25)


def lay_out_the_desk(interviews: list[dict], users: dict[str, User], *, at: datetime) -> None:
    EditorialSettings.objects.create(our_names="Northline\nSupplier Register\nContinuity Survey")
    _set_review_dates(at)
    _write_sales_editions(at)
    _write_interviews(interviews, at)
    _agree_on_the_stage_map(users["maya"], users["sam"], at)


def _set_review_dates(at: datetime) -> None:
    """Each a whole number of years after it came out: what fell due in the past weeks has not been looked at yet."""
    for asset in AssetPage.objects.live():
        due = asset.first_published_at + A_REVIEW_EVERY
        while due < at - REVIEWS_ARE_LATE_BY:
            due += A_REVIEW_EVERY
        AssetPage.objects.filter(pk=asset.pk).update(review_by=due.date())


def _write_sales_editions(at: datetime) -> None:
    assets = {asset.slug: asset for asset in AssetPage.objects.filter(slug__in=EDITIONS)}
    for slug, said in EDITIONS.items():
        edition = SalesEdition(
            asset=assets[slug],
            talking_points=_list(said["talking_points"]),
            questions_to_ask=_list(said["questions_to_ask"]),
            objections=[
                ("objection", {"objection": each["objection"], "answer": format_html("<p>{}</p>", each["answer"])})
                for each in said["objections"]
            ],
            may_be_shared=format_html("<p>{}</p>", said["may_be_shared"]),
            internal_notes=format_html("<p>{}</p>", said["internal_notes"]),
        )
        note_checked(edition, at=at)
        if slug == BEHIND:
            edition.written_for, edition.words_checked = None, ""
        edition.save()


def _list(sentences: list[str]) -> str:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((each,) for each in sentences)))


def _write_interviews(interviews: list[dict], at: datetime) -> None:
    for row in interviews:
        expert = Expert.objects.get(slug=row["expert"])
        interview = Interview(
            expert=expert,
            held_on=(at - timedelta(days=row["days"])).date(),
            subject=row["subject"],
            consent=row["consent"],
            notes=row["notes"],
        )
        interview.quotes = [InterviewQuote(text=text, sort_order=place) for place, text in enumerate(row["quotes"])]
        interview.save()
        AssetExpert.objects.filter(asset__slug=row.get("asset"), expert=expert).update(interview=interview)


def _agree_on_the_stage_map(marketing: User, sales: User, at: datetime) -> None:
    assets = list(AssetPage.objects.live().newest_first())
    for asset in assets[NOT_PROPOSED : NOT_PROPOSED + WAITING]:
        propose(asset, by=marketing, at=at - timedelta(days=3))
    propose_and_sign(assets[NOT_PROPOSED + WAITING :], marketing=marketing, sales=sales, at=at - timedelta(days=60))
