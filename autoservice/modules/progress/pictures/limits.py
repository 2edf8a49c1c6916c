"""The limits of one picture, and the reasons of a refusal."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

# Millions of pixels. A JPEG is decoded at a half, a quarter or an eighth of its size; one of several
# scans (progressive) is kept whole as coefficients meanwhile. The others need 5 to 16 bytes a pixel,
# so that each stays below MEMORY_BYTES.
MEGAPIXELS: Final = {"JPEG": 250, "JPEG scans": 80, "PNG": 80, "HEIF": 80, "AVIF": 64, "WEBP": 40}
# The limits of the decoding process, whatever a picture's header says.
MEMORY_BYTES: Final = 768 * 1024 * 1024
CPU_SECONDS: Final = 20


class Reason(StrEnum):
    """The reason of a refusal."""

    UNKNOWN = "unknown"
    INCOMPLETE = "incomplete"
    UNDECODABLE = "undecodable"
    PIXELS = "pixels"
    MEMORY = "memory"
    TIME = "time"


@dataclass
class Refused(Exception):
    """The picture is refused; ``numbers`` fill the sentence about it."""

    reason: Reason
    numbers: dict[str, int] = field(default_factory=dict)


def check_pixels(kind: str, width: int, height: int) -> None:
    """Raise ``Refused`` if a picture of ``kind`` (a key of ``MEGAPIXELS``) has too many pixels."""
    limit = MEGAPIXELS[kind]
    if width * height > limit * 1_000_000:
        # Rounded up: 80,000,001 pixels are more than 80 megapixels.
        found = -(-width * height // 1_000_000)
        raise Refused(Reason.PIXELS, {"found": found, "limit": limit})
