"""What the document says of errors: derived from what operations declare and what stands before them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final, TypeVar

from fastapi import FastAPI, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from autoservice.api.access import SAFE_METHODS, BodyTooLarge, ForeignRequest
from autoservice.api.bodies import BodyCutOff, BodyStalled
from autoservice.api.problems import BadRequest
from autoservice.api.request_keys import keyed_request
from autoservice.shared.access import GUEST, declared_access
from autoservice.shared.cells import RowCells
from autoservice.shared.cookies import SESSION_COOKIE
from autoservice.shared.errors import (
    AccessDenied,
    DomainError,
    Invalid,
    SecondFactorNeeded,
    Unauthenticated,
    Unavailable,
)
from autoservice.shared.idempotency import IdempotencyKeyReused
from autoservice.shared.pagination import PageRequest, UnknownCursor

Operation = TypeVar("Operation", bound=Callable[..., object])

NO_CONTENT: Final = 204
PROBLEM: Final = "application/problem+json"
SCHEMES: Final = {
    "HTTPBearer": {"type": "http", "scheme": "bearer"},
    "SessionCookie": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
}


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str
    detail: str
    id: int = Field(default=0, description="The row, if the request was about several.")


class Problem(BaseModel):
    """An error (RFC 9457). Some kinds have members of their own."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str = Field(description="The kind of error, which programs may rely on.")
    status: int
    detail: str = Field(description="A sentence in the reader's language.")
    errors: list[FieldProblem] = Field(default=[], description="The wrong fields, if the error is of some.")
    retry_after: int = Field(default=0, description="Seconds, in errors that end by themselves.")
    rows: list[RowCells] = Field(
        default=[], description="The present rows, where they were changed meanwhile."
    )
    gone: list[int] = Field(default=[], description="The rows that are no longer there.")


def fails_with(*errors: type[DomainError]) -> Callable[[Operation], Operation]:
    """Declare the errors that the operation's services raise; the document names them."""

    def declare(operation: Operation) -> Operation:
        operation.__errors__ = errors  # type: ignore[attr-defined]
        return operation

    return declare


class DocumentedRoute(APIRoute):
    """A route whose description tells every error that its operation can answer with."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if options.get("status_code") == NO_CONTENT:
            # What is not there has no type.
            options["response_class"] = Response
        super().__init__(path, endpoint, **options)
        self.responses = {**_describe(_errors_of(self)), **self.responses}
        # To that of the bearer, which the guard declares for every operation.
        ways: list[dict[str, list[str]]] = [
            {"SessionCookie": []},
            *([{}] if _is_public(self) else []),
        ]
        self.openapi_extra = {**(self.openapi_extra or {}), "security": ways}


def _is_public(route: APIRoute) -> bool:
    permission = declared_access(route.endpoint)
    return permission is not None and GUEST.may(permission)


def _errors_of(route: APIRoute) -> Iterator[type[DomainError]]:
    yield DomainError
    # Guests too: a token that is no good is refused before anything else.
    yield Unauthenticated
    yield from getattr(route.endpoint, "__errors__", ())
    if not _is_public(route):
        yield from (AccessDenied, SecondFactorNeeded)
    if not (route.methods or set()) <= set(SAFE_METHODS):
        yield from (ForeignRequest, Unavailable)
    if route.body_field or "requestBody" in (route.openapi_extra or {}):
        yield from (BadRequest, BodyCutOff, BodyStalled, BodyTooLarge, Invalid)
    yield from _errors_of_dependencies(route.dependant)


def _errors_of_dependencies(dependant: Dependant) -> Iterator[type[DomainError]]:
    if dependant.path_params or dependant.query_params or dependant.header_params:
        yield Invalid
    if any(_is_page(field.field_info.annotation) for field in dependant.query_params):
        yield UnknownCursor
    if dependant.call is keyed_request:
        yield IdempotencyKeyReused
    for dependency in dependant.dependencies:
        yield from _errors_of_dependencies(dependency)


def _is_page(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, PageRequest)


def _describe(errors: Iterable[type[DomainError]]) -> dict[int | str, dict[str, Any]]:
    by_status: defaultdict[int, set[type[DomainError]]] = defaultdict(set)
    for error in errors:
        by_status[error.status].add(error)
    return {status: _answer(kinds) for status, kinds in sorted(by_status.items())}


def _answer(kinds: set[type[DomainError]]) -> dict[str, Any]:
    sentences = {kind.code: kind.message for kind in sorted(kinds, key=lambda kind: kind.code)}
    schema = {
        "allOf": [
            {"$ref": f"#/components/schemas/{Problem.__name__}"},
            {"type": "object", "properties": {"title": {"enum": list(sentences)}}},
        ]
    }
    description = "\n".join(f"- `{name}`: {sentence}" for name, sentence in sentences.items())
    return {"description": description, "content": {PROBLEM: {"schema": schema}}}


def document_errors(app: FastAPI) -> None:
    """Complete the document of ``app`` with the schema of problems and the ways to say who calls."""
    app.openapi = partial(_complete, app, app.openapi)  # type: ignore[method-assign]


def _complete(app: FastAPI, build: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    if app.openapi_schema:
        return app.openapi_schema
    document = build()
    components = document.setdefault("components", {})
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components.setdefault("schemas", {}).update({**schema.pop("$defs", {}), Problem.__name__: schema})
    components["securitySchemes"] = SCHEMES
    return document
