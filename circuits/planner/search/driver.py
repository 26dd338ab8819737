"""Run the search until a rule says stop."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from circuits.planner.plan import Plan
from circuits.planner.problem import UNREACHABLE_S
from circuits.planner.search import kernel
from circuits.planner.search.dice import seeded, uniforms
from circuits.planner.search.model import Model, Version
from circuits.planner.search.rules import fits, note
from circuits.planner.search.state import LEAVE, ROUTE, State, empty
from circuits.planner.search.timing import time_day, walk_m
from circuits.planner.stop import Progress, StopRule
from circuits.planner.timetable import Visit

# Iterations between two looks at the stop rule; the first plan must not wait for many.
FIRST, CHUNK = 5, 50


class Settings(NamedTuple):
    """What steers the search; the defaults were found on the benchmark.

    Attributes
    ----------
    hot, cold
        The temperature at the beginning and at the end, in mean scores.
    tie
        What the median way costs when plans of the same score are compared, in mean scores.
    most, most_last
        How many stops a ruin takes out at most, at the beginning and at the end.
    granular, granular_share
        How many of the nearest places are tried where only the near ones are, and how often.
    turns
        How often a part of a day is gone the other way round, and lunch is had elsewhere.
    finish, last
        After this share of the search it goes on from the best plan, at this temperature.
    """

    hot: float = 2.0
    cold: float = 0.1
    tie: float = 0.02
    most: int = 20
    most_last: int = 6
    granular: int = 30
    granular_share: float = 0.6
    turns: float = 0.0
    finish: float = 0.85
    last: float = 0.02


DEFAULTS = Settings()
# Where discomforts count, plans of the same places differ by fractions of a score.
COMFORT = Settings(hot=1.0, turns=0.3, most=5, most_last=4, finish=0.7)


class Found(NamedTuple):
    """The best plan of a search."""

    visits: list[list[Visit]]
    value: float
    iterations: int


def run(
    model: Model,
    versions: Sequence[Version],
    stop: StopRule,
    seed: int,
    *,
    start: Plan | None = None,
    settings: Settings | None = None,
) -> Found:
    """Search from an empty plan or from another one, until ``stop`` has passed."""
    share_passed = stop.begin()
    state, kept, best = (_timed(model, empty(model)) for _ in range(3))
    settings = settings or (COMFORT if model.has_costs else DEFAULTS)
    hot, cold = settings.hot, settings.cold
    if start is not None:
        warm_up(model, versions, state, start)
    dice = seeded(seed)
    positive = model.score[model.score > 0]
    mean = float(positive.mean()) if len(positive) else 1.0
    tie_s = settings.tie * mean / _typical_leg_s(model)
    totals = np.array([-1e300, -1e300, 1e300])
    kernel.evaluate(model, state, kept, best, totals, tie_s)
    noise = uniforms(dice, len(model.owner) + 1000)
    iterations = 0
    is_finishing = False
    while True:
        share = share_passed(Progress(iterations, float(totals[1])))
        if share >= 1 and iterations:
            break
        if share >= settings.finish and not is_finishing:
            is_finishing = True
            kernel.return_to_best(model, state, kept, best, totals, tie_s)
        temperature = mean * hot * (cold / hot) ** min(1.0, share)
        most = round(settings.most + (settings.most_last - settings.most) * min(1.0, share))
        if is_finishing:
            temperature = mean * settings.last
        count = CHUNK - iterations % CHUNK if iterations else FIRST
        kernel.improve(
            model,
            state,
            kept,
            best,
            totals,
            dice,
            count,
            temperature,
            tie_s,
            most,
            settings.granular,
            settings.granular_share,
            settings.turns,
            noise,
        )
        iterations += count
    return Found(_visits(versions, best), float(totals[1]), iterations)


def _typical_leg_s(model: Model) -> float:
    """Return the median way, or a fiftieth of the longest day where ways are shorter than that.

    Else a place that is far from a town of short ways would seem to cost more than it is worth.
    """
    _owners, places = np.unique(model.owner, return_index=True)
    legs = model.there[:, places][:, :, places]
    legs = legs[(legs > 0) & (legs < UNREACHABLE_S)]
    longest_s = float((model.end - model.begin).max())
    return max(1.0, longest_s / 50, float(np.median(legs)) if legs.size else 0.0)


def _timed(model: Model, state: State) -> State:
    for r in range(len(model.mode)):
        state.days[r, LEAVE, 0] = model.begin[r]
        _time(model, state, r)
    return state


def _time(model: Model, state: State, r: int) -> bool:
    m, n = int(model.mode[r]), int(state.length[r])
    state.walked[r] = walk_m(model.walk, state.days, m, r, n)
    is_possible = time_day(model.there, model.hours, state.days, m, r, n, int(model.end[r]))
    return bool(is_possible) and state.walked[r] <= model.max_walk[r]


def warm_up(model: Model, versions: Sequence[Version], state: State, start: Plan) -> None:
    """Put into an empty state what of a plan is still possible, in its order."""
    for r, day in enumerate(start.days[: len(model.mode)]):
        for stop in day.stops:
            of_key = [
                v
                for v, version in enumerate(versions)
                if (version.candidate.key if version.candidate else None) == stop.key
                and version.with_lunch == (stop.lunch_from_s is not None)
                and (stop.key is not None or model.hours[r, v, 0] > 0)
            ]
            for v in of_key:
                if state.version_of[model.owner[v]] < 0 and _append(model, state, r, v):
                    break


def _append(model: Model, state: State, r: int, v: int) -> bool:
    """Put a version at the end of a day if that is possible."""
    if not fits(state.used, model.use, model.limit, v) or not _may_follow(model, state, r, v):
        return False
    n = int(state.length[r])
    state.days[r, ROUTE, n] = state.days[r, ROUTE, n - 1]
    state.days[r, ROUTE, n - 1] = v
    state.length[r] = n + 1
    if model.hours[r, v, 0] == 0 or not _time(model, state, r):
        state.days[r, ROUTE, n - 1] = state.days[r, ROUTE, n]
        state.length[r] = n
        _time(model, state, r)
        return False
    state.day_of[v] = r
    state.version_of[model.owner[v]] = v
    note(model, state, r, v, 1)
    return True


def _may_follow(model: Model, state: State, r: int, v: int) -> bool:
    low, high = kernel.allowed_positions(model, state, r, v)
    return bool(low <= state.length[r] - 1 <= high)


def _visits(versions: Sequence[Version], state: State) -> list[list[Visit]]:
    """Return what a state stands for."""
    found = []
    for r in range(len(state.length)):
        inside = [versions[v] for v in state.days[r, ROUTE, 1 : state.length[r] - 1]]
        found.append(
            [
                Visit(
                    None if version.candidate is None else version.candidate.key,
                    version.visit_s,
                    version.with_lunch,
                )
                for version in inside
            ]
        )
    return found
