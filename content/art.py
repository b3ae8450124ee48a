"""The picture of an asset that has no cover: a field of its pillar's shape, always the same for the same asset."""

from collections.abc import Callable
from hashlib import sha256
from math import cos, hypot, pi, sin

from buying_stages.models import Pillar

WIDTH, HEIGHT = 600, 400
CELLS = (50, 200 / 3, 100)  # each goes a whole number of times into both sides
INKS = {Pillar.ASPIRATIONAL: "#23408e", Pillar.PRACTICAL: "#a8660f"}
LIGHTEST = 0.14

Weight = Callable[[float, float], float]
Spot = tuple[float, float, float]


def cover_art(title: str, pillar: str, topic: str = "") -> str:
    """An SVG document. The topic sets how fine the grid is; title and topic together what happens on it.

    Colours stand as attributes, so that the picture is whole on its own, and a page's stylesheet may
    still give `art-ground`, `art-shape` and `art-line` the colours of its theme.
    """
    shape, spots = drawing(title, pillar, topic)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="art art-{shape.value}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">'
        f'<rect class="art-ground" width="{WIDTH}" height="{HEIGHT}" fill="#f1eee5"/>'
        f"{_diamonds(spots) if shape is Pillar.ASPIRATIONAL else _squares(spots)}</svg>"
    )


def drawing(title: str, pillar: str, topic: str = "") -> tuple[Pillar, list[Spot]]:
    """The shape, and where it stands how large: the same for the page's picture and for the social card."""
    shape = Pillar(pillar) if pillar in Pillar.values else Pillar.PRACTICAL
    cell = CELLS[_numbers(topic)[0] % len(CELLS)]
    numbers = _numbers(f"{title}\0{topic}")
    ways = _ways_of_drawing(numbers)
    return shape, [*_large(cell, numbers), *_field(cell, ways[numbers[0] % len(ways)])]


def subject(asset) -> str:
    """The topic that the picture of an asset is drawn for: its first by name."""
    return min((row.tag.name for row in asset.asset_topics.all()), default="")


def _numbers(seed: str) -> bytes:
    return sha256(seed.encode("utf-8", "replace")).digest()


def _ways_of_drawing(numbers: bytes) -> list[Weight]:
    """How heavy a cell is, 0 to 1, for a place given in shares of the picture."""
    x, y, phase = numbers[1] / 255, numbers[2] / 255, numbers[3] / 255 * 2 * pi
    angle = numbers[4] / 255 * pi
    return [
        lambda u, v: 1.15 - 1.5 * hypot(u - x, (v - y) * 0.7),
        lambda u, v: 1.3 * hypot(u - x, (v - y) * 0.7),
        lambda u, v: 0.5 + 0.7 * ((u - 0.5) * cos(angle) + (v - 0.5) * sin(angle)),
        lambda u, v: 0.5 + 0.5 * sin(2 * pi * (u * cos(angle) + v * sin(angle)) * (1 + x) + phase),
        lambda u, v: 0.75 * (numbers[int(u * 31)] >> int(v * 7) & 1),
        lambda u, v: 0.9 if v > 1 - u * (0.4 + x) else 0.2,
    ]


def _large(cell: float, numbers: bytes) -> list[Spot]:
    """One large shape, or one inside another: on the lines of the grid, and inside every crop of the picture."""
    cells = max(1, int((100 + 50 * (numbers[7] % 2)) / cell))
    x = (round(WIDTH / 2 / cell) + numbers[5] % 3 - 1) * cell
    y = round(HEIGHT / 2 / cell) * cell
    return [(x, y, each * cell) for each in ((cells, cells - 1) if cells > 1 and numbers[8] % 2 else (cells,))]


def _field(cell: float, weight: Weight) -> list[Spot]:
    rows, columns = round(HEIGHT / cell), round(WIDTH / cell)
    places = [((column + 0.5) * cell, (row + 0.5) * cell) for row in range(rows) for column in range(columns)]
    weighed = [(x, y, min(max(weight(x / WIDTH, y / HEIGHT), 0), 1)) for x, y in places]
    return [(x, y, share * cell * 0.33) for x, y, share in weighed if share > LIGHTEST]


def _squares(spots: list[Spot]) -> str:
    """Solid squares; where two lie upon each other the ground shows (even-odd)."""
    steps = "".join(
        f"M{x - reach:.0f} {y - reach:.0f}h{2 * reach:.0f}v{2 * reach:.0f}h-{2 * reach:.0f}z" for x, y, reach in spots
    )
    return f'<path class="art-shape" fill="{INKS[Pillar.PRACTICAL]}" fill-rule="evenodd" d="{steps}"/>'


def _diamonds(spots: list[Spot]) -> str:
    steps = "".join(
        f"M{x:.0f} {y - 1.25 * reach:.0f}l{r} {r}-{r} {r}-{r}-{r}z"
        for x, y, reach in spots
        for r in [f"{1.25 * reach:.0f}"]
    )
    ink = INKS[Pillar.ASPIRATIONAL]
    return f'<path class="art-line" fill="none" stroke="{ink}" stroke-width="4" d="{steps}"/>'
