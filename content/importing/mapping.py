"""What the words of a foreign archive mean here: a YAML file, `touchstone-import.yaml`, in the folder or beside it.

    name: blog-18f                  # how the archive is called in our records; by default the folder's name.
    site: https://18f.gsa.gov       # where it stood: links to it that are not imported become whole addresses
    root: .                         # the folder that addresses such as /assets/a.png start from
    permalink: /{year}/{month}/{day}/{slug}/      # how the archive addressed its pieces
    skip: ["drafts/*"]              # files that are no pieces, besides README, LICENSE and their like

    defaults:                       # for what neither the file nor a rule says
      pillar: practical             # aspirational or practical
      stage: awareness              # the slug of a buying stage
      format: article
      personas: [chief-operating-officer]

    rules:                          # in order: the first that gives a value wins, value by value
      - folder: case-studies        # every condition of a rule must hold; of a list, one is enough
        stage: short-list
        format: case-study
      - tag: [open source, agile]
        author: [jfinch]
        pillar: aspirational
      - folder: post/members        # in an export of WordPress, Ghost or a feed a folder is a type of post: post, page
        gated: true                 # and other types only come in if a rule names them; post/members is Ghost's

    authors:                        # names for the authors' slugs, or a name with more
      jfinch: Jo Finch
      alan-brouilette: {name: Alan Brouilette, job_title: Writer, organisation: 18F}

    tags:
      merge: {Web design system: [web design system, uswds]}    # the name here, and what it was called there
      drop: [18f, general services administration]

What a file says about itself comes before the rules, the rules before the defaults.
"""

from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Annotated

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from buying_stages.models import BuyingStage, Pillar
from content.importing import safe_yaml
from content.importing.piece import Refused
from content.models import Format

FILE_NAME = "touchstone-import.yaml"
NEVER_PIECES = [
    *("README.*", "LICEN[CS]E.*", "CHANGELOG.*", "CONTRIBUTING.*", "CODE_OF_CONDUCT.*", "PROVENANCE.*", "SECURITY.*")
]


class MappingRefused(Exception):
    """The mapping file cannot be used; the message names each line and what would be legal."""


def _known_stage(slug: str) -> str:
    legal = list(BuyingStage.objects.values_list("slug", flat=True))
    if slug not in legal:
        raise ValueError(f"'{slug}' is no buying stage; choose one of {', '.join(legal)}")
    return slug


def _as_words(value: object) -> object:
    return [str(word) for word in (value if isinstance(value, list) else [value])]


def _as_person(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _in_small_letters(words: list[str]) -> list[str]:
    return [word.casefold().strip() for word in words]


Words = Annotated[list[str], BeforeValidator(_as_words)]
Names = Annotated[Words, AfterValidator(_in_small_letters)]
Stage = Annotated[str, AfterValidator(_known_stage)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Placement(_Strict):
    pillar: Pillar | None = None
    stage: Stage | None = None
    format: Format | None = None
    personas: Words = []
    gated: bool | None = None


class Rule(Placement):
    folder: Words | None = None
    tag: Names | None = None
    author: Names | None = None

    @model_validator(mode="after")
    def _say_when_and_what(self):
        if self.folder is self.tag is self.author is None:
            raise ValueError("a rule needs a condition: folder, tag or author")
        if not (self.pillar or self.stage or self.format or self.personas or self.gated is not None):
            raise ValueError("a rule needs something to set: pillar, stage, format, personas or gated")
        return self

    def holds_for(self, *, folder: str, tags: set[str], authors: set[str]) -> bool:
        inside = {str(parent) for parent in (PurePosixPath(folder), *PurePosixPath(folder).parents)}
        return (
            (self.folder is None or any(name.strip("/") in inside for name in self.folder))
            and (self.tag is None or not tags.isdisjoint(self.tag))
            and (self.author is None or not authors.isdisjoint(self.author))
        )


class PersonName(_Strict):
    name: str = Field(min_length=1, max_length=120)
    job_title: str = Field("", max_length=120)
    organisation: str = Field("", max_length=120)


class Tags(_Strict):
    merge: dict[str, Names] = {}
    drop: Names = []

    def names(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        """The topics that these tags stand for here, each once."""
        ours = {there: here for here, names in self.merge.items() for there in [*names, here.casefold()]}
        kept = (ours.get(tag.casefold(), tag) for tag in tags if tag.casefold() not in self.drop)
        return tuple({name.casefold(): name for name in kept}.values())


class Mapping(_Strict):
    name: str = Field("", max_length=100)
    site: str = Field("", pattern=r"^(https?://[^/\s]+/?)?$")
    root: str = "."
    permalink: str = ""
    skip: list[str] = []
    defaults: Placement = Placement()
    rules: list[Rule] = []
    authors: dict[str, Annotated[PersonName, BeforeValidator(_as_person)]] = {}
    tags: Tags = Tags()

    def place(self, *, folder: str, tags: set[str], authors: set[str]) -> Placement:
        """What rules and defaults say about a piece, value by value."""
        holding = [rule for rule in self.rules if rule.holds_for(folder=folder, tags=tags, authors=authors)]
        said = [*holding, self.defaults]
        return Placement.model_construct(
            **{
                field: next((value for each in said if (value := getattr(each, field)) not in (None, [])), default)
                for field, default in (
                    *(("pillar", None), ("stage", None), ("format", None), ("personas", []), ("gated", None)),
                )
            }
        )

    def passes_over(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        return any(fnmatch(name.upper(), pattern) for pattern in NEVER_PIECES) or any(
            fnmatch(path, pattern) for pattern in self.skip
        )


def find(folder: Path) -> Path | None:
    """The mapping file in a folder or beside it."""
    return next((path for path in (folder / FILE_NAME, folder.parent / FILE_NAME) if path.is_file()), None)


def load(path: Path) -> Mapping:
    try:
        text = path.read_text(encoding="utf-8")
        values = safe_yaml.load(text)
    except (OSError, UnicodeDecodeError, Refused) as error:
        raise MappingRefused(f"The mapping {path} cannot be read: {error}.") from error
    if not isinstance(values, dict | None):
        raise MappingRefused(f"The mapping {path} has to be lines of `name: value`.")
    try:
        return Mapping.model_validate(values or {})
    except ValidationError as error:
        document = safe_yaml.compose(text)
        faults = "\n".join(f"  {_in_words(fault, document)}" for fault in error.errors())
        raise MappingRefused(f"The mapping {path} cannot be used:\n{faults}") from error


def _in_words(fault: dict, document: yaml.Node) -> str:
    field = ".".join(str(step) for step in fault["loc"]) or "the file"
    message = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        message = "is not a word of this file; see the head of content/importing/mapping.py for those that are"
    if fault["type"] == "enum":
        message = f"'{fault['input']}' is not legal; choose one of {fault['ctx']['expected']}"
    return f"line {_line(document, fault['loc'])}, {field}: {message}"


def _line(node: yaml.Node, steps: tuple) -> int:
    """Where in the file the value stands that these steps lead to, as far as they lead."""
    line = node.start_mark.line
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line
    return line + 1
