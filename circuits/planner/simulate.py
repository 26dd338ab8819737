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

from circuits.planner import timetable
from circuits.planner.plan import Plan
from circuits.planner.planning import checked
from circuits.planner.problem import Problem

SURE, LIKELY = 0.95, 0.8


class Robustness(StrEnum):
    """A plain word for the share of runs that hold."""

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


def loosened(
    problem: Problem,
    plan: Plan,
    target: float = SURE,
    seed: int = 0,
    *,
    runs: int = 400,
    least_gain: float = 0.01,
) -> Plan:
    """Shorten visits before the stops that are missed most often, where that helps.

    Of the visits that lead up to the stop missed most, the one that can be shortened most goes
    down to its shortest length, and stays so if the share of runs that hold grows by
    ``least_gain``. Ends at the ``target``, or when nothing helps any more. The plan that comes out
    is worth less and holds more often; it has passed the checker.
    """
    visits = timetable.visits_of(plan)
    best, share = plan, simulate(problem, plan, seed, runs=runs)
    tried: set[tuple[int, int]] = set()
    while share.open_share < target:
        weak = min(
            ((part, day, stop) for day, parts in enumerate(share.stop_shares)
             for stop, part in enumerate(parts)),
            default=None,
        )  # fmt: skip
        if weak is None:
            break
        _part, day, last = weak
        spare = [
            (visits[day][p].visit_s - problem.candidate(visits[day][p].key or "").brief_s, p)
            for p in range(last)
            if visits[day][p].key is not None and (day, p) not in tried
        ]
        if not spare or max(spare)[0] <= 0:
            break
        less_s, position = max(spare)
        tried.add((day, position))
        visit = visits[day][position]
        visits[day][position] = visit._replace(visit_s=visit.visit_s - less_s)
        shorter = timetable.make(problem, visits, lengthen=False)
        after = simulate(problem, shorter, seed, runs=runs)
        if after.open_share >= share.open_share + least_gain:
            best, share = checked(problem, shorter), after
        else:
            visits[day][position] = visit
    return best
