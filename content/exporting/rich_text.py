"""The HTML of our text blocks as Markdown, as far as Markdown says it; the rest stays HTML, which Markdown allows."""

import re

from bs4 import BeautifulSoup, NavigableString, Tag

BLANKS = re.compile(r"[ \t\r\n\f]+")
SPECIAL = re.compile(r"[\\`*\[\]|]|&(?=#?\w+;)|<(?=[a-zA-Z/!?])|~(?=~)")
AT_THE_START = re.compile(r"^(?:[-+#>=~]|\d+(?=[.)]))")
UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)")
PLAIN_ADDRESS = re.compile(r"[^\s()<>\\*_\[\]`&|]+")
MARKS = {"b": "**", "i": "*"}
KEPT = {"sup", "sub"}


def markdown(element) -> str | None:
    """One element of a text, or None if Markdown has no word for it."""
    if not isinstance(element, Tag):
        return None
    if element.name == "p":
        return _sample(element) or _at_the_start(inline(element))
    if element.name in {"ul", "ol"}:
        return "\n".join(_items(element))
    if element.name == "hr":
        return "---"
    return None


def escaped(text: str) -> str:
    """Words that Markdown would read as signs, made words again."""
    text = SPECIAL.sub(lambda sign: f"\\{sign[0]}", text)
    return UNDERSCORE.sub(r"\\_", text)


def address(href: str) -> str:
    return href if PLAIN_ADDRESS.fullmatch(href) else f"<{href}>"


def inline(tag: Tag) -> str:
    return "".join(_inline(node) for node in tag.children)


def _at_the_start(line: str) -> str:
    found = AT_THE_START.match(line)
    if not found:
        return line
    end = found.end()
    return f"{line[:end]}\\{line[end:]}" if line[0].isdigit() else f"\\{line}"


def _inline(node) -> str:
    if isinstance(node, NavigableString):
        return escaped(str(node))
    if node.name == "br":
        return "<br>"
    if node.name == "code":
        return _code(node)
    inner = inline(node)
    if node.name == "a" and node.get("href") and inner.strip():
        return f"[{inner}]({address(str(node['href']))})"
    if node.name in MARKS and _stands_alone(node):
        return f"{MARKS[node.name]}{inner}{MARKS[node.name]}"
    return f"<{node.name}>{inner}</{node.name}>"


def _stands_alone(node: Tag) -> bool:
    """Whether Markdown would see where the emphasis begins and ends."""
    text = node.get_text()
    inner = [child for child in node.children if isinstance(child, Tag)]
    return bool(text) and text[0].isalnum() and text[-1].isalnum() and not any(tag.name in MARKS for tag in inner)


def _code(node: Tag) -> str:
    text = node.get_text()
    if not text.strip() or text != text.strip() or node.find(True):
        return f"<code>{escaped(text)}</code>"
    fence = "`" * (max(map(len, re.findall(r"`+", text)), default=0) + 1)
    blank = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{blank}{text}{blank}{fence}"


def _sample(paragraph: Tag) -> str:
    """Lines of code that fill a paragraph, as a fenced block."""
    lines, line = [], ""
    for node in paragraph.children:
        if not isinstance(node, Tag) or node.name not in {"code", "br"}:
            return ""
        if node.name == "br":
            lines.append(line)
            line = ""
        else:
            line += node.get_text()
    lines.append(line)
    if len(lines) < 2:
        return ""
    text = "\n".join(lines).replace("\u00a0", " ")
    fence = "`" * max(3, max(map(len, re.findall(r"`+", text)), default=0) + 1)
    return f"{fence}\n{text}\n{fence}"


def _items(tag: Tag) -> list[str]:
    lines = []
    items = [item for item in tag.children if isinstance(item, Tag)]
    for number, item in enumerate(items, start=1):
        mark = "- " if tag.name == "ul" else f"{number}. "
        nested = [child for child in item.children if isinstance(child, Tag) and child.name in {"ul", "ol"}]
        text = "".join(_inline(child) for child in item.children if child not in nested)
        lines.append(f"{mark}{_at_the_start(text.strip())}")
        lines += [f"{' ' * len(mark)}{line}" for inner in nested for line in _items(inner)]
    return lines


def normal(html: str) -> BeautifulSoup:
    """One spelling for texts that look the same: no editor's keys, no blanks that nobody sees."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(True):
        tag.attrs.pop("data-block-key", None)
        tag.name = {"strong": "b", "em": "i"}.get(tag.name, tag.name)
    for text in list(soup.find_all(string=True)):
        text.replace_with(NavigableString(BLANKS.sub(" ", str(text))))
    for block in soup.find_all(["p", "li", "blockquote"]):
        _trim(block)
    for text in [node for node in soup.children if isinstance(node, NavigableString) and not node.strip()]:
        text.extract()
    return soup


def _trim(block: Tag) -> None:
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        edge = block.contents[end] if block.contents else None
        if isinstance(edge, NavigableString):
            edge.replace_with(NavigableString(strip(str(edge), " ")))
