"""The files and the addresses of services' pictures.

A picture has a name of its own, another one has another: its address can be kept for ever, and no file is
ever written again.
"""

import hashlib
import re
import secrets
from typing import Any, Final

from autoservice.modules.catalog.services.ports import Picture
from autoservice.modules.catalog.services.schemas import PictureView

FOLDER: Final = "catalog/pictures"
ADDRESS: Final = "/api/catalog/pictures"
CONTENT_TYPE: Final = "image/webp"
# What stands in an address: the name, and which of the two files.
FILE_NAME: Final = r"(?P<name>[0-9a-f]{32})(\.thumbnail)?\.webp"
KEY: Final = re.compile(f"{FOLDER}/{FILE_NAME}")


def describe_pictures(full: Picture, thumbnail: Picture) -> dict[str, Any]:
    """Return a new name for the two pictures, and their sizes: what a service's row has of them."""
    # Of the content, and of chance: a picture that was removed and comes again is a new one.
    name = hashlib.sha256(full.data + secrets.token_bytes(16)).hexdigest()[:32]
    sizes = {"width": full.width, "height": full.height}
    return {"name": name, **sizes, "thumbnail_width": thumbnail.width, "thumbnail_height": thumbnail.height}


def picture_keys(described: dict[str, Any]) -> tuple[str, str]:
    """Return the storage's keys of the picture and of its thumbnail."""
    path = f"{FOLDER}/{described['name']}"
    return f"{path}.webp", f"{path}.thumbnail.webp"


def picture_view(described: dict[str, Any] | None) -> PictureView | None:
    """Return what is shown of a service's picture, if it has one."""
    if described is None:
        return None
    sizes = {name: value for name, value in described.items() if name != "name"}
    address = f"{ADDRESS}/{described['name']}"
    return PictureView(url=f"{address}.webp", thumbnail_url=f"{address}.thumbnail.webp", **sizes)
