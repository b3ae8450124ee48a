"""What the script that draws is told (analytics/charts.js): values and words, no colours of its own."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Series:
    """One colour of the bars. A tone is a name that the style sheet has a colour for, light and dark."""

    name: str
    tone: str
    values: Sequence[int]
    #: Where a bar leads, if anywhere.
    addresses: Sequence[str] = ()

    @property
    def n(self) -> int:
        return sum(self.values)


@dataclass(frozen=True)
class Chart:
    """Bars that stand on each other. `labels` stand below them, `spoken` in what a pointer shows."""

    label: str
    unit: str
    labels: Sequence[str]
    spoken: Sequence[str]
    series: Sequence[Series] = field(default_factory=list)
    is_small: bool = False

    @property
    def n(self) -> int:
        return sum(each.n for each in self.series)

    @property
    def described(self) -> dict:
        return asdict(self)
