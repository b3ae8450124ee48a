"""A folder with documents, questions and judgements of which document answers which question."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HEADER = ["query", "doc", "grade"]


class BadCollection(Exception):
    """The folder cannot be measured on; the message says where and why."""


@dataclass(frozen=True)
class Text:
    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Collection:
    documents: list[Text]
    questions: dict[str, str]
    #: By question, the grade of each judged document.
    judgements: dict[str, dict[str, int]]


def read_collection(folder: Path) -> Collection:
    if not folder.is_dir():
        raise BadCollection(f"There is no folder {folder}.")
    documents = list(_documents(folder / "docs.jsonl"))
    questions = dict(_questions(folder / "queries.jsonl"))
    judgements = _judgements(folder / "qrels.tsv")
    measured = {question: grades for question, grades in judgements.items() if question in questions}
    if not measured:
        raise BadCollection(f"No query of {folder / 'queries.jsonl'} is judged in {folder / 'qrels.tsv'}.")
    return Collection(documents, questions, measured)


def _documents(path: Path) -> Iterator[Text]:
    for at, row in _rows(path):
        yield Text(_id(at, row), _text(at, row, "title", required=False), _text(at, row, "text"))


def _questions(path: Path) -> Iterator[tuple[str, str]]:
    for at, row in _rows(path):
        yield _id(at, row), _text(at, row, "text")


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    lines = _lines(path)
    if [each.strip() for each in lines[0].split("\t")] != HEADER:
        raise BadCollection(f"{path}, line 1: expected the header {' '.join(HEADER)}, separated by tabs.")
    found: dict[str, dict[str, int]] = {}
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = [each.strip() for each in line.split("\t")]
        if len(cells) != len(HEADER):
            raise BadCollection(f"{path}, line {number}: expected 3 columns separated by tabs, found {len(cells)}.")
        query, document, grade = cells
        found.setdefault(query, {})[document] = _grade(f"{path}, line {number}", grade)
    if not found:
        raise BadCollection(f"{path} holds no judgement.")
    return found


def _grade(at: str, grade: str) -> int:
    try:
        value = float(grade)
    except ValueError:
        value = None
    if value is None or not value.is_integer():
        raise BadCollection(f"{at}: the grade {grade!r} is not a whole number.")
    return int(value)


def _rows(path: Path) -> Iterator[tuple[str, dict]]:
    seen = set()
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        at = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadCollection(f"{at}: this is not JSON ({error}).") from error
        if not isinstance(row, dict):
            raise BadCollection(f"{at}: expected an object in braces.")
        if (name := _id(at, row)) in seen:
            raise BadCollection(f"{at}: the id {name!r} was there before.")
        seen.add(name)
        yield at, row
    if not seen:
        raise BadCollection(f"{path} is empty.")


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise BadCollection(f"There is no file {path}.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadCollection(f"{path}, line {line}: this is not UTF-8.") from error
    except OSError as error:
        raise BadCollection(f"{path} cannot be read: {error.strerror}.") from error
    # Not splitlines, which would also cut at the odd separators that a text may hold.
    return text.split("\n")


def _id(at: str, row: dict) -> str:
    value = row.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise BadCollection(f'{at}: "id" is missing or empty.')
    return str(value).strip()


def _text(at: str, row: dict, name: str, *, required: bool = True) -> str:
    value = row.get(name, None if required else "")
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise BadCollection(f'{at}: "{name}" is missing or not a text.')
    return value
