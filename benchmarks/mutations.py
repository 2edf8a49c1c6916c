"""Small pictures of all formats, and what transmission, storage and malice make of them."""

import random
from collections.abc import Callable, Sequence

from autoservice.modules.progress.pictures.profiles import DISPLAY_P3, matrix_profile
from tests.support.factories import HEIC, jpeg
from tests.support.pictures import HEIC_TEN_BITS, animated, exif, jpeg_with_exif, noise, saved

# Where formats keep sizes, counts and types, these hurt most.
NASTY = (0, 1, 0x7F, 0x80, 0xFE, 0xFF)


def base_files() -> list[bytes]:
    """Whole pictures, of a few KB each."""
    small = noise(width=48, height=36)
    profile = matrix_profile(DISPLAY_P3)
    many_tags = exif(*((tag, tag % 13, 1, b"\6\0\0\0") for tag in range(0x0100, 0x0140)))
    return [
        jpeg(48, 36, orientation=6, gps=True),
        jpeg_with_exif(many_tags),
        saved(small, "JPEG", progressive=True, icc_profile=profile),
        saved(small.convert("CMYK"), "JPEG"),
        saved(small, "MPO", save_all=True, append_images=[small]),
        *(saved(small.convert(mode), "PNG", icc_profile=profile) for mode in ("1", "P", "LA", "RGBA")),
        saved(noise("I;16", 48, 36), "PNG"),
        saved(small, "WEBP", lossless=True, exif=many_tags, icc_profile=profile),
        saved(small, "WEBP"),
        saved(small, "AVIF", icc_profile=profile),
        animated("PNG"),
        animated("WEBP"),
        HEIC,
        HEIC_TEN_BITS,
    ]


def mutate(data: bytes, chance: random.Random) -> bytes:
    """``data`` with one to eight things wrong with it."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        if changed:
            chance.choice(MUTATIONS)(changed, chance)
    return bytes(changed)


def _flip(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _overwrite(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at : at + chance.choice((1, 2, 4))] = bytes(chance.choices(NASTY, k=4))


def _in_header(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(min(len(data), 400))] = chance.choice(NASTY)


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[-chance.choice((1, 2, 3, chance.randrange(1, len(data) + 1))) :]


def _remove(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.randrange(1, 64)]


def _repeat(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at:at] = data[at : at + chance.randrange(1, 64)] * chance.choice((1, 1, 50))


MUTATIONS: Sequence[Callable[[bytearray, random.Random], None]] = (
    _flip, _overwrite, _in_header, _in_header, _cut, _remove, _repeat,
)  # fmt: skip
