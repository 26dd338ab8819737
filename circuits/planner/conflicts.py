"""Find the fewest wishes to give up where they cannot all be fulfilled."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations, islice

from circuits.planner.errors import ImpossibleDay
from circuits.planner.planning import plan
from circuits.planner.problem import Problem
from circuits.planner.stop import Iterations, Target

ITERATIONS = 300
MOST_TRIALS = 250


class WishKind(StrEnum):
    """What can be given up."""

    MUST_SEE = "must_see"
    FIRST = "first"
    BEFORE = "before"
    LUNCH = "lunch"
    BUDGET = "budget"
    AT_MOST = "at_most"
    WALK = "walk"
    WHEELCHAIR = "wheelchair"


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish: its kind, and the places, the category or the day it is about."""

    kind: WishKind
    keys: tuple[str, ...] = ()
    day: int | None = None


def wishes_of(problem: Problem) -> tuple[Wish, ...]:
    """Return all wishes that a plan could fail on."""
    wishes = problem.wishes
    found = [Wish(WishKind.MUST_SEE, (key,)) for key in sorted(wishes.must_see)]
    found += [Wish(WishKind.FIRST, (key,), day) for day, key in sorted(wishes.first.items())]
    found += [Wish(WishKind.BEFORE, pair) for pair in wishes.before]
    for number, day in enumerate(problem.days):
        if day.lunch is not None:
            found.append(Wish(WishKind.LUNCH, (), number))
        if day.max_walk_m is not None:
            found.append(Wish(WishKind.WALK, (), number))
    if wishes.budget_mad is not None:
        found.append(Wish(WishKind.BUDGET))
    found += [Wish(WishKind.AT_MOST, (name,)) for name in sorted(wishes.at_most)]
    # To give up the wheelchair is no choice of ours; it is named last, as the reason it is.
    if wishes.wheelchair:
        found.append(Wish(WishKind.WHEELCHAIR))
    return tuple(found)


def without(problem: Problem, wish: Wish) -> Problem:
    """Return the problem without one of its wishes."""
    wishes = problem.wishes
    days = list(problem.days)
    match wish.kind:
        case WishKind.MUST_SEE:
            wishes = replace(wishes, must_see=wishes.must_see - set(wish.keys))
        case WishKind.FIRST:
            first = {day: key for day, key in wishes.first.items() if day != wish.day}
            wishes = replace(wishes, first=first)
        case WishKind.BEFORE:
            kept = tuple(pair for pair in wishes.before if pair != wish.keys)
            wishes = replace(wishes, before=kept)
        case WishKind.BUDGET:
            wishes = replace(wishes, budget_mad=None)
        case WishKind.AT_MOST:
            limits = {name: most for name, most in wishes.at_most.items() if name != wish.keys[0]}
            wishes = replace(wishes, at_most=limits)
        case WishKind.WHEELCHAIR:
            wishes = replace(wishes, wheelchair=False)
        case WishKind.LUNCH if wish.day is not None:
            days[wish.day] = replace(days[wish.day], lunch=None)
        case WishKind.WALK if wish.day is not None:
            days[wish.day] = replace(days[wish.day], max_walk_m=None)
    return replace(problem, wishes=wishes, days=tuple(days))


def to_give_up(problem: Problem, seed: int = 0) -> tuple[Wish, ...] | None:
    """Return the fewest wishes without which the others can be fulfilled; none if all can.

    The search looks for a plan of the places that are asked for alone, without one wish, then
    without two, then without three. Must-sees are tried first, in the order of their keys. None if
    even that does not help, such as where a day is too short for its own way back.
    """
    bare = _bare(problem)
    trials: Iterator[tuple[Wish, ...]] = (
        given_up for count in range(4) for given_up in combinations(wishes_of(problem), count)
    )
    for given_up in islice(trials, MOST_TRIALS):
        tried = bare
        for wish in given_up:
            tried = without(tried, wish)
        if _is_possible(tried, seed):
            return given_up
    return None


def _bare(problem: Problem) -> Problem:
    """Return the problem with the places alone that wishes are about, worth nothing else."""
    wishes = problem.wishes
    asked = wishes.must_see | set(wishes.first.values())
    eats = any(day.lunch is not None and not day.lunch.anywhere for day in problem.days)
    candidates = tuple(
        replace(candidate, score=0.0)
        for candidate in problem.candidates
        if candidate.key in asked or (eats and candidate.serves_lunch)
    )
    known = {candidate.key for candidate in candidates}
    return replace(
        problem,
        candidates=candidates,
        themes=(),
        weights=replace(
            problem.weights, walk_per_km=0, heat_per_km=0, wait_per_hour=0, monotony=0,
            backtrack_per_km=0, risk=0, change=0,
        ),
        wishes=replace(
            wishes,
            avoid=wishes.avoid & known,
            before=tuple(pair for pair in wishes.before if known.issuperset(pair)),
        ),
    )  # fmt: skip


def _is_possible(problem: Problem, seed: int) -> bool:
    try:
        # All is worth nothing here: a plan without penalties has reached its target.
        return plan(problem, Target(-0.5, Iterations(ITERATIONS)), seed).is_complete
    except ImpossibleDay:
        return False
