"""Live through a plan many times, with a pace and visits that vary, and say how often it holds.

All runs are computed together with NumPy. In each run the traveller has a pace of their own; each
leg and each visit varies on top. All three are log-normal, with a median of what is planned. How
much they vary is an assumption, not a measurement: a tenth for the pace of a person, as walking
speeds of adults do (Bohannon 1997, "Comfortable and maximum walking speed of adults aged 20-79
years": standard deviations of 10 to 15 % of the mean), a tenth for a leg, a quarter for a visit.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from circuits.planner.plan import Plan
from circuits.planner.problem import Problem

# Of how many runs a plan holds to be called sure, and likely.
SURE, LIKELY = 0.95, 0.8


class Robustness(StrEnum):
    """A plain word for the share of runs that hold: from 95 %, from 80 %, and less."""

    SURE = "sure"
    LIKELY = "likely"
    TIGHT = "tight"


@dataclass(frozen=True, slots=True)
class Spread:
    """How much things vary: standard deviations of the logarithm."""

    pace: float = 0.1
    leg: float = 0.1
    visit: float = 0.25


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often a plan holds.

    Attributes
    ----------
    open_share
        Of the runs, those in which every stop is still open on arrival, for its shortest visit.
    in_time_share
        Of the runs, those that are back by the end of every day.
    stop_shares
        For each day and stop how often it is still open on arrival.
    """

    open_share: float
    in_time_share: float
    stop_shares: tuple[tuple[float, ...], ...]

    @property
    def word(self) -> Robustness:
        """The plain word."""
        if self.open_share >= SURE:
            return Robustness.SURE
        return Robustness.LIKELY if self.open_share >= LIKELY else Robustness.TIGHT


USUAL = Spread()


def simulate(
    problem: Problem, plan: Plan, seed: int = 0, *, runs: int = 1000, spread: Spread = USUAL
) -> Outcome:
    """Live through a plan ``runs`` times.

    Who finds a place closed goes on at once; who finds it not open yet waits. Nobody stays past
    closing.
    """
    dice = np.random.default_rng(seed)
    pace = np.exp(dice.normal(0.0, spread.pace, runs))
    is_open_all = np.ones(runs, bool)
    is_in_time = np.ones(runs, bool)
    shares = []
    for number, (day, planned) in enumerate(zip(problem.days, plan.days, strict=True)):
        clock = np.full(runs, float(planned.departs_s))
        of_day = []
        for stop in planned.stops:
            clock = clock + stop.leg_s * pace * np.exp(dice.normal(0.0, spread.leg, runs))
            visit = stop.visit_s * np.exp(dice.normal(0.0, spread.visit, runs))
            if stop.key is not None:
                candidate = problem.candidate(stop.key)
                shortest_s = min(candidate.brief_s, stop.visit_s)
                start, closes = clock.copy(), np.full(runs, np.inf)
                is_open = np.zeros(runs, bool)
                for window in candidate.windows[number]:
                    fits = ~is_open & (clock <= window.closes_s - shortest_s)
                    start[fits] = np.maximum(clock[fits], window.opens_s)
                    closes[fits] = window.closes_s
                    is_open |= fits
                is_open_all &= is_open
                of_day.append(float(is_open.mean()))
                clock = np.where(is_open, np.minimum(start + visit, closes), clock)
            else:
                of_day.append(1.0)
            if stop.lunch_from_s is not None and day.lunch is not None:
                clock = np.maximum(clock, day.lunch.opens_s) + day.lunch.duration_s
        clock = clock + planned.leg_s * pace * np.exp(dice.normal(0.0, spread.leg, runs))
        is_in_time &= clock <= day.ends_s
        shares.append(tuple(of_day))
    return Outcome(float(is_open_all.mean()), float(is_in_time.mean()), tuple(shares))
