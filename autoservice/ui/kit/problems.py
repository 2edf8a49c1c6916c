"""What went wrong in a handler, in the viewer's language."""

from pydantic import ValidationError

from autoservice.shared.errors import DomainError, Invalid
from autoservice.shared.validation import explain_fields
from autoservice.ui.current import current_viewer


def explain(error: DomainError | ValidationError) -> dict[str, str]:
    """Sentences by field; what concerns the whole form stands under ``""``."""
    locale = current_viewer().locale
    if isinstance(error, ValidationError):
        return {"": Invalid().text(locale), **explain_fields(locale, error.errors(include_input=False))}
    return {"": error.text(locale)}
