"""Applying a count of the stock, or throwing it away, after a question."""

from typing import Any, Literal

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, translate
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin

COUNT_ID = TypeAdapter[int](Id)


@requires_permission(Permission.MANAGE_STOCK)
class CloseCountState(FormMixin, rx.State):
    """The question that is open, and the outcome."""

    question: Literal["", "apply", "discard"] = ""
    saved: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self.question, self.saved, self.errors = "", "", {}

    @rx.event
    async def ask(self, question: str) -> None:
        """Ask before the count is closed."""
        self.saved, self.errors = "", {}
        self.question = "apply" if question == "apply" else "discard"

    @rx.event
    async def cancel(self) -> None:
        """Close the question."""
        self.question = ""

    @rx.event
    async def dismiss(self) -> None:
        """Take the message away."""
        self.saved, self.errors = "", {}

    @rx.event
    async def apply_count(self, count_id: str) -> None:
        """Correct the book by the count's differences."""
        viewer, self.question = current_viewer(), ""
        try:
            number = COUNT_ID.validate_python(count_id)
            async with transaction(viewer.actor) as unit:
                await unit.services.stock_counts.apply_count(number)
        except (DomainError, ValidationError) as error:
            self._refuse(error)
            return
        self._accept()
        self.saved = translate(viewer.locale, N_("The count is applied: the book says what was counted."))

    @rx.event
    async def discard_count(self, count_id: str) -> Any:
        """Throw the count away, and go back to the list."""
        viewer, self.question = current_viewer(), ""
        try:
            number = COUNT_ID.validate_python(count_id)
            async with transaction(viewer.actor) as unit:
                await unit.services.stock_counts.discard_count(number)
        except (DomainError, ValidationError) as error:
            self._refuse(error)
            return None
        self._accept()
        return rx.redirect("/admin/catalog/stock/counts")
