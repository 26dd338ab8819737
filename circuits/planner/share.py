"""Share one stop rule among several searches, so that all of them together end when it says so."""

from collections.abc import Callable
from dataclasses import dataclass

from circuits.planner.stop import Progress, StopRule


class Shared:
    """A stop rule for ``count`` searches in a row.

    Each one gets an even share of what is left when it begins: what one does not use is there for
    those behind it. With `circuits.planner.stop.Iterations` all is as deterministic as before.
    """

    def __init__(self, rule: StopRule, count: int) -> None:
        self._passed = rule.begin()
        self._left = count
        self._iterations = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self._left <= 0 or self._passed(Progress(self._iterations, -1e300)) >= 1

    def next(self) -> StopRule:
        """Return the rule of the next search."""
        before = self._passed(Progress(self._iterations, -1e300))
        end = before + (1 - before) / max(1, self._left)
        self._left -= 1
        return _Part(self, self._iterations, before, end)

    def _share(self, progress: Progress, already: int) -> float:
        self._iterations = already + progress.iterations
        return self._passed(Progress(self._iterations, progress.value))


@dataclass(frozen=True, slots=True)
class _Part:
    """The share of one search, from one share of the whole rule to another."""

    shared: Shared
    already: int
    start: float
    end: float

    def begin(self) -> Callable[[Progress], float]:
        """Start this search."""
        room = max(1e-9, self.end - self.start)
        return lambda progress: (self.shared._share(progress, self.already) - self.start) / room
