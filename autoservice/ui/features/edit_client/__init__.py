"""The features to enter a client, and to change what the shop knows of one."""

from autoservice.ui.features.edit_client.form import edit_client_form
from autoservice.ui.features.edit_client.state import EditClientState

__all__ = ["EditClientState", "edit_client_form"]
