"""Small pictures of all formats, and what transmission, storage and malice make of them.

python -m benchmarks.photos fuzz     # all of them into the decoders
"""

import random
import resource
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Final

from autoservice.modules.progress.pictures.limits import MEMORY_BYTES, Refused
from autoservice.modules.progress.pictures.processing import process_photo
from autoservice.modules.progress.pictures.profiles import DISPLAY_P3, matrix_profile
from tests.support.factories import HEIC, jpeg
from tests.support.pictures import HEIC_TEN_BITS, animated, exif, jpeg_with_exif, noise, saved

SEED: Final = 20261125
BATCH: Final = 250
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


def broken_files(start: int, number: int) -> Iterator[bytes]:
    """Mutations by their numbers: the same ones for whoever asks."""
    files = base_files()
    for seed in range(start, start + number):
        yield mutate(files[seed % len(files)], random.Random(SEED + seed))


def fuzz(number: int) -> Counter[str]:
    """What became of so many broken files, decoded by as many processes as there are cores."""
    outcomes: Counter[str] = Counter()
    # A pool that has lost a process takes no more work, so there is a fresh one for each round.
    for start in range(0, number, BATCH * 8):
        outcomes += _fuzz_round(range(start, min(number, start + BATCH * 8), BATCH), number)
    return outcomes


def _fuzz_round(starts: Sequence[int], number: int) -> Counter[str]:
    found: Counter[str] = Counter()
    with ProcessPoolExecutor(initializer=_limit_memory) as pool:
        jobs = [pool.submit(_fuzz_batch, start, min(BATCH, number - start)) for start in starts]
        for job, start in zip(jobs, starts, strict=True):
            try:
                found += job.result()
            except BrokenProcessPool:
                found[f"CRASHED in or beside the batch of {start}"] += 1
    return found


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _fuzz_batch(start: int, number: int) -> Counter[str]:
    return Counter(_outcome(data) for data in broken_files(start, number))


def _outcome(data: bytes) -> str:
    try:
        process_photo(data)
    except Refused as refused:
        return str(refused.reason)
    except Exception as error:
        return f"UNFORESEEN {type(error).__name__}: {error}"
    return "accepted"
