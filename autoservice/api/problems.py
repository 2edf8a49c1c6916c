"""Errors as ``application/problem+json`` (RFC 9457), in the reader's language."""

import re
from functools import cache

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import compile_path

from autoservice.api.access import operation_of
from autoservice.modules.auth.errors import TooManyAttempts
from autoservice.runtime.current import current_runtime
from autoservice.shared.access import GUEST
from autoservice.shared.cookies import LOCALE_COOKIE
from autoservice.shared.errors import DomainError, Invalid, NotFound
from autoservice.shared.i18n import N_, viewer_locale
from autoservice.shared.validation import explain_fields

log = structlog.get_logger(__name__)


class MethodNotAllowed(DomainError):
    """The address exists, but not for this method."""

    code = "MethodNotAllowed"
    status = 405
    message = N_("This address does not accept such a request.")


class BadRequest(DomainError):
    """The request itself is malformed."""

    code = "BadRequest"
    status = 400
    message = N_("The request could not be understood.")


FRAMEWORK_ERRORS: dict[int, type[DomainError]] = {404: NotFound, 405: MethodNotAllowed, 422: Invalid}


def request_locale(request: Request) -> str:
    """The language to answer in."""
    actor = getattr(request.state, "actor", GUEST)
    return viewer_locale(
        actor.locale,
        request.cookies.get(LOCALE_COOKIE),
        request.headers.get("accept-language", ""),
        current_runtime().settings.default_locale,
    )


def problem(request: Request, error: DomainError, **more: object) -> JSONResponse:
    """The answer to ``error``: type, title, status, detail, ``more`` members and those of the error."""
    locale = request_locale(request)
    fields = [_field_problem(one, locale) for one in (error, *error.others) if one.field]
    body = {
        "type": f"/api/docs#{error.code}",
        "title": error.code,
        "status": error.status,
        "detail": error.text(locale),
        **({"errors": fields} if fields else {}),
        **more,
        **error.members,
    }
    headers = _headers(request, error)
    # Seconds, in errors that end by themselves.
    if error.retry_after is not None:
        body["retry_after"] = error.retry_after
        headers["Retry-After"] = str(error.retry_after)
    return JSONResponse(body, error.status, headers, media_type="application/problem+json")


def _field_problem(error: DomainError, locale: str) -> dict[str, object]:
    row = {} if error.row_id is None else {"id": error.row_id}
    return {**row, "field": error.field, "detail": error.text(locale)}


def _headers(request: Request, error: DomainError) -> dict[str, str]:
    if isinstance(error, MethodNotAllowed):
        return {"Allow": ", ".join(sorted(methods_of(request.app, request.scope["path"])))}
    return {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}


def methods_of(app: FastAPI, path: str) -> set[str]:
    """Return the methods that the document has for an address; a name goes before the id of a row."""
    return next((methods for pattern, methods in _addresses(app) if pattern.match(path)), set())


@cache
def _addresses(app: FastAPI) -> list[tuple[re.Pattern[str], set[str]]]:
    paths = sorted(app.openapi()["paths"].items(), key=lambda item: item[0].count("{"))
    return [(compile_path(path)[0], {*map(str.upper, operations)}) for path, operations in paths]


async def _domain_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DomainError)  # noqa: S101 - how Starlette types handlers
    if isinstance(error, TooManyAttempts):
        await current_runtime().denials.audit(request.state.actor, "too_many_attempts", operation_of(request))
    return problem(request, error)


async def _invalid_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    # A name that was taken for the id of a row: GET .../cells, where .../{id} answers GET.
    if request.method not in methods_of(request.app, request.url.path):
        return problem(request, MethodNotAllowed())
    # The first part of a location says where the field was: body, query, path.
    findings = [{**finding, "loc": finding["loc"][1:]} for finding in error.errors()]
    fields = explain_fields(request_locale(request), findings)
    errors = [{"field": field, "detail": detail} for field, detail in fields.items()]
    return problem(request, Invalid(), errors=errors)


async def _framework_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    # FastAPI wraps whatever keeps it from reading a body: also that the caller may not send one.
    if isinstance(error.__cause__, DomainError):
        return problem(request, error.__cause__)
    return problem(request, FRAMEWORK_ERRORS.get(error.status_code, BadRequest)())


async def _client_gone(request: Request, _error: Exception) -> JSONResponse:
    # A phone in a lift. Nobody reads the answer; it is one line in the log.
    log.info("client_gone", operation=_operation(request))
    return problem(request, BadRequest())


async def _unexpected_error(request: Request, error: Exception) -> JSONResponse:
    log.error("unexpected_error", operation=_operation(request), exc_info=error)
    return problem(request, DomainError())


def _operation(request: Request) -> str:
    # Not the path: it is as long as the caller likes, and may hold a token.
    return operation_of(request) if isinstance(request.scope.get("route"), APIRoute) else request.method


def render_errors(app: FastAPI) -> None:
    """Render every error of ``app`` as a problem document."""
    app.add_exception_handler(DomainError, _domain_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _framework_error)
    app.add_exception_handler(ClientDisconnect, _client_gone)
    app.add_exception_handler(Exception, _unexpected_error)
