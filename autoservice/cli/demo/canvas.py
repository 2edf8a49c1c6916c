"""A canvas for the demo's drawings: the origin is in the middle, one unit is a pixel of the picture."""

from collections.abc import Sequence
from math import cos, pi, sin
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

# Drawn larger and made smaller: edges are smooth.
SCALE: Final = 2
SHADOW: Final = (12, 18)
BLUR: Final = 4


class Canvas:
    """A transparent sheet of ``size`` pixels."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._sheet = Image.new("RGBA", (size[0] * SCALE, size[1] * SCALE))
        self._pen = ImageDraw.Draw(self._sheet)

    def circle(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a disc."""
        self._pen.ellipse([self._at(x - radius, y - radius), self._at(x + radius, y + radius)], fill=colour)

    def ring(self, number: int, distance: float, radius: float, colour: str) -> None:
        """Draw so many discs around the middle."""
        for turn in range(number):
            angle = 2 * pi * turn / number - pi / 2
            self.circle(distance * cos(angle), distance * sin(angle), radius, colour)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: str, rounding: float) -> None:
        """Draw a rectangle with round corners."""
        self._pen.rounded_rectangle([self._at(x0, y0), self._at(x1, y1)], rounding * SCALE, fill=colour)

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float, colour: str) -> None:
        """Draw a line with round ends."""
        self._pen.line([self._at(x0, y0), self._at(x1, y1)], fill=colour, width=round(width * SCALE))
        for x, y in ((x0, y0), (x1, y1)):
            self.circle(x, y, width / 2, colour)

    def polygon(self, corners: Sequence[tuple[float, float]], colour: str) -> None:
        """Draw a shape with these corners."""
        self._pen.polygon([self._at(x, y) for x, y in corners], fill=colour)

    def drop(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a drop."""
        self.circle(x, y, radius, colour)
        side, tip = radius * 0.94, y - radius * 2.3
        self.polygon([(x - side, y - radius * 0.3), (x, tip), (x + side, y - radius * 0.3)], colour)

    def paste_on(self, ground: Image.Image) -> Image.Image:
        """Return ``ground`` with the drawing on it, and the drawing's shadow below it."""
        sheet = self._sheet.reduce(SCALE)
        # So soft that a small one will do, which takes a fraction of the time.
        small = sheet.getchannel("A").reduce(BLUR).filter(ImageFilter.GaussianBlur(14 / BLUR))
        shadow = small.resize(self._size).point(lambda alpha: alpha * 0.35)
        ground.paste("#20242a", SHADOW, shadow)
        ground.paste(sheet, (0, 0), sheet)
        return ground

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return ((self._size[0] / 2 + x) * SCALE, (self._size[1] / 2 + y) * SCALE)
