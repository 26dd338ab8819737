"""Say when a search is over: after some iterations, some seconds, or once it is good enough."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search has come."""

    iterations: int
    value: float


class StopRule(Protocol):
    """Tells a search how much of its time has passed: it cools down until that is 1, and ends.

    ``begin`` starts a clock of its own for one search, so that a rule can be used again and by
    several threads.
    """

    def begin(self) -> Callable[[Progress], float]:
        """Return a function from progress to the share of the search that has passed."""
        ...


@dataclass(frozen=True, slots=True)
class Iterations:
    """Stop after a number of iterations. The same seed then gives the same plan everywhere."""

    count: int

    def begin(self) -> Callable[[Progress], float]:
        """Start."""
        return lambda progress: progress.iterations / max(1, self.count)


@dataclass(frozen=True, slots=True)
class Seconds:
    """Stop after some seconds, by default on the wall.

    ``time.thread_time`` as the clock counts the processor time of this thread, which is what a
    benchmark on a busy machine wants.
    """

    limit: float
    clock: Callable[[], float] = time.monotonic

    def begin(self) -> Callable[[Progress], float]:
        """Start the clock."""
        started = self.clock()
        return lambda _progress: (self.clock() - started) / max(1e-9, self.limit)


@dataclass(frozen=True, slots=True)
class Target:
    """Stop once a plan is worth at least ``value``, or when another rule says so."""

    value: float
    otherwise: StopRule

    def begin(self) -> Callable[[Progress], float]:
        """Start the other rule."""
        share = self.otherwise.begin()
        return lambda progress: 1.0 if progress.value >= self.value else share(progress)


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Stop when somebody says so, such as a client who left, or when another rule does."""

    is_cancelled: Callable[[], bool]
    otherwise: StopRule = field(default_factory=lambda: Seconds(1.0))

    def begin(self) -> Callable[[Progress], float]:
        """Start the other rule."""
        share = self.otherwise.begin()
        return lambda progress: 1.0 if self.is_cancelled() else share(progress)


def started(rule: StopRule) -> StopRule:
    """Return a rule whose clock runs already, for what comes before a search and counts as well."""
    return _Started(rule.begin())


@dataclass(frozen=True, slots=True)
class _Started:
    share: Callable[[Progress], float]

    def begin(self) -> Callable[[Progress], float]:
        return self.share
