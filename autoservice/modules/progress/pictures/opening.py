"""The choice of a picture's decoder by its content."""

import io
from collections.abc import Callable
from typing import Final

from pi_heif import options
from pi_heif.as_plugin import HeifImageFile
from PIL import Image
from PIL.AvifImagePlugin import AvifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from autoservice.modules.progress.pictures.limits import Reason, Refused

# Nothing but the picture itself is decoded.
options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
options.DECODE_THREADS = 2
# Pillow's own limit is one for all formats and warns before it refuses; ours are in `limits`.
Image.MAX_IMAGE_PIXELS = None

BRANDS_OFFSET: Final = 8
AVIF_BRANDS: Final = (b"avif", b"avis")
PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
# What a PNG's pixels, colours and orientation are made of. Texts are left out, and so are the
# further frames of an animation: the picture is the first one.
REQUIRED_CHUNKS: Final = frozenset([b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"])
OPTIONAL_CHUNKS: Final = frozenset([b"iCCP", b"sRGB", b"eXIf"])


def kinds_of(data: bytes) -> tuple[str, ...]:
    """Return the decoders for ``data`` by its first bytes; raises ``Refused`` if there are none.

    The decoders' classes are called directly: ``Image.open`` would try others, and reads a JPEG's list of
    further pictures (MPO), which is not needed and may be damaged.
    """
    if not data:
        raise Refused(Reason.INCOMPLETE)
    if data.startswith(b"\xff\xd8\xff"):
        return ("JPEG",)
    if data.startswith(PNG_SIGNATURE):
        return ("PNG",)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ("WEBP",)
    if data[4:8] == b"ftyp":
        return ("AVIF", "HEIF") if _names_avif(data) else ("HEIF", "AVIF")
    raise Refused(Reason.UNKNOWN)


def open_picture(data: bytes) -> tuple[str, Image.Image]:
    """Return the decoder's name and the picture's first frame, with its header read.

    The brands of the HEIC family do not always identify the content (``mif1`` alone does not), so the
    second decoder is tried as well; the first one's error counts.
    """
    failure: Exception | None = None
    for kind in kinds_of(data):
        try:
            return kind, DECODERS[kind](data)
        except Exception as error:
            failure = failure or error
    raise failure or Refused(Reason.UNKNOWN)


def _names_avif(data: bytes) -> bool:
    box = data[BRANDS_OFFSET : int.from_bytes(data[:4])]
    return any(box[offset : offset + 4] in AVIF_BRANDS for offset in range(0, min(len(box), 256), 4))


def _open_jpeg(data: bytes) -> Image.Image:
    return JpegImageFile(io.BytesIO(data))


def _open_png(data: bytes) -> Image.Image:
    try:
        return PngImageFile(io.BytesIO(_chunks_of(data, REQUIRED_CHUNKS | OPTIONAL_CHUNKS)))
    except Exception:
        # A broken or huge profile is left out.
        return PngImageFile(io.BytesIO(_chunks_of(data, REQUIRED_CHUNKS)))


def _chunks_of(data: bytes, kinds: frozenset[bytes]) -> bytes:
    chunks = [PNG_SIGNATURE]
    offset = len(PNG_SIGNATURE)
    while offset + 8 <= len(data):
        end = offset + 12 + int.from_bytes(data[offset : offset + 4])
        if data[offset + 4 : offset + 8] in kinds:
            chunks.append(data[offset:end])
        offset = end
    return b"".join(chunks)


DECODERS: Final[dict[str, Callable[[bytes], Image.Image]]] = {
    "JPEG": _open_jpeg,
    "PNG": _open_png,
    "WEBP": lambda data: WebPImageFile(io.BytesIO(data)),
    "HEIF": lambda data: HeifImageFile(io.BytesIO(data)),
    "AVIF": lambda data: AvifImageFile(io.BytesIO(data)),
}
