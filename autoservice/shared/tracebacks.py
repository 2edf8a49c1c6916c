"""Tracebacks for the log: short, without values, and limited in frequency."""

import sys
import time
from collections import OrderedDict
from traceback import extract_tb, format_list
from typing import Any, Final

import structlog

from autoservice.shared.printable import one_line, shorten
from autoservice.shared.token_bucket import Clock

# The interval of a failure's full traceback; its repetitions are one line meanwhile.
REPEAT_SECONDS: Final = 60.0
REMEMBERED: Final = 500
FRAMES: Final = 15
CAUSES: Final = 4
MESSAGE_LENGTH: Final = 200


class Tracebacks:
    """Structlog processor that turns ``exc_info`` into text.

    Of an exception's message only the first line is written, shortened: the following lines may have the
    values of a statement or of a form.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._written: OrderedDict[tuple[str, str], float] = OrderedDict()

    def __call__(
        self, logger: structlog.typing.WrappedLogger, method: str, entry: structlog.typing.EventDict
    ) -> structlog.typing.EventDict:
        """Replace ``exc_info`` by the error's name and, unless it was written recently, its traceback."""
        error = _exception_of(entry.pop("exc_info", None))
        if error is None:
            return entry
        entry["error"], entry["at"] = _name_of(error), _location_of(error)
        if self._is_due((entry["error"], entry["at"])):
            entry["exception"] = "\n".join(_texts_of(error))
        else:
            entry["said"] = _message_of(error)
        return entry

    def _is_due(self, failure: tuple[str, str]) -> bool:
        now = self._clock()
        if now - self._written.get(failure, -REPEAT_SECONDS) < REPEAT_SECONDS:
            return False
        self._written[failure] = now
        self._written.move_to_end(failure)
        if len(self._written) > REMEMBERED:
            self._written.popitem(last=False)
        return True


def _exception_of(exc_info: Any) -> BaseException | None:
    match exc_info:
        case BaseException():
            return exc_info
        case (_, BaseException() as error, _):
            return error
        case True:
            return sys.exception()
    return None


def _name_of(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _location_of(error: BaseException) -> str:
    frames = extract_tb(error.__traceback__, limit=-1)
    return f"{frames[0].filename}:{frames[0].lineno}" if frames else ""


def _message_of(error: BaseException) -> str:
    try:
        first_line = str(error).partition("\n")[0]
    except Exception:
        return ""
    return one_line(shorten(first_line, MESSAGE_LENGTH))


def _texts_of(error: BaseException | None) -> list[str]:
    """Return the texts of the causes and of the error itself, the first cause first."""
    chain: list[BaseException] = []
    while error is not None and len(chain) < CAUSES and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [_text_of(part) for part in reversed(chain)]


def _text_of(error: BaseException) -> str:
    frames = extract_tb(error.__traceback__, limit=-FRAMES)
    return f"{''.join(format_list(frames))}{_name_of(error)}: {_message_of(error)}"
