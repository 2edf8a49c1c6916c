"""Beginning a count of the stock."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.catalog.inventory.errors import NotAMoment
from autoservice.modules.catalog.inventory.schemas import NewCount
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.typed_form import parse_field


@requires_permission(Permission.MANAGE_STOCK)
class OpenCountState(FormMixin, rx.State):
    """The errors of the form."""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear the errors when the page opens."""
        self.errors = {}

    @rx.event
    async def open_count(self, form: dict[str, Any]) -> Any:
        """Begin the count, and go to its table."""
        viewer = current_viewer()
        try:
            counted_at = parse_field(form, "counted_at", lambda text: parse_moment(text, viewer.zone))
            command = NewCount(counted_at=counted_at, note=str(form.get("note", "")))
            async with transaction(viewer.actor) as unit:
                count = await unit.services.stock_counts.open_count(command)
        except (DomainError, ValidationError) as error:
            self._refuse(error, form)
            return None
        self._accept()
        return rx.redirect(f"/admin/catalog/stock/counts/{count.id}")


def parse_moment(text: str, zone: str) -> datetime | None:
    """Return the moment of a field for day and time in the shop's zone; ``None`` for an empty one."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    except (ValueError, OverflowError):
        raise NotAMoment() from None
