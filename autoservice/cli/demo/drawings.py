"""The demo's pictures, drawn by the program: what mechanics photograph, and what services look like."""

import io
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from math import acos, atan2, cos, hypot, pi, sin
from typing import Final

from PIL import Image, ImageFilter

from autoservice.cli.demo.canvas import Canvas
from autoservice.modules.progress.pictures import Picture

SIZE: Final = (960, 600)
STEEL, DARK, RUBBER = "#c9d1da", "#5b6672", "#2b3036"
Scene = Callable[[Canvas], None]
Wheel = tuple[float, float, float]


def _disc(canvas: Canvas) -> None:
    canvas.circle(0, 0, 210, STEEL)
    canvas.circle(0, 0, 196, "#b4bec9")
    canvas.circle(0, 0, 104, "#8f9ba8")
    canvas.ring(5, 72, 13, DARK)
    canvas.circle(0, 0, 34, DARK)
    canvas.box(118, -140, 224, 40, "#c8553d", 26)
    canvas.box(134, -112, 164, 12, "#7d2f22", 12)


def _tyre(canvas: Canvas) -> None:
    canvas.circle(0, 0, 230, RUBBER)
    canvas.ring(36, 219, 9, "#15181b")
    canvas.circle(0, 0, 150, STEEL)
    for turn in range(5):
        angle = 2 * pi * turn / 5 - pi / 2
        canvas.line(0, 0, 132 * cos(angle), 132 * sin(angle), 40, DARK)
    canvas.circle(0, 0, 46, "#8f9ba8")


def _oil(canvas: Canvas) -> None:
    canvas.box(-190, -60, 90, 190, "#2f6f8f", 30)
    canvas.box(-150, -140, -30, -50, "#275d78", 18)
    canvas.box(-170, 20, 70, 110, "#e8eef2", 16)
    canvas.polygon([(90, -30), (230, -150), (250, -128), (90, 30)], "#275d78")
    canvas.drop(236, -30, 36, "#d99a2b")


def _battery(canvas: Canvas) -> None:
    canvas.box(-230, -110, 230, 170, "#34414d", 24)
    canvas.box(-230, -110, 230, -50, "#232c35", 20)
    for left, colour in ((-170, "#c8553d"), (100, "#3d6fc8")):
        canvas.box(left, -160, left + 70, -104, colour, 10)
    canvas.line(-160, 60, -110, 60, 14, "#e8eef2")
    canvas.line(-135, 35, -135, 85, 14, "#e8eef2")
    canvas.line(110, 60, 160, 60, 14, "#e8eef2")


def _belt(canvas: Canvas) -> None:
    wheels = ((-150, 90, 105), (20, -130, 62), (170, 110, 80))
    for one, other in zip(wheels, (*wheels[1:], wheels[0]), strict=True):
        canvas.line(*_tangent(one, other), 20, RUBBER)
    for x, y, radius in wheels:
        canvas.circle(x, y, radius + 10, RUBBER)
    for x, y, radius in wheels:
        canvas.circle(x, y, radius - 6, STEEL)
        canvas.circle(x, y, radius * 0.72, "#8f9ba8")
        canvas.circle(x, y, radius * 0.25, DARK)


def _tangent(one: Wheel, other: Wheel) -> tuple[float, float, float, float]:
    """Return the line that touches both wheels on the left of the way from one to the other."""
    (x0, y0, r0), (x1, y1, r1) = one, other
    angle = atan2(y1 - y0, x1 - x0) - acos((r0 - r1) / hypot(x1 - x0, y1 - y0))
    touch = (cos(angle), sin(angle))
    return (x0 + r0 * touch[0], y0 + r0 * touch[1], x1 + r1 * touch[0], y1 + r1 * touch[1])


def _plug(canvas: Canvas) -> None:
    canvas.box(-26, -230, 26, -170, DARK, 12)
    canvas.box(-44, -180, 44, -40, "#f3f1ea", 18)
    for rib in range(3):
        canvas.box(-52, -160 + 40 * rib, 52, -146 + 40 * rib, "#dcd8cb", 7)
    canvas.box(-86, -46, 86, 24, "#a9b4bf", 12)
    canvas.box(-54, 24, 54, 150, STEEL, 8)
    for thread in range(6):
        canvas.line(-54, 40 + 19 * thread, 54, 48 + 19 * thread, 5, DARK)
    canvas.line(0, 150, 0, 182, 14, DARK)
    canvas.line(54, 140, 54, 206, 12, DARK)
    canvas.line(-8, 206, 58, 206, 12, DARK)


def _panel(canvas: Canvas) -> None:
    canvas.polygon([(-300, 170), (-280, -20), (-140, -170), (250, -170), (290, 170)], "#3d6fc8")
    canvas.polygon([(-225, -30), (-120, -140), (215, -140), (225, -30)], "#bcd3e6")
    canvas.box(130, 20, 230, 46, "#2a4f93", 13)
    canvas.line(-230, 110, 170, 92, 5, "#7ea3e6")
    canvas.line(-250, 140, 270, 140, 8, "#2a4f93")


def _underbody(canvas: Canvas) -> None:
    canvas.line(-340, 60, 0, 60, 44, "#8f9ba8")
    canvas.line(0, 60, 240, 60, 44, "#8f9ba8")
    canvas.box(-170, -30, 170, 150, STEEL, 70)
    canvas.box(-120, -30, -100, 150, "#8f9ba8", 4)
    canvas.box(100, -30, 120, 150, "#8f9ba8", 4)
    canvas.line(240, 60, 340, 10, 44, "#8f9ba8")


def _scan(canvas: Canvas) -> None:
    canvas.box(-220, -160, 220, 150, "#2b3945", 30)
    canvas.box(-190, -130, 190, 90, "#dff3ee", 12)
    points = [(-170, 10), (-90, 10), (-60, -70), (-20, 60), (20, -40), (50, 10), (170, 10)]
    for (x0, y0), (x1, y1) in pairwise(points):
        canvas.line(x0, y0, x1, y1, 10, "#1f8a70")
    for x in (-60, 0, 60):
        canvas.circle(x, 120, 13, "#8fa3b0")


def _strut(canvas: Canvas) -> None:
    canvas.line(0, -230, 0, 230, 26, "#8f9ba8")
    canvas.box(-44, 10, 44, 190, DARK, 16)
    for turn in range(6):
        canvas.line(-92, -150 + 44 * turn, 92, -176 + 44 * turn, 24, "#c8553d")
    canvas.box(-110, -214, 110, -184, DARK, 14)
    canvas.circle(0, 206, 36, STEEL)
    canvas.circle(0, 206, 14, DARK)


def _snow(canvas: Canvas) -> None:
    for turn in range(6):
        angle = pi * turn / 3
        canvas.line(0, 0, 200 * cos(angle), 200 * sin(angle), 20, "#3d8fc8")
        for side in (-0.5, 0.5):
            x, y = 120 * cos(angle), 120 * sin(angle)
            canvas.line(x, y, x + 74 * cos(angle + side), y + 74 * sin(angle + side), 16, "#3d8fc8")


SCENES: Final[dict[str, Scene]] = {
    "disc": _disc,
    "tyre": _tyre,
    "oil": _oil,
    "battery": _battery,
    "belt": _belt,
    "plug": _plug,
    "panel": _panel,
    "underbody": _underbody,
    "scan": _scan,
    "strut": _strut,
    "snow": _snow,
}
# Drawing and background of each service's picture; the others show what their category shows.
SERVICE_PICTURES: Final = {
    "oil_and_filter": ("oil", "#e6f0f3"),
    "computer_diagnostics": ("scan", "#e3efec"),
    "front_discs_and_pads": ("disc", "#f4e9e4"),
    "spark_plugs": ("plug", "#efeee6"),
    "battery": ("battery", "#e8ebf1"),
    "timing_belt_and_pump": ("belt", "#ecebe4"),
    "front_struts": ("strut", "#f2ebe8"),
    "seasonal_tyres": ("tyre", "#e7ecef"),
    "ac_recharge": ("snow", "#e4f0f7"),
    "muffler": ("underbody", "#ebeae8"),
    "panel_paint": ("panel", "#e8eef6"),
}


def service_picture(code: str) -> tuple[Picture, Picture]:
    """Return the picture of a service of ``SERVICE_PICTURES``, and its thumbnail."""
    name, ground = SERVICE_PICTURES[code]
    return _encoded(_draw(name, ground, "#ffffff"))


@lru_cache
def photo(name: str) -> tuple[Picture, Picture]:
    """Return a mechanic's photo of what a scene shows, and its thumbnail: darker, grainy, a little soft."""
    image = _draw(name, "#3a3d40", "#6d6a63").filter(ImageFilter.GaussianBlur(1.2))
    grain = Image.effect_noise(SIZE, 22).convert("RGB")
    return _encoded(Image.blend(image, grain, 0.08))


def _draw(name: str, edge: str, centre: str) -> Image.Image:
    light = Image.radial_gradient("L").resize(SIZE)
    image = Image.composite(Image.new("RGB", SIZE, edge), Image.new("RGB", SIZE, centre), light)
    canvas = Canvas(SIZE)
    SCENES[name](canvas)
    return canvas.paste_on(image)


def _encoded(image: Image.Image) -> tuple[Picture, Picture]:
    return _webp(image), _webp(image.reduce(2))


def _webp(image: Image.Image) -> Picture:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=82, method=2)
    return Picture(out.getvalue(), image.width, image.height)
