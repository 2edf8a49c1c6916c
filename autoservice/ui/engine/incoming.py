"""Validation of the browsers' events: their whole shape is checked before any code parses them."""

from collections.abc import Iterator
from functools import cache
from inspect import Parameter, signature
from typing import Annotated, Any, Final, NotRequired, get_type_hints
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError, with_config
from reflex.state import BaseState, State
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY
from typing_extensions import TypedDict

from autoservice.shared.printable import is_storable

# The length that servers accept of an address; a page keeps it for as long as it is open.
ADDRESS_LENGTH: Final = 8_000
QUERY_FIELDS: Final = 200
# The nesting of lists and mappings; a form is a list of pairs in a mapping in the payload.
DEPTH: Final = 6
# Whole numbers beyond this are not exact in any browser.
LARGEST_NUMBER: Final = 2**53


class Malformed(ValueError):
    """An event that no page of ours sends; the text names the part, never the value that was sent."""


def is_address(text: str) -> bool:
    """Return whether ``text`` can be parsed as an address."""
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True


def _check_address(text: str) -> str:
    # Alone and behind the site's name: Reflex takes both apart.
    if text.startswith("/") and is_address(text) and is_address(f"http://site{text}"):
        return text
    raise ValueError("no address")


Text = Annotated[str, Field(max_length=ADDRESS_LENGTH)]
Address = Annotated[Text, AfterValidator(_check_address)]


@with_config(ConfigDict(strict=True, extra="ignore"))
class Route(TypedDict, total=False):
    """The route of the page; other fields that the client sends are left out."""

    pathname: Address
    asPath: Address
    query: Annotated[dict[Text, Text | list[Text]], Field(max_length=QUERY_FIELDS)]


ROUTE: Final = TypeAdapter(Route)


def read_event(data: Any) -> dict[str, Any]:
    """Return the event with its handler's arguments and nothing else; raises ``Malformed``.

    Types are those of the handler's signature; texts can be stored and sent.
    """
    name = data.get("name") if isinstance(data, dict) else None
    if not isinstance(name, str) or name not in RegistrationContext.get().event_handlers:
        raise Malformed("handler")
    payload = data.get("payload", {})
    if not (
        is_plain_json(payload)
        and _is_valid(_arguments_of(name), payload)
        and _has_client_storage_vars(payload)
    ):
        raise Malformed("payload")
    route = data.get("router_data", {})
    if not _is_valid(ROUTE, route):
        raise Malformed("router_data")
    return {"name": name, "payload": payload, "router_data": ROUTE.validate_python(route)}


def _is_valid(shape: TypeAdapter[Any], value: Any) -> bool:
    try:
        shape.validate_python(value)
    except ValidationError:
        return False
    return True


@cache
def _arguments_of(name: str) -> TypeAdapter[Any]:
    handler = RegistrationContext.get().event_handlers[name].handler
    hints = get_type_hints(handler.fn)
    _, *parameters = signature(handler.fn).parameters.values()
    fields: dict[str, Any] = {}
    for parameter in parameters:
        hint = hints.get(parameter.name, Any)
        fields[parameter.name] = hint if parameter.default is Parameter.empty else NotRequired[hint]
    arguments = TypedDict("arguments", fields)  # type: ignore[misc]
    return TypeAdapter(with_config(ConfigDict(strict=True, extra="forbid"))(arguments))


def _has_client_storage_vars(payload: dict[str, Any]) -> bool:
    # Reflex's own handlers write them into the States that they name.
    return all(
        name in _client_storage_vars() and isinstance(value, str) and len(value) <= ADDRESS_LENGTH
        for name, value in (payload.get("vars") or {}).items()
    )


@cache
def _client_storage_vars() -> frozenset[str]:
    """Return the full names of the vars that live in the storage of browsers; all are texts."""
    return frozenset(
        f"{state.get_full_name()}.{name}{marker}"
        for state in _substates_of(State)
        for name in state.base_vars
        if state._is_client_storage(name)
        for marker in ("", FIELD_MARKER)
    )


def _substates_of(state: type[BaseState]) -> Iterator[type[BaseState]]:
    yield state
    for substate in state.get_substates():
        yield from _substates_of(substate)


def is_plain_json(value: Any, depth: int = DEPTH) -> bool:
    """Return whether ``value`` is JSON that can be stored and sent on, within the limit of nesting."""
    match value:
        case str():
            return is_storable(value)
        case bool() | None:
            return True
        case int() | float():
            # NaN is not between any two numbers.
            return -LARGEST_NUMBER <= value <= LARGEST_NUMBER
        case list():
            return depth > 0 and all(is_plain_json(item, depth - 1) for item in value)
        case dict():
            return (
                depth > 0 and _is_form(value) and all(is_plain_json([*pair], depth) for pair in value.items())
            )
    return False


def _is_form(value: dict[str, Any]) -> bool:
    # Reflex makes a mapping of the pairs that a form is sent as.
    entries = value.get(FORM_DATA_ENTRIES_KEY, [])
    return isinstance(entries, list) and all(
        isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str) for entry in entries
    )
