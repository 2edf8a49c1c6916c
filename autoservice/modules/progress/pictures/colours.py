"""Conversion of colours to sRGB, eight bits, on white where a picture is transparent."""

import io
from typing import Final

from PIL import Image, ImageCms

from autoservice.modules.progress.pictures.profiles import profile_of_primaries

SRGB: Final = ImageCms.createProfile("sRGB")
WHITE: Final = "white"
STRIP: Final = 256
# Sixteen bits to eight.
SHADES: Final = 1 / 257


def flatten(image: Image.Image) -> Image.Image:
    """Return ``image`` as grey, RGB or CMYK, with as few copies of a large one as possible."""
    if image.has_transparency_data:
        return _on_white(image)
    if image.mode in ("L", "RGB", "CMYK") or image.mode.startswith("I;16"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _on_white(image: Image.Image) -> Image.Image:
    mode = "L" if image.mode in ("1", "L", "LA", "La") else "RGB"
    flat = Image.new(mode, image.size, WHITE)
    for top in range(0, image.height, STRIP):
        strip = image.crop((0, top, image.width, min(image.height, top + STRIP))).convert("RGBA")
        flat.paste(strip.convert(mode), (0, top), strip.getchannel("A"))
    return flat


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a flat ``image`` converted from ``profile`` (ICC) to sRGB.

    A profile that is broken, or of another kind of picture, is ignored.
    """
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value * SHADES).convert("L")
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, given, SRGB, outputMode="RGB")
        except Exception:
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def profile_in(image: Image.Image) -> bytes | None:
    """Return the ICC profile of a picture, or one of the colours that a HEIC names by number."""
    profile = image.info.get("icc_profile")
    if isinstance(profile, bytes) and profile:
        return profile
    named = image.info.get("nclx_profile")
    return profile_of_primaries(named.get("color_primaries")) if isinstance(named, dict) else None
