"""Pictures of every kind that phones and their owners send. Nothing here asserts."""

import base64
import io
import random
import struct
import zlib
from typing import Any, Final

from PIL import Image

from tests.support.factories import HEIC

# As HEIC, but with ten bits a colour. pi-heif decodes only; both were made with pillow-heif 1.8 in an
# environment of its own: pillow_heif.from_bytes("RGB;16", (64, 48), data).save(file, quality=60).
HEIC_TEN_BITS: Final = base64.b64decode(
    "AAAAHGZ0eXBoZWl4AAAAAG1pZjFoZWl4bWlhZgAAAXxtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABoAABAAAAAAAAADwAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA/GlwcnAAAADcaXBjbwAAAHVodmNDAQQIAAAAnbgAAAAAHvAA/P36+gAADwNgAAEAF0ABDAH//wQIAAADAJ24AAAD"
    "AAAeugJAYQABACpCAQEECAAAAwCduAAAAwAAHqAggQTZbq5Ka5uAhoMCAAADADIAAAMAAhBiAAEABkQBwXPAiQAAABNjb2xybmNs"
    "eAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAAChjbGFwAAAAQAAAAAEAAAAwAAAAAQAAAAAAAAAC////8AAAAAIAAAAQcGl4"
    "aQAAAAADCgoKAAAAGGlwbWEAAAAAAAAAAQABBYECAwWEAAAARG1kYXQAAAA4KAGvCeAjNcT//bg/vfjyX/6W71ykZYGoXte2/xnJ"
    "X3o/Gjva7VE3/5to7/06Wu/0De2iS/Uy8vg="
)
RGB_COLOUR, INTERLACED = 2, 1


def heic_of_brand(brand: bytes, *others: bytes) -> bytes:
    """The HEIC with ``brand`` as its major and first compatible one."""
    brands = b"".join([brand, bytes(4), *(others or (brand, b"mif1", b"miaf"))])
    return HEIC[:8] + brands + HEIC[8 + len(brands) :]


def heic_of_primaries(number: int) -> bytes:
    """The HEIC with the colour space of that number (ITU-T H.273) instead of sRGB's."""
    return HEIC.replace(b"nclx\0\1", b"nclx" + struct.pack(">H", number))


def noise(mode: str = "RGB", width: int = 160, height: int = 120) -> Image.Image:
    """A picture of which no block is like another, the same every time."""
    grey = Image.frombytes("L", (width, height), random.Random(width).randbytes(width * height))
    colours = Image.merge("RGB", (grey, grey.transpose(Image.Transpose.ROTATE_180), grey))
    return colours.convert(mode) if mode != "I;16" else Image.new("I;16", (width, height), 40000)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture in one of Pillow's formats."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def animated(kind: str) -> bytes:
    """Two frames: green, then red."""
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("green", "red")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


def png_of(width: int, height: int, rows: bytes, *, interlace: int = 0) -> bytes:
    """A PNG that claims to be so large, with these unpacked rows in it."""
    header = struct.pack(">IIBBBBB", width, height, 8, RGB_COLOUR, 0, 0, interlace)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def exif(*tags: tuple[int, int, int, bytes]) -> bytes:
    """An EXIF block of raw entries: tag, type, count and four bytes of value or offset."""
    entries = b"".join(struct.pack("<HHI4s", *tag) for tag in tags)
    directory = struct.pack("<H", len(tags)) + entries + bytes(4)
    return b"Exif\0\0II*\0" + struct.pack("<I", 8) + directory


def jpeg_with_exif(block: bytes) -> bytes:
    """A JPEG of 64 x 48 pixels with that EXIF block."""
    plain = saved(Image.new("RGB", (64, 48), (10, 120, 60)), "JPEG")
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + plain[2:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
