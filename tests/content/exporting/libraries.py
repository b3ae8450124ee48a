"""A library with everything in it that is hard to carry, and a way to look at all of a library at once."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.contrib.redirects.models import Redirect

from audiences.models import Industry, Persona
from buying_stages.models import CallToAction, Pillar
from content.exporting.blocks import canonical_table
from content.exporting.rich_text import normal
from content.models import (
    AssetDocument,
    AssetExpert,
    AssetImage,
    AssetPage,
    ChangeLevel,
    Expert,
    Format,
    ImportedAsset,
    InsightsPage,
    ShelfLife,
    Topic,
)
from tests.factories import NOON, make_asset, make_stage

EXACT = datetime(2024, 2, 29, 23, 59, 58, 123456, tzinfo=UTC)


def make_picture(title="A picture", *, colour="red", **fields):
    buffer = BytesIO()
    Image.new("RGB", (8, 6), colour).save(buffer, "PNG")
    name = f"{title.lower().replace(' ', '-')}.png"
    image = AssetImage(title=title, file=ImageFile(buffer, name=name), **fields)
    image.save()
    image.file.close()
    return image


def make_document(title="A paper", *, content=b"%PDF-1.4 words", name="a paper (final).pdf", **fields):
    document = AssetDocument(title=title, file=ContentFile(content, name=name), **fields)
    document.save()
    document.file.close()
    return document


def every_block(other: AssetPage) -> list[dict]:
    picture = make_picture(
        "Två maskiner",
        colour="blue",
        description="What it shows",
        credit="© Åsa",
        focal_point_x=4,
        focal_point_y=3,
        focal_point_width=2,
        focal_point_height=2,
    )
    paper, film = make_document(), make_document("A film", content=b"film", name="film.mp4")
    shelf = InsightsPage.objects.get()
    return [
        {
            "type": "text",
            "value": '<p data-block-key="a1">A <b>bold</b> and <i>slanted</i> start, <b><i>both</i></b>, '
            "<code>a | b `c`</code>, H<sub>2</sub>O, x<sup>2</sup>.<br/>A new line, * stars * and_under_scores, _edges_.</p>"
            "<p>1. no list</p><p>- no list</p><p># no heading &amp; no &amp;amp; entity, 3 &lt; 4, a &lt;b&gt;</p>"
            "<p>+ plus</p><p>&gt; no quote</p><p>===</p><p>---</p><p>| no | table |</p><p>[no link](x) ![no](picture)</p>"
            "<p>https://no-link.example/ stays words; back\\slash, `ticks`, ~~not struck~~</p>",
        },
        {
            "type": "text",
            "value": "<p>A second text right after the first.</p>"
            "<ul><li>one<ul><li>one a<ol><li>deep</li></ol></li><li>one b</li></ul></li><li>1. two</li></ul>"
            "<ul><li>another list</li></ul><ol><li>first</li><li>second <b>bold.</b>Tail</li></ol>"
            "<blockquote>said in a text</blockquote><hr/><p>after the line</p>",
        },
        {
            "type": "text",
            "value": "<p><code>def f(x):</code><br/><code>\u00a0\u00a0\u00a0\u00a0return x</code><br/><br/>"
            "<code># no heading</code></p><p><code>```</code><br/><code>~~~</code></p>",
        },
        {"type": "heading", "value": {"text": "A heading: “with” * stars & <tags> #", "level": "h2"}},
        {"type": "heading", "value": {"text": "Lower", "level": "h3"}},
        {
            "type": "text",
            "value": f'<p>A <a linktype="page" id="{other.pk}">piece of ours</a>, the '
            f'<a linktype="page" id="{shelf.pk}">shelf</a>, a <a linktype="document" id="{paper.pk}">paper</a>, '
            '<a href="https://example.com/a_(b)?q=1&amp;r=ü#frag">the world</a>, <a href="#part">a part</a>, '
            '<a href="mailto:ada@example.com">mail</a>.</p>'
            f'<p><a linktype="page" id="{other.pk}">A link that stands alone</a></p>'
            '<p><a href="https://www.youtube.com/watch?v=abc">A film that is only linked</a></p>'
            '<p dir="ltr">\u202bעברית בתוך אנגלית\u202c ومرحبا, 日本語, emoji 🧭, a\u00a0b</p>',
        },
        {"type": "image", "value": {"image": picture.pk, "alternative_text": 'A "machine" [1] *'}},
        {"type": "image", "value": {"image": picture.pk, "alternative_text": ""}},
        {
            "type": "figure",
            "value": {
                "image": picture.pk,
                "alternative_text": "Bars",
                "caption": "A < B, “so”",
                "source": "Own survey, n = 438",
            },
        },
        {"type": "figure", "value": {"image": picture.pk, "alternative_text": "", "caption": "Alone", "source": ""}},
        {"type": "quote", "value": {"text": "One line — with a dash", "attribution": "Ada Okafor, “COO”"}},
        {"type": "quote", "value": {"text": "First\r\nsecond\n\nthird -- not said by", "attribution": ""}},
        {"type": "quote", "value": {"text": "> # *all* <signs>", "attribution": "A — B"}},
        {
            "type": "video",
            "value": {
                "title": "A film: of ours",
                "file": film.pk,
                "address": "",
                "minutes": "12.5",
                "transcript": f'<p>Words <a linktype="page" id="{other.pk}">linked</a></p>',
            },
        },
        {
            "type": "video",
            "value": {
                "title": "Elsewhere",
                "file": None,
                "address": "https://vimeo.com/1?x=1&y=2",
                "minutes": None,
                "transcript": "",
            },
        },
        {"type": "table", "value": table([["A", "B"], ["1 | 2", "3"], ["lines\nof", "*text*"]], "row")},
        {"type": "table", "value": table([["A", ""], ["", "b "]], "neither", caption="A caption: so")},
        {
            "type": "table",
            "value": table(
                [["Merged", None, "C"], ["x", "y", "z"]],
                "both",
                cell=[{"row": 0, "col": 1, "hidden": True}, {"row": 1, "col": 2, "className": "htRight htMiddle"}],
                mergeCells=[{"row": 0, "col": 0, "rowspan": 1, "colspan": 2, "removed": False}],
            ),
        },
        {"type": "download", "value": {"document": paper.pk, "description": "The whole: “paper”"}},
        {"type": "download", "value": {"document": film.pk, "description": ""}},
        {"type": "call_to_action", "value": {"text": "Read on & on", "page": other.pk, "address": ""}},
        {"type": "call_to_action", "value": {"text": "Go", "page": None, "address": "https://example.com/?a=1&b=2"}},
        {"type": "text", "value": "<p>The end.</p>"},
    ]


def table(data, header, *, caption="", **more):
    return {
        "data": data,
        "cell": [],
        "first_row_is_table_header": header in {"row", "both"},
        "first_col_is_header": header in {"column", "both"},
        "table_header_choice": header,
        "table_caption": caption,
    } | more


def make_nasty_library() -> None:
    ada = Expert.objects.create(
        name="Ada Ọkafor-O’Brien",
        slug="ada-o",
        job_title="COO: all",
        organisation="Hollis",
        biography='Two lines.\nOf: "life".',
        website="https://ada.example/",
        photo=make_picture("Ada", colour="green"),
        kind=Expert.Kind.CUSTOMER,
    )
    bo = Expert.objects.create(name="Bo", slug="bo_2")
    coo = Persona.objects.create(name="COO", slug="coo", description="Keeps: it running", questions="Why?\nWhen?")
    plain = make_asset(
        "Plain: “quotes”, 'single' & <b>tags</b> — {{ dashes }} # no comment",
        slug="plain",
        summary="A summary: with “colons”\r\nand lines {% raw %} 100 %",
    )
    Topic.objects.create(name="Unused, with comma", slug="unused", introduction="So: it goes", target_interval_days=14)
    rich = make_asset(
        "- 2026: the year? [yes] *no*",
        slug="readme",
        pillar=Pillar.PRACTICAL,
        stage=make_stage("interest"),
        topics=["Network design", "Ünïcode"],
        format=Format.REPORT,
        for_everyone=False,
        personas=[coo],
        industries=[Industry.objects.create(slug="food", name="Food & drink")],
        first_published_at=EXACT,
        summary="x" * 280,
        trend="Now: it\nhappens --- or\n---\nnot",
        meaning="null",
        what_to_do="yes",
        news_date=date(2024, 2, 1),
        relevant_until=date(2031, 1, 2),
        shelf_life=ShelfLife.NEWS,
        review_by=None,
        canonical_url="https://elsewhere.example/a?b=c&d",
        seo_title="SEO: title",
        search_description="  spaces kept  ",
        gated=True,
        gate_reason="Because: so",
        placement_reason="A reason",
        call_to_action=CallToAction.CONTACT,
        call_to_action_reason="Asked",
        cover=make_picture("Cover", colour="black"),
    )
    rich.body = rich.body.stream_block.to_python(every_block(plain))
    rich.asset_experts = [
        AssetExpert(expert=bo, role=AssetExpert.Role.SOURCE, sort_order=0),
        AssetExpert(expert=ada, role=AssetExpert.Role.AUTHOR, sort_order=1),
        AssetExpert(expert=ada, role=AssetExpert.Role.INTERVIEWEE, sort_order=2),
    ]
    rich.companion = plain
    rich.save_revision().publish()
    plain.refresh_from_db()
    plain.companion, plain.change_level, plain.catalyst = rich, ChangeLevel.INDUSTRY, "~"
    plain.evidence, plain.review_by = "https://x.example: 5", date(2027, 3, 4)
    plain.save_revision().publish()
    for path in ("/old/plain", "/blog/2019/plain?p=1"):
        Redirect.add_redirect(path, plain)
    make_asset("مرحبا بالعالم", slug="مرحبا", text="<p>نص</p>", authors=[bo])
    make_asset("A draft", live=False, text="<p>Not yet</p>", first_published_at=None, review_by=None)
    expired = make_asset("Gone by", text="<p>Was</p>", expire_at=NOON + timedelta(days=1))
    expired.unpublish(set_expired=True)
    scheduled = make_asset("Soon", live=False, first_published_at=None, go_live_at=datetime(2090, 1, 1, tzinfo=UTC))
    scheduled.latest_revision.publish()
    AssetPage.objects.update(last_published_at=EXACT + timedelta(days=9))
    AssetPage.objects.filter(first_published_at=None).update(last_published_at=None)


FIELDS = (
    *(
        "title",
        "slug",
        "translation_key",
        "summary",
        "pillar",
        "format",
        "placement_reason",
        "change_level",
        "catalyst",
    ),
    *("evidence", "trend", "meaning", "what_to_do", "news_date", "relevant_until", "shelf_life", "review_by"),
    *("for_everyone", "canonical_url", "gated", "gate_reason", "call_to_action", "call_to_action_reason", "seo_title"),
    *("search_description", "go_live_at", "expire_at", "first_published_at", "last_published_at", "live", "expired"),
    *("word_count", "figure_count", "length_class"),
)


def everything() -> dict:
    """All of the library that is no key of a row."""
    assets = {}
    for row in AssetPage.objects.all():
        asset = row if row.live else row.get_latest_revision_as_object()
        assets[asset.slug] = {name: getattr(asset, name) for name in FIELDS} | {
            "scheduled": bool(not row.live and row.latest_revision.approved_go_live_at),
            "stage": asset.stage.slug,
            "topics": sorted(topic.name for topic in asset.topics.all()),
            "personas": sorted(persona.slug for persona in asset.personas.all()),
            "industries": sorted(industry.slug for industry in asset.industries.all()),
            "experts": [(e.expert.slug, str(e.role)) for e in asset.asset_experts.all()],
            "companion": asset.companion and asset.companion.slug,
            "cover": picture(asset.cover_id),
            "redirects": sorted(Redirect.objects.filter(redirect_page=row.pk).values_list("old_path", flat=True)),
            "body": [block(raw["type"], raw["value"]) for raw in asset.body.raw_data],
        }
    plain = {"id", "photo_id", "email"}
    words = {
        model.__name__: sorted(
            ({k: v for k, v in row.items() if k not in plain and k != "sort_order"} for row in model.objects.values()),
            key=lambda row: row["slug"],
        )
        for model in (Topic, Persona, Industry)
    }
    experts = {
        row.slug: (
            row.name,
            row.kind,
            row.job_title,
            row.organisation,
            row.biography,
            row.website,
            picture(row.photo_id),
        )
        for row in Expert.objects.all()
    }
    return {"assets": assets, "experts": experts} | words


def picture(key):
    row = AssetImage.objects.filter(pk=key).first()
    return row and (
        row.title,
        row.description,
        row.credit,
        row.focal_point_x,
        row.focal_point_width,
        Path(row.file.path).read_bytes(),
    )


def document(key):
    row = AssetDocument.objects.filter(pk=key).first()
    return row and (row.title, row.filename, Path(row.file.path).read_bytes())


def block(kind, value):
    if kind == "text":
        return kind, html(value)
    if kind == "table":
        return kind, canonical_table(value)
    value = {name: v for name, v in value.items() if v not in ("", None)}
    for name, what in (("image", picture), ("document", document), ("file", document)):
        if name in value:
            value[name] = what(value[name])
    if "page" in value:
        value["page"] = slug(value["page"])
    if "transcript" in value:
        value["transcript"] = html(value["transcript"])
    if "minutes" in value:
        value["minutes"] = float(value["minutes"])
    return kind, {k: v.replace("\r\n", "\n") if isinstance(v, str) else v for k, v in value.items()}


def slug(key):
    return AssetPage.objects.filter(pk=key).values_list("slug", flat=True).first() or "another page"


def html(value):
    soup = normal(value)
    for link in soup.find_all("a"):
        if link.get("linktype") == "page":
            link["id"] = slug(link["id"])
        if link.get("linktype") == "document":
            link["id"] = str(document(link["id"]))
    for tag in soup.find_all("p"):
        tag.attrs = {}
    return str(soup)


def empty_the_library() -> None:
    for asset in AssetPage.objects.all():
        asset.delete()
    for model in (ImportedAsset, Redirect, Topic, Expert, Persona, Industry, AssetImage, AssetDocument):
        model.objects.all().delete()
