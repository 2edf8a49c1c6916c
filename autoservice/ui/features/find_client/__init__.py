"""The feature to find a client."""

from autoservice.ui.features.find_client.form import find_client
from autoservice.ui.features.find_client.state import FindClientState

__all__ = ["FindClientState", "find_client"]
