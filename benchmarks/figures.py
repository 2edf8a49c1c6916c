"""What was measured, and the sums that are printed of it."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Round:
    """One change. Moments are seconds after the request was sent, ``cpu`` is the server's, in seconds."""

    kind: str
    answered: float
    seen: Sequence[float]
    messages: float
    size: float
    cpu: float
    message: bytes


@dataclass(frozen=True)
class Figures:
    """The sums of several rounds: milliseconds, CPU and bytes for each viewer and change."""

    first: float
    last: float
    last_after_answer: float
    answered: float
    p50: float
    p99: float
    cpu: float
    size: float
    messages: float


def sum_up(rounds: Sequence[Round]) -> Figures:
    """Medians over the rounds; the percentiles are of all viewers of all rounds."""
    viewers = len(rounds[0].seen)
    seen = sorted(moment for one in rounds for moment in one.seen)
    median = statistics.median
    return Figures(
        first=1000 * median(min(one.seen) for one in rounds),
        last=1000 * median(max(one.seen) for one in rounds),
        last_after_answer=1000 * median(max(one.seen) - one.answered for one in rounds),
        answered=1000 * median(one.answered for one in rounds),
        p50=1000 * percentile(seen, 50),
        p99=1000 * percentile(seen, 99),
        cpu=1000 * median(one.cpu for one in rounds) / viewers,
        size=median(one.size for one in rounds) / viewers,
        messages=statistics.mean(one.messages for one in rounds) / viewers,
    )


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The value that ``percent`` of ``ordered`` do not exceed."""
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def cpu_seconds(pid: int) -> float:
    """What a process and its workers have used so far."""
    process = psutil.Process(pid)
    times = [one.cpu_times() for one in [process, *process.children(recursive=True)]]
    return float(sum(time.user + time.system for time in times))
