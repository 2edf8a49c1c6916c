"""How much one websocket may send: a token bucket and the end of patience, by a clock of the test's own."""

from autoservice.ui.engine.limits import (
    BYTES_PER_MESSAGE,
    DROPPED_MESSAGES,
    DROPPED_WITHIN_SECONDS,
    MESSAGES_AT_ONCE,
    MESSAGES_PER_SECOND,
    Allowance,
    Refusals,
)


class Watch:
    """Shows what the test says."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def spend(allowance: Allowance, size: int = 1) -> int:
    """How many messages are paid for in this moment."""
    count = 0
    while allowance.take_message(size):
        count += 1
    return count


def test_a_moment_has_room_for_a_burst_and_a_second_for_a_stream():
    allowance = Allowance(watch := Watch())
    assert spend(allowance) == MESSAGES_AT_ONCE
    watch.now += 1
    assert spend(allowance) == MESSAGES_PER_SECOND


def test_silence_saves_no_more_than_one_burst():
    allowance = Allowance(watch := Watch())
    watch.now += 3600
    assert spend(allowance) == MESSAGES_AT_ONCE


def test_a_long_message_costs_as_much_as_several():
    assert spend(Allowance(Watch()), size=2 * BYTES_PER_MESSAGE) == MESSAGES_AT_ONCE // 3


def test_a_message_that_is_too_long_for_any_burst_is_never_paid_for():
    allowance = Allowance(watch := Watch())
    watch.now += 3600
    assert not allowance.take_message(MESSAGES_AT_ONCE * BYTES_PER_MESSAGE)


def test_patience_ends_with_too_many_refusals_in_a_row():
    refusals = Refusals(Watch())
    for number in range(1, DROPPED_MESSAGES):
        assert refusals.count() == number
        assert not refusals.exhausted
    refusals.count()
    assert refusals.exhausted


def test_after_a_while_the_count_begins_anew():
    refusals = Refusals(watch := Watch())
    refusals.count()
    watch.now += DROPPED_WITHIN_SECONDS + 1
    assert refusals.count() == 1
