"""The conversion of a photo's bytes to the two pictures that are stored."""

import io
import warnings
from typing import Final

from PIL import Image

from autoservice.modules.progress.pictures import Picture
from autoservice.modules.progress.pictures.colours import flatten, profile_in, to_srgb
from autoservice.modules.progress.pictures.completeness import check_boxes, check_png, check_webp
from autoservice.modules.progress.pictures.jpeg_scans import check_jpeg_header, find_scans
from autoservice.modules.progress.pictures.limits import Reason, Refused, check_pixels
from autoservice.modules.progress.pictures.opening import DECODERS, kinds_of, open_picture

FULL_EDGE: Final = 2560
THUMBNAIL_EDGE: Final = 480
ORIENTATION: Final = 0x0112
UPRIGHT: Final = 1
TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
CHECKS: Final = {
    "JPEG": check_jpeg_header,
    "PNG": check_png,
    "WEBP": check_webp,
    "HEIF": check_boxes,
    "AVIF": check_boxes,
}


def process_photo(data: bytes, edge: int = FULL_EDGE) -> tuple[Picture, Picture]:
    """Return the photo at most ``edge`` pixels wide and high (2560 if more), and its thumbnail at most 480.

    Takes tens to thousands of ms and up to hundreds of MB, so it needs a process of its own. Raises
    ``Refused`` for every error of the decoders.
    """
    image = read_photo(data)
    return _encode(_shrink(image, edge), 82), _encode(_shrink(image.copy(), THUMBNAIL_EDGE), 75)


def read_photo(data: bytes) -> Image.Image:
    """Return the photo upright, in sRGB, at most 2560 px wide and high; raises ``Refused``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(data)
    except Refused:
        raise
    except MemoryError as error:
        raise Refused(Reason.MEMORY) from error
    except Exception as error:
        raise Refused(Reason.UNDECODABLE) from error


def _read(data: bytes) -> Image.Image:
    kind, image = _open(data)
    check_pixels(kind, *image.size)
    image = _decode_jpeg(data, image) if kind == "JPEG" else _decode(data, kind, image)
    # Not before: reading a PNG's EXIF decodes it, and hides what goes wrong.
    orientation, profile = _orientation_of(image), profile_in(image)
    # Made small first, then converted and turned: a large one is not copied.
    small = _shrink(flatten(image), FULL_EDGE)
    return _turned(to_srgb(small, profile), orientation)


def _open(data: bytes) -> tuple[str, Image.Image]:
    try:
        return open_picture(data)
    except Refused:
        raise
    except Exception:
        # It may end within its header.
        CHECKS[kinds_of(data)[0]](data)
        raise


def _decode(data: bytes, kind: str, image: Image.Image) -> Image.Image:
    CHECKS[kind](data)
    image.load()
    return image


def _decode_jpeg(data: bytes, image: Image.Image) -> Image.Image:
    scans = find_scans(data)
    if scans.scans > 1:
        check_pixels("JPEG scans", *image.size)
    image = _reduced_jpeg(scans.with_end_marker(data))
    image.load()
    if not scans.are_complete(data, image, _reduced_jpeg):
        raise Refused(Reason.INCOMPLETE)
    return image


def _reduced_jpeg(data: bytes) -> Image.Image:
    """Return a JPEG decoded at a half, a quarter or an eighth, unless an edge gets smaller than needed."""
    image = DECODERS["JPEG"](data)
    largest = max(image.size)
    needed = (image.width * FULL_EDGE // largest, image.height * FULL_EDGE // largest)
    image.draft(None, (max(1, needed[0]), max(1, needed[1])))
    return image


def _orientation_of(image: Image.Image) -> int:
    """Return the camera's orientation (EXIF); other errors in the EXIF are ignored."""
    try:
        value = image.getexif().get(ORIENTATION)
    except Exception:
        return UPRIGHT
    value = value[0] if isinstance(value, tuple) and value else value
    return value if isinstance(value, int) else UPRIGHT


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    turn = TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _shrink(image: Image.Image, edge: int) -> Image.Image:
    image.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image


def _encode(image: Image.Image, quality: int) -> Picture:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=2)
    return Picture(out.getvalue(), image.width, image.height)
