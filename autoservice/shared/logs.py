"""Logs: one line of JSON per event, or readable lines for the demo. Never the values of variables."""

import sys

import structlog

from autoservice.shared.origin import current_origin


def configure_logging(*, readable: bool) -> None:
    """Set up the process's log.

    Tracebacks are without locals: those would carry passwords, tokens and
    clients' data into the log.
    """
    tail: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if readable
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _number,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *tail,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _number(
    _logger: structlog.typing.WrappedLogger, _method: str, entry: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Name the request that a line is about: its answer and its audit entries carry the same number."""
    if current_origin().request_id:
        entry["request_id"] = current_origin().request_id
    return entry
