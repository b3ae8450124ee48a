"""What an export of ours says beside its pieces: experts, topics, personas, industries, stages, and the names of its files.

Each stands in a YAML file in the folder. What is known here by the same slug or name stays as it is here.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from buying_stages.models import CallToAction
from content.importing import safe_yaml
from content.importing.mapping import MappingRefused
from content.importing.piece import Refused
from content.models import Expert

MOST_BYTES = 20_000_000

Line = Annotated[str, Field(max_length=255)]
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,120}$")]
Web = Annotated[str, Field(max_length=200, pattern=r"^(https?://\S+)?$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpertEntry(_Entry):
    slug: Slug
    name: Annotated[str, Field(min_length=1, max_length=120)]
    kind: Expert.Kind = Expert.Kind.COLLEAGUE
    job_title: Annotated[str, Field(max_length=120)] = ""
    organisation: Annotated[str, Field(max_length=120)] = ""
    biography: str = ""
    website: Web = ""
    photo: str = ""


class TopicEntry(_Entry):
    slug: Annotated[str, Field(min_length=1, max_length=100)]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    introduction: Annotated[str, Field(max_length=300)] = ""
    target_interval_days: Annotated[int, Field(ge=0, le=32767)] | None = None


class PersonaEntry(_Entry):
    slug: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    description: str = ""
    questions: str = ""


class IndustryEntry(_Entry):
    slug: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]


class StageEntry(_Entry):
    slug: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    buyer_question: Annotated[str, Field(max_length=200)] = ""
    aspirational_share: Annotated[int, Field(ge=0, le=100)] = 50
    allows_gate: bool = True
    call_to_action: CallToAction = CallToAction.LEARN
    allows_contact: bool = True
    brand_mentions_limit: Annotated[int, Field(ge=0, le=32767)] = 10
    needs_sales_edition: bool = False


class PictureEntry(_Entry):
    title: Line
    description: Line = ""
    credit: Annotated[str, Field(max_length=200)] = ""
    focal_point: tuple[int, int, int, int] | None = None


class DocumentEntry(_Entry):
    title: Line


@dataclass(frozen=True)
class Vocabulary:
    experts: list[ExpertEntry] = field(default_factory=list)
    topics: list[TopicEntry] = field(default_factory=list)
    personas: list[PersonaEntry] = field(default_factory=list)
    industries: list[IndustryEntry] = field(default_factory=list)
    stages: list[StageEntry] = field(default_factory=list)
    pictures: dict[str, PictureEntry] = field(default_factory=dict)
    documents: dict[str, DocumentEntry] = field(default_factory=dict)


FILES = {
    "experts": list[ExpertEntry],
    "topics": list[TopicEntry],
    "personas": list[PersonaEntry],
    "industries": list[IndustryEntry],
    "stages": list[StageEntry],
    "pictures": dict[str, PictureEntry],
    "documents": dict[str, DocumentEntry],
}


def load(folder: Path) -> Vocabulary:
    """From the files that are there; MappingRefused, naming file and entry, for one that cannot be used."""
    return Vocabulary(
        **{
            name: _load(path, shape)
            for name, shape in FILES.items()
            if (path := folder / f"{name}.yaml").is_file() and path.resolve().is_relative_to(folder.resolve())
        }
    )


def _load(path: Path, shape):
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"it is larger than {MOST_BYTES // 1_000_000} MB")
        return TypeAdapter(shape).validate_python(safe_yaml.load(path.read_text(encoding="utf-8")) or shape())
    except (OSError, UnicodeDecodeError, Refused) as error:
        raise MappingRefused(f"{path} cannot be read: {error}.") from error
    except ValidationError as error:
        faults = "\n".join(f"  {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()[:20])
        raise MappingRefused(f"{path} cannot be used:\n{faults}") from error
