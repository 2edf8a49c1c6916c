"""A flood of refused calls adds a few entries, and the entries say how many were left out."""

from datetime import UTC, datetime

from autoservice.shared.budget import ALL_CALLERS, PER_CALLER, WINDOW, Budget

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def spend_all(budget: Budget, caller: str = "one") -> None:
    for _ in range(PER_CALLER):
        assert budget.spend(caller, NOON) == {}


def test_a_caller_has_a_number_of_entries_in_each_window():
    budget = Budget()
    spend_all(budget)
    assert budget.spend("one", NOON) is None
    assert budget.spend("one", NOON + WINDOW) is not None


def test_the_next_entry_says_how_many_were_left_out_and_only_that_one():
    budget = Budget()
    spend_all(budget)
    for _ in range(12):
        assert budget.spend("one", NOON + WINDOW / 2) is None
    assert budget.spend("one", NOON + WINDOW) == {"left_out": 12}
    assert budget.spend("one", NOON + WINDOW) == {}


def test_one_callers_flood_leaves_others_their_entries():
    budget = Budget()
    spend_all(budget)
    assert budget.spend("one", NOON) is None
    assert budget.spend("two", NOON) == {}


def test_callers_who_are_a_new_one_each_time_have_a_limit_together():
    budget = Budget()
    spent = [budget.spend(f"caller {number}", NOON) for number in range(ALL_CALLERS + 5)]
    assert spent == [{}] * ALL_CALLERS + [None] * 5
    assert len(budget.callers) == ALL_CALLERS
    assert budget.spend("anybody", NOON + WINDOW) == {"left_out_of_others": 5}


def test_quiet_callers_are_forgotten_but_not_what_was_left_out():
    budget = Budget()
    spend_all(budget)
    assert budget.spend("one", NOON) is None
    assert budget.spend("two", NOON + WINDOW) == {}
    assert budget.spend("three", NOON + 2 * WINDOW) == {"left_out_of_others": 1}
    assert list(budget.callers) == ["three"]


def test_what_could_not_be_written_is_counted_as_left_out():
    budget = Budget()
    budget.restore(budget.spend("one", NOON) or {})
    counts = budget.spend("two", NOON)
    assert counts == {"left_out_of_others": 1}
    budget.restore(counts)
    assert budget.spend("two", NOON) == {"left_out_of_others": 2}
