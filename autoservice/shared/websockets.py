"""The server's extension of ASGI's websocket scope."""

from typing import Final

# In the "extensions" of a websocket's scope: sends a text at once and returns ``True``, or does nothing
# and returns ``False`` while the connection is not ready or has something that waits to be sent.
WRITE_NOW: Final = "autoservice.write_now"
