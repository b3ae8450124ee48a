"""Small exports of other systems, and an import of them with a mapping given in words."""

import json
from pathlib import Path

from django.conf import settings

from content.importing.mapping import Mapping
from content.importing.run import import_from
from tests.factories import NOON

PLACED = {"defaults": {"pillar": "practical", "stage": "interest"}}
FIXTURES = Path(settings.BASE_DIR).parent / "shared/data"
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="{scheme}://wordpress.org/export/{version}/"><channel><title>Old</title>
<wp:wxr_version>{version}</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>
<wp:author><wp:author_login>jo</wp:author_login><wp:author_display_name>Jo Finch</wp:author_display_name></wp:author>
"""
FOOT = "</channel></rss>"
DEFAULTS = {
    "wp:post_id": "7",
    "wp:post_type": "post",
    "wp:status": "publish",
    "wp:post_name": "a-post",
    "wp:post_date_gmt": "2019-05-06 07:08:09",
    "dc:creator": "jo",
    "link": "https://old.example/2019/05/a-post/",
    "excerpt:encoded": "In short.",
}


def item(content="<p>Words.</p>", *, title="A post", inside="", **said):
    fields = DEFAULTS | {name.replace("__", ":"): value for name, value in said.items()}
    written = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
    body = f"<content:encoded><![CDATA[{content}]]></content:encoded>"
    return f"<item><title>{title}</title>{body}{written}{inside}</item>\n"


def attachment(number: int, address: str, *, alternative="", parent="0", caption=""):
    meta = "<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"
    return item(
        "",
        title="A picture",
        inside=f"<wp:attachment_url>{address}</wp:attachment_url>{meta.format(alternative)}",
        wp__post_id=str(number),
        wp__post_type="attachment",
        wp__status="inherit",
        wp__post_parent=parent,
        excerpt__encoded=caption,
    )


def write_wxr(folder: Path, *items: str, name="export.xml", version="1.2", scheme="http", encoding="utf-8") -> Path:
    path = folder / name
    path.write_bytes((HEAD.format(version=version, scheme=scheme) + "".join(items) + FOOT).encode(encoding))
    return path


def write_ghost(folder: Path, *posts: dict, name="old-site.ghost.2026-11-22.json", **tables) -> Path:
    path = folder / name
    path.write_text(json.dumps({"db": [{"meta": {"version": "5.0"}, "data": {"posts": list(posts)} | tables}]}))
    return path


def ghost_post(**said) -> dict:
    return {
        "id": "p1",
        "title": "A post",
        "slug": "a-post",
        "html": "<p>Words.</p>",
        "type": "post",
        "status": "published",
        "visibility": "public",
        "published_at": "2019-05-06T07:08:09.000Z",
        "custom_excerpt": "In short.",
    } | said


def take(path: Path, mapping: dict | None = None, **options):
    mapping = PLACED if mapping is None else mapping
    return import_from(path, mapping=Mapping.model_validate(mapping), at=options.pop("at", NOON), **options)


def counts(report) -> dict[str, int]:
    return report.as_json()["counts"]


def reasons(report) -> list[str]:
    return [item.reason for item in report.left_out]
