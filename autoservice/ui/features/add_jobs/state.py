"""The services that are to be added to the order on the page."""

from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.orders.commands import AddedJobs
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine.snapshots import live_vars
from autoservice.ui.entities.service.choice import LIVE_VARS, ServiceChoiceMixin, ids_of
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of

# What the form sends beside the services, which the State has.
FIELDS: Final = ("prices", "version", "remark")


@requires_permission(Permission.MANAGE_ORDERS)
@live_vars(*LIVE_VARS)
class AddJobsState(ServiceChoiceMixin, FormMixin, rx.State):
    """The choice of services, while the form is open."""

    is_open: bool = False
    is_done: bool = False
    chosen: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Close the form that was open on another page."""
        self._close()

    @rx.event
    async def begin(self) -> None:
        """Open the form with the services on offer, none of them chosen."""
        viewer = current_viewer()
        async with read_only(viewer.actor) as unit:
            self._show_services(await unit.services.catalog.list_services(), viewer)
        self._close()
        self._begin_choice("")
        self._watch()
        self.is_open = True

    @rx.event
    async def cancel(self) -> None:
        """Close the form."""
        self._close()

    @rx.event
    async def add_jobs(self, form: dict[str, Any]) -> None:
        """Add the chosen services; show the errors and keep the choice otherwise."""
        sent = {name: str(form.get(name, "")) for name in FIELDS}
        try:
            command = AddedJobs.model_validate({**sent, "service_ids": ids_of(self.chosen)})
            async with transaction(current_viewer().actor) as unit:
                await unit.services.order_jobs.add_jobs(id_of(self.router.url.path), command)
        except (DomainError, ValidationError) as error:
            self._refuse(error, FIELDS)
            return
        self._accept()
        self._close()
        self.is_done = True

    def _close(self) -> None:
        self.is_open, self.is_done, self.errors = False, False, {}
