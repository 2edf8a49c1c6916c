"""The scans of a JPEG: where they end, and whether all their blocks are there."""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PIL import Image

from autoservice.modules.progress.pictures.limits import Reason, Refused

END_OF_IMAGE: Final = b"\xff\xd9"
START_OF_SCAN: Final = 0xDA
END: Final = 0xD9
# Marks without a length: restarts, start of image, and the one for private use.
WITHOUT_LENGTH: Final = frozenset([0x01, *range(0xD0, 0xD9)])
MARKER: Final = re.compile(rb"\xff+([\x01-\xfe])")
# Within a scan, 00 escapes a byte of data, and D0 to D7 are restarts that belong to it.
END_OF_SCAN: Final = re.compile(rb"\xff+[\x01-\xcf\xd8-\xfe]")
# Valid data whose decoded blocks hardly ever equal each other.
FILLER: Final = bytes((37 * number * number + 101) % 251 for number in range(4096))
GREY: Final = 128


@dataclass(frozen=True)
class JpegScans:
    """The number of scans, the end of the last one's data, and whether it has the end marker."""

    scans: int
    end: int
    has_end_marker: bool

    def with_end_marker(self, data: bytes) -> bytes:
        """Return ``data`` with the end marker."""
        return data if self.has_end_marker else data[: self.end] + END_OF_IMAGE

    def are_complete(self, data: bytes, image: Image.Image, decode: Callable[[bytes], Image.Image]) -> bool:
        """Return whether ``image``, which was decoded from ``data``, has all its blocks.

        A decoder without enough data leaves the last blocks grey. Where that is so, or the end marker is
        missing, filler data are inserted before the end: they do not change a picture that had all its
        blocks.
        """
        if self.has_end_marker and not _is_grey(image.getpixel((image.width - 1, image.height - 1))):
            return True
        scans = data[: self.end]
        return _digest(decode(scans + END_OF_IMAGE)) == _digest(decode(scans + FILLER + END_OF_IMAGE))


def find_scans(data: bytes) -> JpegScans:
    """Return the scans of a JPEG's first picture (MPO has several)."""
    at, scans, end = 2, 0, 2
    while mark := MARKER.search(data, at):
        at = mark.end()
        if mark[1][0] == END:
            return JpegScans(scans, end, has_end_marker=True)
        if mark[1][0] in WITHOUT_LENGTH:
            continue
        at += max(2, int.from_bytes(data[at : at + 2]))
        if mark[1][0] == START_OF_SCAN:
            scans += 1
            found = END_OF_SCAN.search(data, at)
            # Half of a mark at the end of the data is no data.
            at = end = found.start() if found else len(data.rstrip(b"\xff"))
    return JpegScans(scans, end, has_end_marker=False)


def check_jpeg_header(data: bytes) -> None:
    """Raise ``Refused`` if a JPEG ends before its first scan."""
    scans = find_scans(data)
    if not scans.scans and not scans.has_end_marker:
        raise Refused(Reason.INCOMPLETE)


def _is_grey(pixel: float | tuple[int, ...] | None) -> bool:
    values = pixel if isinstance(pixel, tuple) else (pixel,)
    return all(value is not None and abs(value - GREY) <= 1 for value in values)


def _digest(image: Image.Image) -> int:
    return zlib.crc32(image.tobytes())
