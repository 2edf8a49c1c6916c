"""The State of a form that goes over the socket."""

from collections.abc import Collection

import reflex as rx
from pydantic import ValidationError

from autoservice.shared.errors import DomainError, Invalid
from autoservice.shared.validation import explain_fields
from autoservice.ui.current import current_viewer


class FormMixin(rx.State, mixin=True):
    """Vars of a form: ``errors`` are sentences by field, ``""`` for the whole form.

    ``refused`` and ``accepted`` count the answers; ``socket_form`` and ``field`` take them.
    """

    errors: dict[str, str] = {}
    refused: int = 0
    accepted: int = 0

    def _refuse(self, error: DomainError | ValidationError, form: Collection[str] = ()) -> None:
        """Show ``error`` at the fields of the submitted ``form``."""
        self.errors = explain(error, form)
        self.refused += 1

    def _accept(self) -> None:
        """Clear the errors of a form that was accepted."""
        self.errors = {}
        self.accepted += 1


def explain(error: DomainError | ValidationError, form: Collection[str] = ()) -> dict[str, str]:
    """Return sentences by field of the ``form``; what concerns no field of the form stands under ``""``."""
    locale = current_viewer().locale
    if isinstance(error, ValidationError):
        whole, fields = Invalid().text(locale), explain_fields(locale, error.errors(include_input=False))
    else:
        whole = error.text(locale)
        fields = {error.field: whole}
    shown = {name: sentence for name, sentence in fields.items() if name and name in form}
    return shown if len(shown) == len(fields) else {"": whole, **shown}
