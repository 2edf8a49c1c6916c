"""Checks whether all pixels of a picture are there.

Decoders fill missing pixels with black or grey without an error. Only the pixels are required: data after
them may be missing.

- PNG: the rows are counted, by unpacking them. The last chunks and checksums may be missing.
- JPEG: the end marker (two bytes, or the last of them) may be missing; with one byte less the last
  blocks differ, which ``jpeg_scans`` detects.
- WebP, HEIC, AVIF state their size: one byte less is too few.
"""

import zlib
from collections.abc import Iterator
from typing import Final

from autoservice.modules.progress.pictures.limits import Reason, Refused

HEADER_BYTES: Final = 13
# By the kind of colour.
CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# Adam7: first column, first row, step of the columns, step of the rows.
PASSES: Final = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
)  # fmt: skip
UNPACKED_AT_ONCE: Final = 1 << 20


def check_png(data: bytes) -> None:
    """Raise ``Refused`` if a PNG has fewer rows than its header states."""
    header = data[16:29]
    if len(header) < HEADER_BYTES:
        raise Refused(Reason.INCOMPLETE)
    width, height = int.from_bytes(header[:4]), int.from_bytes(header[4:8])
    bits = header[8] * CHANNELS[header[9]]
    missing = _unpacked_size(width, height, bits, interlaced=header[12] == 1)
    try:
        for size in _unpacked(_image_chunks(data)):
            missing -= size
            if missing <= 0:
                return
    except zlib.error:
        # Damaged: the decoder decides whether it can be read.
        return
    raise Refused(Reason.INCOMPLETE)


def _unpacked_size(width: int, height: int, bits: int, *, interlaced: bool) -> int:
    """Return the bytes of all rows with their filter bytes."""
    size = 0
    for left, top, across, down in PASSES if interlaced else ((0, 0, 1, 1),):
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        if columns > 0 and rows > 0:
            size += rows * (1 + -(-columns * bits // 8))
    return size


def _image_chunks(data: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            yield data[at + 8 : at + 8 + length]
        at += 12 + length


def _unpacked(chunks: Iterator[bytes]) -> Iterator[int]:
    unpacker = zlib.decompressobj()
    for chunk in chunks:
        while chunk and not unpacker.eof:
            yield len(unpacker.decompress(chunk, UNPACKED_AT_ONCE))
            chunk = unpacker.unconsumed_tail


def check_webp(data: bytes) -> None:
    """Raise ``Refused`` if a WebP is shorter than its stated size."""
    if 8 + int.from_bytes(data[4:8], "little") > len(data):
        raise Refused(Reason.INCOMPLETE)


def check_boxes(data: bytes) -> None:
    """Raise ``Refused`` if a box of a HEIC or AVIF is shorter than its stated size."""
    at = 0
    while at < len(data):
        size, header = int.from_bytes(data[at : at + 4]), 8
        if size == 1:
            size, header = int.from_bytes(data[at + 8 : at + 16]), 16
        if size == 0:
            return
        if at + max(size, header) > len(data):
            raise Refused(Reason.INCOMPLETE)
        at += max(size, header)
