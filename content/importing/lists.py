"""Lists as a text block can hold them: entries of a line or more, with lists in them."""

from collections.abc import Callable
from html import escape

from bs4 import Tag

from content.importing.piece import Note
from content.importing.rich_text import BLOCKS, Inline, has_blocks, is_hidden, sample

BELOW = {"table", "figure", "blockquote"}


class Lists:
    def __init__(self, inline: Inline, *, note: Callable[[Note], None]):
        self._inline = inline
        self._note = note

    def html(self, tag: Tag, after: list[Tag]) -> str:
        """The list; what no list can hold (tables, quotes, pictures) goes to `after`, to stand below it."""
        if str(tag.get("start") or "1") != "1":
            self._note(Note("numbering of a list begins at 1", f"it began at {tag.get('start')}"))
        items = [item for item in tag.children if not is_hidden(item)]
        return f"<{tag.name}>{''.join(self._item(item, after) for item in items)}</{tag.name}>"

    def _item(self, item, after: list[Tag]) -> str:
        if not isinstance(item, Tag):
            return f"<li>{escape(item.strip(), quote=False)}</li>" if item.strip() else ""
        if item.name in {"ul", "ol"}:
            return f"<li>{self.html(item, after)}</li>"
        lines, inner, run = [], [], []
        for node in item.children:
            if not (isinstance(node, Tag) and (node.name in BLOCKS or has_blocks(node))):
                run.append(node)
                continue
            lines.append(self._inline.line(run, after))
            run = []
            self._block(node, lines, inner, after)
        lines.append(self._inline.line(run, after))
        text = "<br/>".join(line for line in lines if line)
        return f"<li>{text}{''.join(inner)}</li>" if text or inner else ""

    def _block(self, node: Tag, lines: list[str], inner: list[str], after: list[Tag]) -> None:
        if node.name in {"ul", "ol"}:
            inner.append(self.html(node, after))
        elif node.name in BELOW:
            after.append(node)
        elif node.name == "pre":
            lines.append(sample(node.get_text()))
        else:
            lines.append(self._inline.line(node.children, after))
