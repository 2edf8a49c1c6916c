"""The features to add, describe, copy, archive, restore and delete services of the catalog."""

from autoservice.ui.features.edit_service.actions import (
    bulk_actions,
    removal_question,
    service_actions,
    service_outcome,
)
from autoservice.ui.features.edit_service.choices import CatalogChoicesState
from autoservice.ui.features.edit_service.commands import ServiceCommandsState
from autoservice.ui.features.edit_service.form import edit_service_form
from autoservice.ui.features.edit_service.parts import ServicePartsState
from autoservice.ui.features.edit_service.parts_card import service_parts_card
from autoservice.ui.features.edit_service.state import EditServiceState

__all__ = [
    "CatalogChoicesState",
    "EditServiceState",
    "ServiceCommandsState",
    "ServicePartsState",
    "bulk_actions",
    "edit_service_form",
    "removal_question",
    "service_actions",
    "service_outcome",
    "service_parts_card",
]
