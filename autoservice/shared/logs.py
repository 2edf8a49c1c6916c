"""Logs: one line of JSON per event, or readable lines for the demo. Never the values of variables."""

import sys

import structlog


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
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *tail,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
