"""The process's log: what clients can cause in it is short, without values, and not without end."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from pydantic import BaseModel, ValidationError

from autoservice.shared import logs
from autoservice.shared.log_limits import ALL_CLIENTS, PER_CLIENT, PER_CODE_LINE, LogLimits
from autoservice.shared.request_context import RequestContext, in_request_context
from autoservice.shared.tracebacks import REPEAT_SECONDS, Tracebacks


class Watch:
    """Shows what the test says."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The text of a log that is set up as in a server."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers = [*root.handlers]
    monkeypatch.setattr("sys.stderr", stream := io.StringIO())
    logs.configure_logging(readable=False)
    structlog.configure(cache_logger_on_first_use=False)
    yield stream
    structlog.configure(**before)
    root.handlers = handlers


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    """What was logged."""
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_value_is_cut_and_stays_in_its_line(written: io.StringIO):
    structlog.get_logger().warning("page_failed", said="a\n2026 [info] signed_in\x1b[2J" + "x" * 800_000)
    [line] = lines(written)
    assert line["said"].startswith("a 2026 [info] signed_in [2Jxxx")
    assert line["said"].endswith("(800027 characters)")
    assert len(written.getvalue()) < 1000


def test_what_libraries_say_of_clients_is_left_out(written: io.StringIO):
    for name in ("reflex.app", "socketio.server", "engineio.server", "asyncio"):
        logging.getLogger(name).error("Event data: secret-of-a-client")
        logging.getLogger(name).error("%s is gone", "secret-of-a-client")
    logging.getLogger("sqlalchemy.pool").warning("The pool is\nempty")
    assert "secret" not in written.getvalue()
    assert [line.get("template") for line in lines(written)[:4]] == [None, "%s is gone"] * 2
    assert lines(written)[-1]["said"] == "The pool is empty"


class Form(BaseModel):
    """A form."""

    number: int


def test_a_traceback_shows_no_values_and_comes_once_in_a_while():
    tracebacks = Tracebacks(watch := Watch())
    # Not in the line that fails: the code's own lines are in a traceback.
    sent = "secret-of-a-client"
    with pytest.raises(ValidationError) as raised:
        Form.model_validate({"number": sent})
    first, second = [tracebacks(None, "error", {"exc_info": raised.value}) for _ in range(2)]
    assert "test_logs.py" in first["exception"]
    assert "secret" not in str(first) + str(second)
    assert "exception" not in second
    assert second["error"].endswith("ValidationError")
    watch.now += REPEAT_SECONDS
    assert "exception" in tracebacks(None, "error", {"exc_info": raised.value})


def test_the_longest_traceback_is_short():
    error: Exception | None = None
    for _ in range(20):
        try:
            raise ValueError("x" * 800_000) from error
        except ValueError as raised:
            error = raised
    entry = Tracebacks()(None, "error", {"exc_info": error})
    assert len(entry["exception"]) < 5000


def passing(limits: LogLimits, address: str, **entry: Any) -> int:
    """How many lines one client can write in this moment."""
    count = 0
    with in_request_context(RequestContext(address)):
        while count < 1000:
            try:
                limits(None, "warning", {"event": "message_malformed", **entry})
            except structlog.DropEvent:
                break
            count += 1
    return count


def test_each_client_has_an_allowance_and_all_of_them_together():
    limits = LogLimits(watch := Watch())
    assert passing(limits, "203.0.113.1") == PER_CLIENT[1]
    assert passing(limits, "203.0.113.2") == PER_CLIENT[1]
    watch.now += 10
    assert passing(limits, "203.0.113.1") == 10 * PER_CLIENT[0]
    assert sum(passing(limits, f"198.51.100.{number}") for number in range(100)) < ALL_CLIENTS[1]


def test_addresses_of_one_household_share_their_allowance():
    limits = LogLimits(Watch())
    assert passing(limits, "2001:db8::1") == PER_CLIENT[1]
    assert passing(limits, "2001:db8::2") == 0


def test_the_next_line_tells_how_many_were_left_out():
    limits = LogLimits(Watch())
    passing(limits, "203.0.113.1")
    assert limits(None, "info", {"event": "started"})["left_out"] == 1
    assert "left_out" not in limits(None, "info", {"event": "started"})


def test_what_no_client_causes_is_not_limited_but_libraries_are():
    limits = LogLimits(Watch())
    assert passing(limits, "") == 1000
    assert passing(limits, "", event="library", logger="reflex.app", place="on_event:1") == PER_CODE_LINE[1]
    assert passing(limits, "", event="library", logger="reflex.app", place="on_event:2") == PER_CODE_LINE[1]
