"""What the planner answers: days with timed stops, immutable, with what they are worth."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    """A stay at a place. Times are seconds after midnight of its day.

    Attributes
    ----------
    key
        The candidate; None for a lunch break at the place where the day starts.
    leg_s, leg_walk_m
        The way to it from the stop before.
    arrival_s, visit_from_s, visit_s
        One arrives, waits until it opens, and visits.
    lunch_from_s
        When the break on the spot begins, if it is taken here.
    departure_s
        After visit and break.
    spare_s
        How much later one could arrive without losing anything of the day.
    """

    key: str | None
    leg_s: int
    leg_walk_m: int
    arrival_s: int
    visit_from_s: int
    visit_s: int
    lunch_from_s: int | None
    departure_s: int
    spare_s: int

    @property
    def wait_s(self) -> int:
        """Time between the arrival and the visit."""
        return self.visit_from_s - self.arrival_s


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day: one leaves, stops, and comes back by a last leg."""

    departs_s: int
    stops: tuple[Stop, ...]
    leg_s: int
    leg_walk_m: int
    returns_s: int

    @property
    def walk_m(self) -> int:
        """Metres on foot."""
        return self.leg_walk_m + sum(stop.leg_walk_m for stop in self.stops)

    @property
    def keys(self) -> tuple[str, ...]:
        """The candidates in order."""
        return tuple(stop.key for stop in self.stops if stop.key is not None)


@dataclass(frozen=True, slots=True)
class Value:
    """What a plan is worth: scores and bonuses, less its discomforts (each not negative)."""

    score: float = 0.0
    bonus: float = 0.0
    walk: float = 0.0
    heat: float = 0.0
    wait: float = 0.0
    monotony: float = 0.0
    backtrack: float = 0.0
    risk: float = 0.0

    @property
    def total(self) -> float:
        """The one number that is made as large as possible."""
        return (
            self.score
            + self.bonus
            - (self.walk + self.heat + self.wait + self.monotony + self.backtrack + self.risk)
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer to a problem.

    Attributes
    ----------
    missing
        Must-sees (and places that had to come first) that are not in the plan.
    lunchless
        Numbers of the days whose lunch break found no room.
    iterations, seconds
        What the search spent.
    """

    days: tuple[DayPlan, ...]
    value: Value
    missing: tuple[str, ...] = ()
    lunchless: tuple[int, ...] = ()
    iterations: int = 0
    seconds: float = 0.0

    @property
    def is_complete(self) -> bool:
        """Whether every wish is fulfilled."""
        return not self.missing and not self.lunchless

    @property
    def keys(self) -> tuple[str, ...]:
        """All candidates in order."""
        return tuple(key for day in self.days for key in day.keys)

    @property
    def walk_m(self) -> int:
        """Metres on foot, all days."""
        return sum(day.walk_m for day in self.days)
