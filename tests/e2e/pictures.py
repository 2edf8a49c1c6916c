"""Photos as phones make and send them."""

from typing import Any, Final

from tests.support.factories import jpeg

MEGABYTE: Final = 1024 * 1024
CAMERA: Final = b"Honest Phone 7"


def phone_photo() -> bytes:
    """A JPEG that tells how the phone was held, where it was, and which phone it is."""
    return jpeg(640, 480, orientation=6, gps=True, secret=CAMERA)


def jpeg_file(data: bytes, name: str = "IMG_0001.jpg") -> dict[str, Any]:
    """``data`` as Playwright chooses a file in a form."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def huge_photo(megabytes: int) -> bytes:
    """A JPEG of that size; what follows its end is padding."""
    photo = phone_photo()
    return photo + bytes(megabytes * MEGABYTE - len(photo))
