"""The picture that stands beside a link to us elsewhere: title, question, topic and the asset's own art."""

from dataclasses import astuple, dataclass
from hashlib import sha256
from io import BytesIO
from threading import Lock

from PIL import Image, ImageChops, ImageDraw

from buying_stages.models import Pillar
from content.art import HEIGHT as ART_HEIGHT
from content.art import INKS, Spot, drawing
from content.art import WIDTH as ART_WIDTH
from content.machines.lettering import SANS, SERIF, Hand, legible

WIDTH, HEIGHT = 1200, 630
MARGIN = 64
ART_FROM = 780
TEXT_WIDTH = ART_FROM - 2 * MARGIN
PAPER, GROUND, INK, MUTED = "#fbf9f4", "#f1eee5", "#1b1c1e", "#5c5b57"
TITLE_SIZES = range(72, 36, -4)
TITLE_TOP, TITLE_BOTTOM = 132, 500
LINE = 1.14
FINER = 2  # the art is drawn so much larger and then reduced, for smooth edges
INKS_A_CARD = 96
# Raised when the drawing changes, so that every card gets a new address.
EDITION = 1
# Fonts are shared between threads, and two cards at once would only wait for each other.
_pen = Lock()


@dataclass(frozen=True)
class Card:
    title: str
    site: str
    pillar: str = ""
    topic: str = ""

    @property
    def digest(self) -> str:
        told = "\0".join([str(EDITION), *astuple(self)])
        return sha256(told.encode("utf-8", "replace")).hexdigest()[:20]

    @property
    def description(self) -> str:
        """The card in words, for readers who do not see it."""
        question = Pillar(self.pillar).question if self.pillar in Pillar.values else ""
        return " ".join(part for part in (f"{self.title}.", question, self.site) if part)

    def png(self) -> bytes:
        with _pen:
            image = self._drawn()
        out = BytesIO()
        image.quantize(INKS_A_CARD, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return out.getvalue()

    def _drawn(self) -> Image.Image:
        image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        draw = ImageDraw.Draw(image)
        draw.rectangle((ART_FROM, 0, WIDTH, HEIGHT), fill=GROUND)
        shape, spots = drawing(self.title, self.pillar, self.topic)
        image.paste(INKS[shape], (ART_FROM, 0), _art(shape, spots))
        if self.pillar in Pillar.values:
            _question(draw, Pillar(self.pillar))
        _title(draw, legible(self.title, SERIF))
        _foot(draw, legible(self.site, SANS), legible(self.topic, SANS))
        return image


def _question(draw: ImageDraw.ImageDraw, pillar: Pillar) -> None:
    x, y, reach = MARGIN + 13, MARGIN + 20, 12
    if pillar is Pillar.ASPIRATIONAL:
        corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y), (x, y - reach), (x + reach, y)]
        draw.line(corners, fill=INKS[pillar], width=4, joint="curve")
    else:
        draw.rectangle((x - 10, y - 10, x + 10, y + 10), fill=INKS[pillar])
    Hand(SANS, 28, 600).write(draw, (MARGIN + 40, MARGIN + 30), pillar.question, INKS[pillar])


def _title(draw: ImageDraw.ImageDraw, title: str) -> None:
    """As large as it fits; what does not fit at the smallest size is cut with an ellipsis."""
    room = TITLE_BOTTOM - TITLE_TOP
    for size in TITLE_SIZES:
        hand = Hand(SERIF, size, 600)
        lines, at_most = hand.wrap(title, TEXT_WIDTH), int(room / (size * LINE))
        if len(lines) <= at_most:
            break
    else:
        lines = [*lines[: at_most - 1], hand.shorten(" ".join(lines[at_most - 1 :]), TEXT_WIDTH)]
    for number, line in enumerate(lines):
        hand.write(draw, (MARGIN, TITLE_TOP + size * (0.8 + number * LINE)), line, INK)


def _foot(draw: ImageDraw.ImageDraw, site: str, topic: str) -> None:
    base = HEIGHT - MARGIN
    name, subject = Hand(SANS, 28, 600), Hand(SANS, 28, 400)
    end = name.write(draw, (MARGIN, base), name.shorten(site, TEXT_WIDTH), INK)
    room = MARGIN + TEXT_WIDTH - end - 28
    if topic and room > 120:
        subject.write(draw, (end + 28, base), subject.shorten(topic, room), MUTED)


def _art(shape: Pillar, spots: list[Spot]) -> Image.Image:
    """A mask of the art as the page shows it, cut to the card's right side around its middle."""
    scale = FINER * HEIGHT / ART_HEIGHT
    size = (FINER * (WIDTH - ART_FROM), FINER * HEIGHT)
    shift = (size[0] - ART_WIDTH * scale) / 2
    placed = [(x * scale + shift, y * scale, reach * scale) for x, y, reach in spots]
    mask = _squares(size, placed) if shape is Pillar.PRACTICAL else _diamonds(size, placed, width=round(4 * scale))
    return mask.reduce(FINER)


def _squares(size: tuple[int, int], spots: list[Spot]) -> Image.Image:
    """Where two lie upon each other the ground shows."""
    mask = Image.new("L", size)
    for x, y, reach in spots:
        box = (round(x - reach), round(y - reach), round(x + reach), round(y + reach))
        mask.paste(ImageChops.invert(mask.crop(box)), box[:2])
    return mask


def _diamonds(size: tuple[int, int], spots: list[Spot], *, width: int) -> Image.Image:
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for x, y, reach in spots:
        r = 1.25 * reach
        corners = [(x, y - r), (x + r, y), (x, y + r), (x - r, y), (x, y - r), (x + r, y)]
        draw.line(corners, fill=255, width=width, joint="curve")
    return mask
