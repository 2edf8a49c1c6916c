"""The files of photos. A photo's key is its own: no file is ever written again."""

import re
import secrets
from typing import Final

KEY: Final = re.compile(r"orders/(?P<order_id>\d{1,18})/[\w-]{22}(\.thumbnail)?\.webp")


def photo_keys(order_id: int) -> tuple[str, str]:
    """Return new keys for a photo of the order and for its thumbnail."""
    path = f"orders/{order_id}/{secrets.token_urlsafe(16)}"
    return f"{path}.webp", f"{path}.thumbnail.webp"
