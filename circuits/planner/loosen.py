"""Make a plan safer where it costs little: shorter visits, an earlier start, another order.

What is tried at each step is everything that could help the stop that is missed most often, or the
next one if nothing helps that; what is kept is what helps most for what it costs. All trials are
lived through with the same luck (`circuits.planner.simulate`), so that their shares compare.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from circuits.planner import checker, timetable
from circuits.planner.plan import DayPlan, Plan
from circuits.planner.planning import checked
from circuits.planner.problem import Problem
from circuits.planner.simulate import SURE, Outcome, simulate
from circuits.planner.timetable import Visit

EARLIER_S = (300, 900)
MOST_STEPS = 8


class Change(StrEnum):
    """What makes a plan safer."""

    SHORTER_VISIT = "shorter_visit"
    EARLIER_START = "earlier_start"
    OTHER_ORDER = "other_order"


@dataclass(frozen=True, slots=True)
class Step:
    """One change.

    Attributes
    ----------
    day, key
        The day (from 0), and the stop that is shorter, first on its day, or visited earlier.
    by_s
        By how much (shorter visit, earlier start).
    share_more, costs
        How much larger the share of runs that hold became, and how much less the plan is worth.
    """

    change: Change
    day: int
    key: str | None
    by_s: int
    share_more: float
    costs: float


@dataclass(frozen=True, slots=True)
class Loosened:
    """A safer plan, the steps to it, and how often it holds."""

    plan: Plan
    steps: tuple[Step, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Draft:
    """Visits of a plan, by how much its days start earlier than they could, and what changed."""

    visits: list[list[Visit]]
    earlier_s: tuple[int, ...]
    change: Change
    day: int
    key: str | None
    by_s: int


def loosened(
    problem: Problem,
    plan: Plan,
    target: float = SURE,
    seed: int = 0,
    *,
    runs: int = 400,
    least_gain: float = 0.01,
    most_cost: float = 0.1,
) -> Loosened:
    """Return a plan that holds more often, as often as the ``target`` if that can be had.

    No step is taken that raises the share of runs that hold by less than ``least_gain``, or after
    which the plan is worth less than it was by more than the share ``most_cost``. The stops stay
    the same, and what comes out has passed the checker.
    """
    outcome = simulate(problem, plan, seed, runs=runs)
    least_value = plan.value.total - most_cost * abs(plan.value.total)
    visits, earlier_s = timetable.visits_of(plan), _earlier_s(problem, plan)
    steps: list[Step] = []
    while outcome.open_share < target and len(steps) < MOST_STEPS:
        best: tuple[float, _Draft, Plan, Outcome] | None = None
        for day, weak in _weakest(outcome):
            for draft in _drafts(problem, visits, earlier_s, day, weak):
                made = _made(problem, draft)
                if made is None or made.value.total < least_value:
                    continue
                after = simulate(problem, made, seed, runs=runs)
                gain = after.open_share - outcome.open_share
                costs = max(0.0, plan.value.total - made.value.total)
                worth = gain / (costs + 0.01 * abs(plan.value.total) + 1e-9)
                if gain >= least_gain and (best is None or worth > best[0]):
                    best = (worth, draft, made, after)
            if best is not None:
                break
        if best is None:
            break
        _worth, draft, made, after = best
        share_more = after.open_share - outcome.open_share
        costs = plan.value.total - made.value.total
        steps.append(Step(draft.change, draft.day, draft.key, draft.by_s, share_more, costs))
        visits, earlier_s, outcome, plan = draft.visits, draft.earlier_s, after, made
    return Loosened(checked(problem, plan) if steps else plan, tuple(steps), outcome)


def _weakest(outcome: Outcome) -> list[tuple[int, int]]:
    """Return the days and positions of the stops that are missed at all, the weakest first."""
    shares = sorted(
        (share, day, position)
        for day, of_day in enumerate(outcome.stop_shares)
        for position, share in enumerate(of_day)
        if share < 1
    )
    return [(day, position) for _share, day, position in shares]


def _earlier_s(problem: Problem, plan: Plan) -> tuple[int, ...]:
    """Return by how much each day of a plan starts earlier than it has to."""
    return tuple(day.stops[0].wait_s if day.stops else 0 for day in plan.days)


def _drafts(
    problem: Problem, visits: list[list[Visit]], earlier_s: tuple[int, ...], day: int, weak: int
) -> Iterator[_Draft]:
    """Yield what could help a stop."""
    of_day = visits[day]

    def draft(
        changed: list[Visit], change: Change, key: str | None, by_s: int, start_s: int = 0
    ) -> _Draft:
        others = [changed if number == day else same for number, same in enumerate(visits)]
        starts = tuple(s + start_s * (number == day) for number, s in enumerate(earlier_s))
        return _Draft(others, starts, change, day, key, by_s)

    for position, visit in enumerate(of_day[:weak]):
        if visit.key is None:
            continue
        least_s = problem.candidate(visit.key).brief_s
        for less_s in sorted({visit.visit_s - least_s, (visit.visit_s - least_s) // 2} - {0}):
            changed = list(of_day)
            changed[position] = visit._replace(visit_s=visit.visit_s - less_s)
            yield draft(changed, Change.SHORTER_VISIT, visit.key, less_s)
    for by_s in EARLIER_S:
        yield draft(of_day, Change.EARLIER_START, of_day[0].key, by_s, by_s)
    for position in range(weak):
        changed = list(of_day)
        changed.insert(position, changed.pop(weak))
        yield draft(changed, Change.OTHER_ORDER, of_day[weak].key, 0)


def _made(problem: Problem, draft: _Draft) -> Plan | None:
    """Return the plan of a draft; None if it breaks a rule."""
    try:
        made = timetable.make(problem, draft.visits, lengthen=False)
    except ValueError:
        return None
    days = tuple(map(_starting_earlier, made.days, draft.earlier_s))
    if any(day.departs_s < asked.starts_s for day, asked in zip(days, problem.days, strict=True)):
        return None
    made = replace(made, days=days, value=timetable.value(problem, days))
    # Shorter visits break no rule that longer ones kept.
    is_right = draft.change == Change.SHORTER_VISIT or not checker.check(problem, made)
    return made if is_right else None


def _starting_earlier(day: DayPlan, by_s: int) -> DayPlan:
    """Return a day on which one waits at the first stop, to be there for sure when it opens."""
    if not by_s or not day.stops:
        return day
    first = day.stops[0]
    first = replace(first, arrival_s=first.arrival_s - by_s, spare_s=first.spare_s + by_s)
    return replace(day, departs_s=day.departs_s - by_s, stops=(first, *day.stops[1:]))
