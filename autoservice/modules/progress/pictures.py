"""Photos from phones, made safe and small: pure functions of bytes.

Every picture is decoded and encoded anew, so that nothing but pixels survives:
no EXIF, no GPS position, no trailing data. Orientation is applied first.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Final

import filetype
from pi_heif import register_heif_opener
from PIL import Image, ImageOps, UnidentifiedImageError

from autoservice.modules.progress.errors import PhotoUnreadable

register_heif_opener()

FULL_EDGE: Final = 2560
THUMBNAIL_EDGE: Final = 480
CONTENT_TYPE: Final = "image/webp"
# Name in `filetype`'s words -> decoder in Pillow's; nothing else is ever opened.
DECODERS: Final = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
MAX_PIXELS: Final = 80_000_000


@dataclass(frozen=True)
class Picture:
    """An encoded WebP picture and its size in pixels."""

    data: bytes
    width: int
    height: int


def process_photo(data: bytes) -> tuple[Picture, Picture]:
    """The photo at most 2560 px wide and high, and its thumbnail at most 480 px.

    Slow (tens to hundreds of ms): run in a thread. Raises ``PhotoUnreadable``
    for anything that is not a JPEG, PNG, WebP or HEIC picture by its content.
    """
    kind = filetype.guess_extension(data)
    if kind not in DECODERS:
        raise PhotoUnreadable()
    image = _decode(data, DECODERS[kind])
    return _encode(image, FULL_EDGE, 82), _encode(image, THUMBNAIL_EDGE, 75)


def _decode(data: bytes, decoder: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=[decoder])
            if image.width * image.height > MAX_PIXELS:
                raise PhotoUnreadable()
            # A JPEG can be decoded at half or a quarter of its size, much faster.
            image.draft("RGB", (FULL_EDGE, FULL_EDGE))
            return ImageOps.exif_transpose(image).convert("RGB")
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise PhotoUnreadable() from error


def _encode(image: Image.Image, edge: int, quality: int) -> Picture:
    small = image.copy()
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=quality, method=2)
    return Picture(out.getvalue(), small.width, small.height)
