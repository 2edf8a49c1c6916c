"""ICC profiles of the colour spaces that pictures name by number instead (ITU-T H.273)."""

import struct
from typing import Final

# X, Y, Z of full red, green and blue under D50 light, as ICC profiles give them.
DISPLAY_P3: Final = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
BT_2020: Final = ((0.67348, 0.27904, -0.00193), (0.16566, 0.67534, 0.02998), (0.12505, 0.04561, 0.78686))
PRIMARIES: Final = {9: BT_2020, 12: DISPLAY_P3}
D50: Final = (0.9642, 1.0, 0.82491)
# The curve of sRGB: gamma, a, b, c, d of ICC's third parametric function.
SRGB_CURVE: Final = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)

Colour = tuple[float, float, float]


def profile_of_primaries(number: object) -> bytes | None:
    """Return the profile of a colour space by its number; ``None`` for sRGB's and unknown ones."""
    primaries = PRIMARIES.get(number) if isinstance(number, int) else None
    return matrix_profile(primaries) if primaries else None


def matrix_profile(primaries: tuple[Colour, Colour, Colour]) -> bytes:
    """Return an ICC profile (version 4) of an RGB space with these primaries and the curve of sRGB."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + _fixed(*SRGB_CURVE)
    points = dict(zip(("rXYZ", "gXYZ", "bXYZ"), (_xyz(point) for point in primaries), strict=True))
    tags = {"wtpt": _xyz(D50), **points, "rTRC": curve, "gTRC": curve, "bTRC": curve}
    directory, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        directory += name.encode() + struct.pack(">II", start + len(body), len(data))
        body += data
    return _header(start + len(body)) + directory + body


def _header(size: int) -> bytes:
    head = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x04200000, b"mntr", b"RGB ", b"XYZ ")
    date = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    return (head + date + b"acsp" + bytes(28) + _fixed(*D50)).ljust(128, b"\0")


def _xyz(point: Colour) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(*point)


def _fixed(*numbers: float) -> bytes:
    return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))
