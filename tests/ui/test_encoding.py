"""What many viewers are sent alike is encoded once, and never for anything else."""

import json
from dataclasses import dataclass
from typing import Any

from reflex.state import StateUpdate

from autoservice.ui.shared.encoding import SharedEncoder, SharedRows


@dataclass(frozen=True)
class Row:
    """A row as pages hold them."""

    name: str


class CountingDumps:
    """JSON as Reflex makes it, and how often it was asked."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, packet: Any, **_: Any) -> str:
        self.calls += 1
        update = packet[-1]
        delta = {
            state: {name: str(value) for name, value in held.items()} for state, held in update.delta.items()
        }
        return json.dumps([packet[0], delta])


def packet(rows: Any, progress: int = 10, **more: Any) -> list[Any]:
    return ["event", StateUpdate(delta={"order": {"stages": rows, "progress": progress}}, **more)]


def test_the_same_rows_are_encoded_once() -> None:
    dumps = CountingDumps()
    encoder = SharedEncoder(dumps)
    rows = SharedRows([Row("Intake")])
    assert encoder.dumps(packet(rows)) == encoder.dumps(packet(rows))
    assert dumps.calls == 1


def test_equal_rows_that_are_not_the_same_are_encoded_anew() -> None:
    encoder = SharedEncoder(CountingDumps())
    first = encoder.dumps(packet(SharedRows([Row("Intake")])))
    second = encoder.dumps(packet(SharedRows([Row("Work")])))
    assert "Intake" in first
    assert "Work" in second


def test_another_scalar_beside_the_same_rows_is_another_text() -> None:
    encoder = SharedEncoder(CountingDumps())
    rows = SharedRows([Row("Intake")])
    assert encoder.dumps(packet(rows, 10)) != encoder.dumps(packet(rows, 20))


def test_rows_that_are_one_persons_are_encoded_each_time() -> None:
    dumps = CountingDumps()
    encoder = SharedEncoder(dumps)
    rows = [Row("Intake")]
    before = encoder.dumps(packet(rows))
    rows[0] = Row("Work")
    assert encoder.dumps(packet(rows)) != before
    assert dumps.calls == 2


def test_an_update_with_events_is_never_shared() -> None:
    dumps = CountingDumps()
    encoder = SharedEncoder(dumps)
    rows = SharedRows([Row("Intake")])
    for _ in range(2):
        encoder.dumps(packet(rows, events=[{"name": "_redirect"}]))
    assert dumps.calls == 2


def test_old_texts_are_forgotten() -> None:
    dumps = CountingDumps()
    encoder = SharedEncoder(dumps)
    first = SharedRows([Row("Intake")])
    encoder.dumps(packet(first))
    for number in range(100):
        encoder.dumps(packet(first, number))
    encoder.dumps(packet(first))
    assert dumps.calls == 101
