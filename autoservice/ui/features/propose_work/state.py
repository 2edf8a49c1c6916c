"""The form of one extra work."""

from collections.abc import Mapping
from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.orders.approvals.errors import JobNotFound, WorkChanged
from autoservice.modules.orders.approvals.rules import Urgency
from autoservice.modules.orders.approvals.schemas import NewWork, WorkEdit, WorkWithdrawal
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.schemas import JobView
from autoservice.runtime.current import current_runtime, read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.typed_numbers import parse_hours, parse_money, typed_hours, typed_money
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of
from autoservice.ui.kit.typed_form import parse_field

FIELDS: Final = ("name", "description", "price_minor", "norm_minutes", "urgency")
EMPTY: Final = dict.fromkeys(FIELDS, "") | {"urgency": Urgency.SOON.value}


@requires_permission(Permission.PROPOSE_WORK)
class ProposeWorkState(FormMixin, rx.State):
    """The work as the form shows it at first; ``values`` by the names of the fields."""

    is_open: bool = False
    # The id, empty for new work.
    job_id: str = ""
    version: int = 1
    outdated: bool = False
    values: dict[str, str] = EMPTY
    # Another value makes the form a new one, which begins with ``values``.
    form_key: str = ""
    # The name of the work that the question is about.
    question: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Close the form that was open on another page."""
        self._close()

    @rx.event
    async def begin(self) -> None:
        """Open an empty form."""
        self._show("", EMPTY, 1)

    @rx.event
    async def edit(self, job_id: str) -> None:
        """Open the form with the present values of a work."""
        if job := await self._read(job_id):
            locale = current_viewer().locale
            typed = {"name": job.name_ru, "description": job.description, "urgency": job.urgency or ""}
            typed["price_minor"] = typed_money(job.price_minor, locale, job.currency)
            typed["norm_minutes"] = typed_hours(job.norm_minutes or 0, locale)
            self._show(str(job.id), typed, job.version)

    @rx.event
    async def cancel(self) -> None:
        """Close the form and the question."""
        self._close()

    @rx.event
    async def save(self, form: dict[str, Any]) -> None:
        """Propose the work, or change it; show the errors and keep the input otherwise."""
        viewer, order_id = current_viewer(), id_of(self.router.url.path)
        self.outdated = False
        try:
            typed = _read_form(form, viewer.locale)
            async with transaction(viewer.actor) as unit:
                if self.job_id:
                    command = WorkEdit.model_validate({**typed, "version": self.version})
                    await unit.services.proposals.edit_work(order_id, int(self.job_id), command)
                else:
                    await unit.services.proposals.propose_work(order_id, NewWork.model_validate(typed))
        except (DomainError, ValidationError) as error:
            self.outdated = isinstance(error, WorkChanged)
            self._refuse(error, form)
        else:
            self._accept()
            self._close()

    @rx.event
    async def ask(self, job_id: str) -> None:
        """Ask whether a work is to be withdrawn."""
        if job := await self._read(job_id):
            self._close()
            self.job_id, self.version, self.question = str(job.id), job.version, job.name_ru

    @rx.event
    async def withdraw_work(self) -> None:
        """Withdraw the work that was asked about."""
        self.question = ""
        try:
            async with transaction(current_viewer().actor) as unit:
                command = WorkWithdrawal(version=self.version)
                order_id, job_id = id_of(self.router.url.path), int(self.job_id or 0)
                await unit.services.proposals.withdraw_work(order_id, job_id, command)
        except DomainError as error:
            self._refuse(error)
        else:
            self._close()

    async def _read(self, job_id: str) -> JobView | None:
        """Return the work on the page's order as it is now, or show that it is not there."""
        try:
            async with read_only(current_viewer().actor) as unit:
                order = await unit.services.orders.get_order(id_of(self.router.url.path))
        except OrderNotFound as error:
            self._refuse(error)
            return None
        found = next((job for job in order.jobs if str(job.id) == str(job_id) and job.actions), None)
        if found is None:
            self._refuse(JobNotFound())
        return found

    def _show(self, job_id: str, values: Mapping[str, str], version: int) -> None:
        self._close()
        self.is_open, self.job_id, self.values, self.version = True, job_id, dict(values), version
        self.form_key = f"{job_id} {version} {self.accepted}"

    def _close(self) -> None:
        self.is_open, self.outdated, self.job_id, self.question, self.errors = False, False, "", "", {}


def _read_form(form: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Return the values of the command; raises an error of the field that cannot be read."""
    currency = current_runtime().settings.currency
    typed: dict[str, Any] = {name: str(form.get(name, "")) for name in ("name", "description", "urgency")}
    if str(form.get("price_minor", "")).strip():
        typed["price_minor"] = parse_field(
            form, "price_minor", lambda text: parse_money(text, locale, currency)
        )
    if str(form.get("norm_minutes", "")).strip():
        typed["norm_minutes"] = parse_field(form, "norm_minutes", lambda text: parse_hours(text, locale))
    return typed
