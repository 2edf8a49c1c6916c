"""What is typed into a form's field, parsed with an error that names the field."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from autoservice.shared.errors import DomainError

Value = TypeVar("Value")


def parse_field(form: Mapping[str, Any], name: str, parse: Callable[[str], Value]) -> Value:
    """Return the parsed text of a field; raises what ``parse`` raises, as an error of that field."""
    try:
        return parse(str(form.get(name, "")))
    except DomainError as error:
        error.field = name
        raise
