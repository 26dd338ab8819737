"""Say why each stop is in a plan and why each other place is not; as data, not as words.

What can be read off the problem is read off it; the rest is found out by planning again with the
place as a must-see. Whoever shows it words the codes and their values.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from circuits.planner import timetable
from circuits.planner.errors import ImpossibleDay
from circuits.planner.plan import Plan
from circuits.planner.planning import plan as make_plan
from circuits.planner.problem import UNREACHABLE_S, Candidate, Day, Problem, Window
from circuits.planner.stop import Iterations, StopRule
from circuits.planner.timetable import Visit

CHECKED_PLACES = 12
NEAR_S = 300


class Why(StrEnum):
    """Why a stop is in."""

    MUST_SEE = "must_see"
    FIRST = "first"
    LUNCH = "lunch"
    THEME = "theme"
    INTEREST = "interest"
    ON_THE_WAY = "on_the_way"
    ONLY_THIS_DAY = "only_this_day"


class WhyNot(StrEnum):
    """Why a place is not in."""

    AVOIDED = "avoided"
    CAPACITY = "capacity"
    NOT_ACCESSIBLE = "not_accessible"
    CLOSED = "closed"
    OUTSIDE_HOURS = "outside_hours"
    NO_WAY = "no_way"
    TOO_FAR = "too_far"
    BUDGET = "budget"
    AT_MOST = "at_most"
    CONFLICT = "conflict"
    TIME = "time"
    LOWER_INTEREST = "lower_interest"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a stop is in.

    Attributes
    ----------
    score
        What its visit is worth (interest), or the bonus of the theme.
    name
        The theme.
    detour_s
        The way one saves without it (on the way).
    """

    why: Why
    score: float | None = None
    name: str | None = None
    detour_s: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a place is not in.

    Attributes
    ----------
    next_opening
        When it is open next, if that is known (closed).
    found, limit
        Persons (capacity), metres (too far), MAD (budget), places (at most): how many it would
        take and how many there may be.
    category
        What there are enough of (at most).
    more_s
        How much longer the day would have to be; None where hours stand in the way as well.
    instead_of
        The stop that would have to go, where one is enough.
    gives_up, costs
        What the best plan with it loses: places, and worth.
    is_checked
        Whether that best plan was looked for.
    """

    key: str
    why: WhyNot
    next_opening: date | None = None
    found: float | None = None
    limit: float | None = None
    category: str | None = None
    more_s: int | None = None
    instead_of: str | None = None
    gives_up: tuple[str, ...] = ()
    costs: float | None = None
    is_checked: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What a wish costs: the worth and the places that a plan without it would have more."""

    key: str
    costs: float
    instead_of: tuple[str, ...]


def why_in(problem: Problem, plan: Plan) -> dict[str, tuple[Reason, ...]]:
    """Return the reasons of every stop, the strongest first."""
    visited = set(plan.keys)
    found: dict[str, tuple[Reason, ...]] = {}
    for number, day in enumerate(plan.days):
        ways = problem.travel[problem.days[number].mode].duration_s
        nodes = [
            problem.days[number].start_node,
            *(
                problem.days[number].start_node
                if stop.key is None
                else problem.candidate(stop.key).node
                for stop in day.stops
            ),
            problem.days[number].end_node,
        ]
        for position, stop in enumerate(day.stops):
            if stop.key is None:
                continue
            candidate = problem.candidate(stop.key)
            reasons = []
            if problem.wishes.first.get(number) == stop.key:
                reasons.append(Reason(Why.FIRST))
            if stop.key in problem.wishes.must_see:
                reasons.append(Reason(Why.MUST_SEE))
            lunch = problem.days[number].lunch
            if stop.lunch_from_s is not None and lunch is not None and not lunch.anywhere:
                reasons.append(Reason(Why.LUNCH))
            for theme in problem.themes:
                if stop.key in theme.members and len(theme.members & visited) >= theme.needed:
                    reasons.append(Reason(Why.THEME, theme.bonus, theme.name))
            if sum(map(bool, candidate.windows)) == 1 and len(problem.days) > 1:
                reasons.append(Reason(Why.ONLY_THIS_DAY))
            if candidate.score > 0:
                reasons.append(Reason(Why.INTEREST, problem.worth(candidate, stop.visit_s)))
            here, there, onward = nodes[position : position + 3]
            detour_s = int(ways[here, there]) + int(ways[there, onward]) - int(ways[here, onward])
            if detour_s <= NEAR_S:
                reasons.append(Reason(Why.ON_THE_WAY, detour_s=max(0, detour_s)))
            found[stop.key] = tuple(reasons)
    return found


def why_not(
    problem: Problem,
    plan: Plan,
    seed: int = 0,
    *,
    each: StopRule | None = None,
    most: int = CHECKED_PLACES,
) -> tuple[LeftOut, ...]:
    """Return why each place is left out, the most interesting ones first.

    Of those that the rules alone do not explain, the ``most`` interesting are checked by planning
    again with each as a must-see, until ``each`` says stop.
    """
    visited = set(plan.keys)
    left = [c for c in problem.candidates if c.key not in visited]
    found = []
    checked = 0
    for candidate in sorted(left, key=lambda c: (-c.score, c.key)):
        reason = _by_rule(problem, plan, candidate)
        if reason is None:
            is_to_check = checked < most
            checked += 1
            rule = each or Iterations(120)
            reason = _by_time(problem, plan, candidate, seed, rule if is_to_check else None)
        found.append(reason)
    return tuple(found)


def prices(
    problem: Problem, plan: Plan, seed: int = 0, *, each: StopRule | None = None
) -> tuple[Price, ...]:
    """Return what each must-see costs: the plan without the wish is worth so much more."""
    found = []
    for key in sorted(problem.wishes.must_see & set(plan.keys)):
        wishes = replace(problem.wishes, must_see=problem.wishes.must_see - {key})
        free = make_plan(replace(problem, wishes=wishes), each or Iterations(600), seed, start=plan)
        more = free.value.total - plan.value.total
        gained = tuple(k for k in free.keys if k not in plan.keys)
        is_dear = key not in free.keys and more > 1e-9
        found.append(Price(key, more if is_dear else 0.0, gained if is_dear else ()))
    return tuple(found)


def _by_rule(problem: Problem, plan: Plan, candidate: Candidate) -> LeftOut | None:
    """Return the reason that no search is needed for."""
    wishes, key = problem.wishes, candidate.key
    if key in wishes.avoid:
        return LeftOut(key, WhyNot.AVOIDED)
    if candidate.capacity is not None and candidate.capacity < wishes.group_size:
        return LeftOut(key, WhyNot.CAPACITY, found=wishes.group_size, limit=candidate.capacity)
    if wishes.wheelchair and not candidate.is_accessible:
        return LeftOut(key, WhyNot.NOT_ACCESSIBLE)
    if not any(candidate.windows):
        return LeftOut(key, WhyNot.CLOSED, next_opening=candidate.next_opening)
    alone = [
        _alone(problem, day, candidate, windows)
        for day, windows in zip(problem.days, candidate.windows, strict=True)
        if windows
    ]
    if all(reason is not None for reason in alone):
        return min((reason for reason in alone if reason is not None), key=lambda r: r.more_s or 0)
    fees_mad = sum(problem.candidate(visited).fee_mad for visited in plan.keys)
    if wishes.budget_mad is not None and candidate.fee_mad > wishes.budget_mad:
        return LeftOut(key, WhyNot.BUDGET, found=candidate.fee_mad, limit=wishes.budget_mad)
    for category in candidate.categories:
        count = sum(category in problem.candidate(k).categories for k in plan.keys)
        most = wishes.at_most.get(category)
        if most is not None and count >= most:
            return LeftOut(key, WhyNot.AT_MOST, found=count + 1, limit=most, category=category)
    if wishes.budget_mad is not None and fees_mad + candidate.fee_mad > wishes.budget_mad:
        return LeftOut(
            key, WhyNot.BUDGET, found=fees_mad + candidate.fee_mad, limit=wishes.budget_mad
        )
    return None


def _alone(
    problem: Problem, day: Day, candidate: Candidate, windows: Sequence[Window]
) -> LeftOut | None:
    """Return why a place could not be visited on a day even if it were the only stop."""
    ways = problem.travel[day.mode]
    there_s = int(ways.duration_s[day.start_node, candidate.node])
    back_s = int(ways.duration_s[candidate.node, day.end_node])
    if max(there_s, back_s) >= UNREACHABLE_S:
        return LeftOut(candidate.key, WhyNot.NO_WAY)
    metres = int(ways.walk_m[day.start_node, candidate.node]) + int(
        ways.walk_m[candidate.node, day.end_node]
    )
    if day.max_walk_m is not None and metres > day.max_walk_m:
        return LeftOut(candidate.key, WhyNot.TOO_FAR, found=metres, limit=day.max_walk_m)
    returns = [
        start_s + candidate.brief_s + back_s
        for window in windows
        for start_s in [max(day.starts_s + there_s, window.opens_s)]
        if start_s + candidate.brief_s <= window.closes_s
    ]
    if not returns:
        return LeftOut(candidate.key, WhyNot.OUTSIDE_HOURS, next_opening=candidate.next_opening)
    if min(returns) > day.ends_s:
        return LeftOut(candidate.key, WhyNot.OUTSIDE_HOURS, more_s=min(returns) - day.ends_s)
    return None


def _by_time(
    problem: Problem, plan: Plan, candidate: Candidate, seed: int, each: StopRule | None
) -> LeftOut:
    """Return what it would take to have a place in."""
    key = candidate.key
    more_s = min(_more_time(problem, plan, candidate), default=None)
    instead_of = _instead_of(problem, plan, candidate)
    unchecked = LeftOut(
        key,
        WhyNot.LOWER_INTEREST if instead_of or more_s == 0 else WhyNot.TIME,
        more_s=more_s,
        instead_of=instead_of,
    )
    if each is None:
        return unchecked
    wishes = replace(problem.wishes, must_see=problem.wishes.must_see | {key})
    try:
        forced = make_plan(replace(problem, wishes=wishes), each, seed, start=plan)
    except ImpossibleDay:
        return unchecked
    if not forced.is_complete and (
        set(forced.missing) - set(plan.missing) or set(forced.lunchless) - set(plan.lunchless)
    ):
        return replace(unchecked, why=WhyNot.CONFLICT, is_checked=True)
    gives_up = tuple(k for k in plan.keys if k not in forced.keys)
    costs = plan.value.total - forced.value.total
    # What costs nothing was not found in the time of the plan: say what it takes, not why not.
    why = WhyNot.TIME if more_s else WhyNot.LOWER_INTEREST
    return replace(unchecked, why=why, gives_up=gives_up, costs=max(0.0, costs), is_checked=True)


def _more_time(problem: Problem, plan: Plan, candidate: Candidate) -> Iterator[int]:
    """Yield how much longer a day would have to be with a place at each position of it."""
    visits = timetable.visits_of(plan)
    visit = Visit(candidate.key, candidate.brief_s, False)
    for number, of_day in enumerate(visits):
        day = problem.days[number]
        endless = replace(problem, days=_endless(problem.days, number))
        for position in range(len(of_day) + 1):
            tried = [list(v) for v in visits]
            tried[number].insert(position, visit)
            try:
                longer = timetable.make(endless, tried, lengthen=False)
            except ValueError:
                continue
            if _keeps_wishes(problem, longer, number):
                yield max(0, longer.days[number].returns_s - day.ends_s)


def _endless(days: Sequence[Day], number: int) -> tuple[Day, ...]:
    return tuple(
        replace(day, ends_s=2 * 86400) if n == number else day for n, day in enumerate(days)
    )


def _instead_of(problem: Problem, plan: Plan, candidate: Candidate) -> str | None:
    """Return the least interesting stop whose place the candidate could take."""
    wanted = problem.wishes.must_see | set(problem.wishes.first.values())
    visits = timetable.visits_of(plan)
    visit = Visit(candidate.key, candidate.brief_s, False)
    stops = sorted(
        (problem.candidate(v.key).score, v.key, number, position)
        for number, of_day in enumerate(visits)
        for position, v in enumerate(of_day)
        if v.key is not None and v.key not in wanted and not v.with_lunch
    )
    for _score, key, number, position in stops:
        for place in range(len(visits[number])):
            tried = [list(v) for v in visits]
            del tried[number][position]
            tried[number].insert(place, visit)
            try:
                made = timetable.make(problem, tried, lengthen=False)
            except ValueError:
                continue
            if _keeps_wishes(problem, made, number):
                return key
    return None


def _keeps_wishes(problem: Problem, made: Plan, number: int) -> bool:
    """Tell whether a plan that was tried keeps to order and to the walk of a day."""
    limit_m = problem.days[number].max_walk_m
    if limit_m is not None and made.days[number].walk_m > limit_m:
        return False
    where = {key: n for n, key in enumerate(made.keys)}
    if any(a in where and b in where and where[a] > where[b] for a, b in problem.wishes.before):
        return False
    first = problem.wishes.first.get(number)
    return first not in where or made.days[number].keys[:1] == (first,)
