"""Take single wishes out of a problem: what can be given up, and the problem without it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from circuits.planner.problem import Problem


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
    """One wish: its kind, and the places, the category or the day (from 0) it is about."""

    kind: WishKind
    keys: tuple[str, ...] = ()
    day: int | None = None


def wishes_of(problem: Problem) -> tuple[Wish, ...]:
    """Return all wishes that a plan could fail on."""
    wishes = problem.wishes
    found = [Wish(WishKind.MUST_SEE, (key,)) for key in sorted(wishes.must_see)]
    found += [Wish(WishKind.FIRST, (key,), day) for day, key in sorted(wishes.first.items())]
    found += [Wish(WishKind.BEFORE, pair) for pair in dict.fromkeys(wishes.before)]
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


def without(problem: Problem, *given_up: Wish) -> Problem:
    """Return the problem without some of its wishes."""
    for wish in given_up:
        problem = _without(problem, wish)
    return problem


def _without(problem: Problem, wish: Wish) -> Problem:
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
