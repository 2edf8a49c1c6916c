"""Logs: one line of JSON per event, or readable lines for the demo, never with values of variables.

All lines of this process are written here, those of libraries too, and the lines that clients can cause are
limited: texts are shortened, a traceback is written once in a while for each place in the code, and each
client has a limit.
"""

import logging
import sys
from typing import Any, Final

import structlog

from autoservice.shared.log_limits import LogLimits
from autoservice.shared.printable import one_line, shorten
from autoservice.shared.request_context import current_request_context
from autoservice.shared.tracebacks import Tracebacks

TEXT_LENGTH: Final = 500
TRACEBACK: Final = "exception"
# Messages of these have clients' input: only the place in the code and the template are written.
CLIENT_LIBRARIES: Final = {
    *("asyncio", "engineio", "httptools", "multipart", "python_multipart", "reflex"),
    *("reflex_base", "socketio", "starlette", "websockets"),
}
HANDLER_LIBRARIES: Final = ("engineio.server", "socketio.server")


def configure_logging(*, readable: bool) -> None:
    """Configure the process's log."""
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            LogLimits(),
            _add_request_id,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            Tracebacks(),
            _shorten_values,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _redirect_libraries()


def _add_request_id(
    _logger: structlog.typing.WrappedLogger, _method: str, entry: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Add the request's id to a line, the same as in the answer and in the audit entries."""
    if current_request_context().request_id:
        entry["request_id"] = current_request_context().request_id
    return entry


def _shorten_values(
    _logger: structlog.typing.WrappedLogger, _method: str, entry: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Shorten each value to one line, except a traceback, which is short already."""
    return {name: value if name == TRACEBACK else _short(value) for name, value in entry.items()}


def _short(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else repr(value)
    return one_line(shorten(text, TEXT_LENGTH))


class LibraryLines(logging.Handler):
    """Handler that writes the lines of libraries' ``logging`` to the program's log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        line: dict[str, Any] = {"logger": record.name, "place": f"{record.funcName}:{record.lineno}"}
        if record.name.partition(".")[0] not in CLIENT_LIBRARIES:
            line["said"] = record.getMessage()
        elif record.args:
            line["template"] = record.msg
        structlog.get_logger("library").log(record.levelno, "library", exc_info=record.exc_info, **line)


def _redirect_libraries() -> None:
    root = logging.getLogger()
    others = [handler for handler in root.handlers if not isinstance(handler, LibraryLines)]
    root.handlers = [*others, LibraryLines(logging.WARNING)]
    for name in HANDLER_LIBRARIES:
        # With a level they add no handler of their own, which would write whole messages.
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in list(root.manager.loggerDict):
        if name.partition(".")[0] in CLIENT_LIBRARIES:
            library = logging.getLogger(name)
            library.handlers, library.propagate = [], True
