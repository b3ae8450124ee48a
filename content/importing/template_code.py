"""The template code that site generators leave in Markdown: what it stands for, where we know; else out it goes.

Known are the common forms of Jekyll and Eleventy: `{{ "/path/" | url }}`, `{{ site.baseurl }}`, `{{ page.image }}`,
`{% image "path" "alt" %}`, `{% include "name.html", image: "...", caption: "..." %}` and their like.
Code samples are left as they are.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

from content.importing.piece import Note

# Each of these looks ahead so far and no farther: a file of unclosed braces must not take an hour.
RAW = re.compile(r"{%-?\s*raw\s*-?%}(.{0,5000}?){%-?\s*endraw\s*-?%}", re.DOTALL)
COMMENT = re.compile(r"{%-?\s*comment\s*-?%}.{0,5000}?{%-?\s*endcomment\s*-?%}", re.DOTALL)
HIGHLIGHT = re.compile(
    r"^{%-?\s*highlight\b[^%]{0,200}%}\n?(.{0,5000}?)\n?{%-?\s*endhighlight\s*-?%}", re.DOTALL | re.MULTILINE
)
FENCE = r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
SPAN = r"(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).){1,5000}?(?<!`)(?P=ticks)(?!`)"
ELEMENT = r"<(?P<element>pre|code)\b.{0,50000}?</(?P=element)\s*>"
CODE = re.compile(f"{FENCE}|{SPAN}|{ELEMENT}", re.DOTALL | re.MULTILINE)
WORD_OF_CODE = re.compile(r"{{-?(?P<output>.{0,2000}?)-?}}|{%-?(?P<tag>.{0,2000}?)-?%}", re.DOTALL)
ATTRIBUTE_LIST = re.compile(r"\{:[^{}\n]*\}")
STRAY = re.compile(r"{{|}}|{%|%}")
QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
NAMED = re.compile(r"(\w+)\s*[:=]\s*(?:\"([^\"]*)\"|'([^']*)')")
NOTHING = re.compile(r"(?:site|sire)\.(?:base_?url|url)")
NAME = re.compile(r"(?:page\.|post\.)?(\w+)")

# Braces under {% raw %} are text; until the template code is gone they travel as letters that nobody uses.
SHELTER = {"{{": "\ue000", "}}": "\ue001", "{%": "\ue002", "%}": "\ue003"}

LEFT_OUT = "template code left out"


@dataclass
class TemplateCode:
    """Resolves the template code of one file."""

    values: Mapping[str, str]
    name_of: Callable[[str], str]
    notes: list[Note] = field(default_factory=list)

    def resolve(self, source: str) -> str:
        if "{" not in source and "}" not in source:
            return source
        source = RAW.sub(lambda found: _shelter(found.group(1)), source)
        source = HIGHLIGHT.sub(lambda found: f"```\n{found.group(1)}\n```", source)
        parts, end = [], 0
        for code in CODE.finditer(source):
            parts += [self._prose(source[end : code.start()]), _unshelter(code.group())]
            end = code.end()
        return "".join([*parts, self._prose(source[end:])])

    def _prose(self, text: str) -> str:
        if COMMENT.search(text):
            text = COMMENT.sub(lambda found: self._leave_out(found.group()), text)
        text = WORD_OF_CODE.sub(self._word, text)
        text = ATTRIBUTE_LIST.sub(lambda found: self._leave_out(found.group()), text)
        return STRAY.sub(lambda found: self._leave_out(found.group()), _unshelter(text))

    def _word(self, found: re.Match) -> str:
        tag, output = found["tag"], found["output"]
        meant = self._output(output.strip()) if tag is None else self._tag(tag.strip())
        if meant is None:
            return self._leave_out(found.group())
        alone = _is_alone(found)
        return f"\n\n{meant}\n\n" if alone and meant.startswith("<") else meant

    def _leave_out(self, code: str) -> str:
        self.notes.append(Note(LEFT_OUT, code))
        return ""

    def _output(self, output: str) -> str | None:
        value, *filters = (part.strip() for part in output.split("|"))
        names = [name.partition(":")[0].strip() for name in filters]
        quoted = QUOTED.fullmatch(value)
        text = (quoted.group(1) or quoted.group(2) or "") if quoted else self._value(value)
        if text is None:
            return None
        if names == ["embed"]:
            return f'<iframe src="{escape(text)}" title="{escape(_quoted(filters[0]))}"></iframe>'
        if names == ["team_link"]:
            return self.name_of(text)
        return text if {"url", "relative_url", "absolute_url", "prepend", "escape"}.issuperset(names) else None

    def _value(self, expression: str) -> str | None:
        if NOTHING.fullmatch(expression):
            return ""
        name = NAME.fullmatch(expression)
        return self.values.get(name.group(1)) if name else None

    def _tag(self, tag: str) -> str | None:
        name, _, rest = tag.partition(" ")
        words = [a or b for a, b in QUOTED.findall(rest)]
        if name == "image" and words:
            return _image(words[0], words[1] if len(words) > 1 else "")
        if name == "image_with_class" and words:
            return _image(words[0], words[2] if len(words) > 2 else "")
        if name == "include":
            return _included({key: a or b for key, a, b in NAMED.findall(rest)})
        if name in {"post_url", "link"} and rest.strip():
            return f"post:{rest.strip()}"
        return None


def _shelter(text: str) -> str:
    for braces, letter in SHELTER.items():
        text = text.replace(braces, letter)
    return text


def _unshelter(text: str) -> str:
    for braces, letter in SHELTER.items():
        text = text.replace(letter, braces)
    return text


def _is_alone(found: re.Match) -> bool:
    """Whether nothing else stands on its lines."""
    before = found.string[: found.start()].rpartition("\n")[2]
    after = found.string[found.end() :].partition("\n")[0]
    return not before.strip() and not after.strip()


def _quoted(text: str) -> str:
    found = QUOTED.search(text)
    return (found.group(1) or found.group(2) or "") if found else ""


def _image(address: str, alternative: str) -> str:
    return f'<img src="/{escape(address.lstrip("/"))}" alt="{escape(_one_line(alternative))}">'


def _included(named: dict[str, str]) -> str | None:
    """The two kinds of part that carry content themselves: a picture with its caption, words with their speaker."""
    address = named.get("image") or named.get("src")
    if address:
        caption = _one_line(named.get("caption", ""))
        return f"<figure>{_image(address, named.get('alt', ''))}<figcaption>{caption}</figcaption></figure>"
    if named.get("quote"):
        speaker = f"<p>— {_one_line(named['attribution'])}</p>" if named.get("attribution") else ""
        return f"<blockquote><p>{_one_line(named['quote'])}</p>{speaker}</blockquote>"
    return None


def _one_line(text: str) -> str:
    return " ".join(text.split())
