"""The conversion of photos, as pure functions of bytes.

Every picture is decoded and encoded anew, so that nothing but pixels remains: no EXIF, no GPS position, no
trailing data. ``python -m autoservice.modules.progress.pictures`` does it in a process of its own, which
imports nothing of the program but this package and ``shared.confinement``: the decoder of untrusted bytes
starts quickly and has no secrets.
"""

from dataclasses import dataclass
from typing import Final

CONTENT_TYPE: Final = "image/webp"


@dataclass(frozen=True)
class Picture:
    """An encoded WebP picture and its size in pixels."""

    data: bytes
    width: int
    height: int
