"""The feature to keep further contacts of a client."""

from autoservice.ui.features.edit_contacts.card import contacts_card
from autoservice.ui.features.edit_contacts.state import EditContactsState

__all__ = ["EditContactsState", "contacts_card"]
