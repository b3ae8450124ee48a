"""A body as Markdown that reads back as the same body.

Each block is written as a person would write it, and read again as the import reads it. What does not come back the
same is written as HTML that names its type (`data-block`), which other tools show as well.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from bs4 import Tag

from content.exporting import rich_text
from content.importing.body import Block

Decode = Callable[[str], list[Block]]


@dataclass(frozen=True)
class Part:
    """A piece of a block: as Markdown, if there is a way, and as HTML that leaves no doubt."""

    nice: str | None
    sure: str
    means: object


@dataclass
class Written:
    """One block on its way out. `means` is what the import has to make of it."""

    means: Block
    parts: list[Part] = field(default_factory=list)
    sure: bool = False

    def markdown(self) -> str:
        return "\n\n".join(part.sure if self.sure or part.nice is None else part.nice for part in self.parts)


def body(blocks: list[Written], decode: Decode) -> tuple[str, bool]:
    """The Markdown of a body, and whether it reads back as the same."""
    meant = [block.means for block in blocks]
    text = _joined(blocks)
    if decode(text) == meant:
        return text, True
    for block in blocks:
        _settle(block, decode)
    text = _joined(blocks)
    if decode(text) == meant:
        return text, True
    for block in blocks:
        block.sure = True
    text = _joined(blocks)
    return text, decode(text) == meant


def _settle(block: Written, decode: Decode) -> None:
    """Keeps of a block's Markdown what reads back the same by itself."""
    if decode(block.markdown()) == [block.means]:
        return
    block.parts = [
        part if part.nice is not None and decode(part.nice) == [part.means] else Part(None, part.sure, part.means)
        for part in block.parts
    ]


def _joined(blocks: list[Written]) -> str:
    return "\n\n".join(block.markdown() for block in blocks)


def in_html(text: str) -> str:
    """Words as HTML on one line; their own lines are breaks."""
    return "<br>".join(escape(line, quote=False) for line in text.split("\n"))


def attribute(text: str) -> str:
    return escape(text).replace("\n", "&#10;")


def text_block(html: str, *, means: Callable[[Tag], str], after_text: bool) -> Written:
    """`html` is in its normal form, its links those of the export; `means` is what the import makes of it."""
    soup = rich_text.normal(html)
    parts: list[Part] = []
    before = ""
    for element in list(soup.children):
        name = getattr(element, "name", None) or ""
        # Two lists in a row would be read as one, a text right after a text as the same text.
        nice = None if (name in {"ul", "ol"} and before == name) else rich_text.markdown(element)
        first = after_text and not parts
        sure = f'<div data-{"block" if first or not parts else "part"}="text">{element}</div>'
        holder = rich_text.normal(str(element))
        parts.append(Part(None if first else nice, sure, Block("text", means(holder))))
        before = name
    return Written(Block("text", means(rich_text.normal(html))), parts)


def single(kind: str, value: object, *, nice: str | None, sure: str) -> Written:
    block = Block(kind, value)
    return Written(block, [Part(nice, sure, block)])


def heading(value: dict) -> Written:
    sign = "###" if value["level"] == "h3" else "##"
    sure = f'<{value["level"]} data-block="heading">{in_html(value["text"])}</{value["level"]}>'
    return single("heading", value, nice=f"{sign} {rich_text.escaped(value['text'])}", sure=sure)


def image(value: dict, address: str) -> Written:
    alternative = value["alternative_text"]
    sure = f'<p data-block="image"><img src="{attribute(address)}" alt="{attribute(alternative)}"></p>'
    return single("image", value, nice=f"![{rich_text.escaped(alternative)}]({rich_text.address(address)})", sure=sure)


def figure(value: dict, address: str) -> Written:
    source = f" <small>{in_html(value['source'])}</small>" if value["source"] else ""
    sure = (
        f'<figure data-block="figure"><img src="{attribute(address)}" alt="{attribute(value["alternative_text"])}">'
        f"<figcaption><span>{in_html(value['caption'])}</span>{source}</figcaption></figure>"
    )
    return single("figure", value, nice=None, sure=sure)


def quote(value: dict) -> Written:
    said, who = value["text"], value["attribution"]
    lines = [rich_text.escaped(line) for line in said.split("\n")]
    nice = "\n".join(f"> {line}" if line else ">" for line in lines) + (
        f"\n>\n> — {rich_text.escaped(who)}" if who else ""
    )
    footer = f"<footer>— {in_html(who)}</footer>" if who else ""
    sure = f'<blockquote data-block="quote"><p>{in_html(said)}</p>{footer}</blockquote>'
    return single("quote", value, nice=nice, sure=sure)


def video(value: dict, file_address: str, transcript: str) -> Written:
    minutes = f' data-minutes="{attribute(value["minutes"])}"' if value["minutes"] else ""
    film = f'<video controls src="{attribute(file_address)}"></video>' if file_address else ""
    title, link = in_html(value["title"]), value["address"]
    named = f'<a href="{attribute(link)}">{title}</a>' if link else title
    words = f"<details><summary>Transcript</summary><div>{transcript}</div></details>" if transcript else ""
    sure = f'<figure data-block="video"{minutes}>{film}<figcaption>{named}</figcaption>{words}</figure>'
    return single("video", value, nice=None, sure=sure)


def download(value: dict, address: str, title: str) -> Written:
    said = f": <span>{in_html(value['description'])}</span>" if value["description"] else ""
    sure = f'<p data-block="download"><a href="{attribute(address)}">{in_html(title)}</a>{said}</p>'
    return single("download", value, nice=None, sure=sure)


def call_to_action(value: dict, page_address: str) -> Written:
    text, web = in_html(value["text"]), value["address"]
    also = f' data-address="{attribute(web)}"' if page_address and web else ""
    href = page_address or web
    link = f'<a href="{attribute(href)}">{text}</a>' if href else text
    return single("call_to_action", value, nice=None, sure=f'<p data-block="call_to_action"{also}>{link}</p>')


def table(value: dict) -> Written:
    plain = not value["table_caption"] and "mergeCells" not in value and value["table_header_choice"] == "row"
    return single("table", value, nice=_pipes(value) if plain else None, sure=_cells(value))


def _pipes(value: dict) -> str:
    rows = [[rich_text.escaped(cell).replace("\n", "<br>") for cell in row] for row in value["data"]]
    aligned = {mark["col"]: mark.get("className", "") for mark in value["cell"]}
    rules = [_rule(aligned.get(column, "")) for column in range(len(rows[0]))] if rows else []
    head, *rest = rows or [[]]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rules, *rest])


def _rule(name: str) -> str:
    return {"htRight": "---:", "htCenter": ":---:"}.get(name, "---")


def _cells(value: dict) -> str:
    marks = {(mark["row"], mark["col"]): mark for mark in value["cell"]}
    spans = {(span["row"], span["col"]): span for span in value.get("mergeCells", ())}
    caption = f"<caption>{in_html(value['table_caption'])}</caption>" if value["table_caption"] else ""
    rows = "".join(
        f"<tr>{''.join(_cell(text, y, x, value, marks, spans) for x, text in enumerate(row))}</tr>"
        for y, row in enumerate(value["data"])
    )
    return f'<table data-block="table" data-header="{value["table_header_choice"]}">{caption}{rows}</table>'


def _cell(text: str, y: int, x: int, value: dict, marks: dict, spans: dict) -> str:
    is_header = (y == 0 and value["first_row_is_table_header"]) or (x == 0 and value["first_col_is_header"])
    mark, span = marks.get((y, x), {}), spans.get((y, x))
    said = f' class="{attribute(mark["className"])}"' if mark.get("className") else ""
    said += " hidden" if mark.get("hidden") else ""
    said += f' rowspan="{span["rowspan"]}" colspan="{span["colspan"]}"' if span else ""
    name = "th" if is_header else "td"
    return f"<{name}{said}>{in_html(text)}</{name}>"


def canonical_table(value: dict) -> dict:
    """A table's value without what only its editor needs."""
    choice = value.get("table_header_choice") or "neither"
    choice = {"col": "column"}.get(choice, choice)
    width = max((len(row) for row in value.get("data") or []), default=0)
    cells = sorted(
        (
            {"row": mark["row"], "col": mark["col"]}
            | ({"className": mark["className"]} if mark.get("className") else {})
            | ({"hidden": True} if mark.get("hidden") else {})
            for mark in value.get("cell") or []
            if mark.get("className") or mark.get("hidden")
        ),
        key=lambda mark: (mark["row"], mark["col"]),
    )
    merged = sorted(
        (
            {name: span[name] for name in ("row", "col", "rowspan", "colspan")} | {"removed": False}
            for span in value.get("mergeCells") or []
        ),
        key=lambda span: (span["row"], span["col"]),
    )
    rows = [[_cell_text(cell) for cell in row] + [""] * (width - len(row)) for row in value.get("data") or []]
    return {
        "data": rows,
        "cell": cells,
        "first_row_is_table_header": choice in {"row", "both"},
        "first_col_is_header": choice in {"column", "both"},
        "table_header_choice": choice,
        "table_caption": value.get("table_caption") or "",
    } | ({"mergeCells": merged} if merged else {})


def _cell_text(cell: object) -> str:
    return "" if cell is None else str(cell).replace("\r\n", "\n")
