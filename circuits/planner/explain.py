"""Say why each stop is in a plan and why each other place is not; as data, not as words.

What can be read off the problem is read off it; what a place would need is worked out for all of
them at once (`circuits.planner.exchange`); and for the most interesting the best plan with it is
searched for, from the best exchange on. Whoever shows it words the codes and their values.
"""

from dataclasses import replace

from circuits.planner import timetable
from circuits.planner.conflicts import choices, fulfil
from circuits.planner.exchange import Entry, entries
from circuits.planner.obstacles import alone, by_limit, by_rule
from circuits.planner.plan import Plan
from circuits.planner.problem import UNREACHABLE_S, Candidate, Problem
from circuits.planner.reasons import LeftOut, Reason, Why, WhyNot
from circuits.planner.settled import Settled, search_on, settle
from circuits.planner.share import Shared
from circuits.planner.stop import Iterations, StopRule
from circuits.planner.timetable import Visit
from circuits.planner.wish import Wish, WishKind, wishes_of, without

CHECKED_PLACES = 6
ITERATIONS = 300
OTHER_WISHES = 12
NEAR_S = 300


def why_in(problem: Problem, plan: Plan) -> dict[str, tuple[Reason, ...]]:
    """Return the reasons of every stop, the strongest first."""
    return {
        stop.key: tuple(_why_in(problem, plan, number, position))
        for number, day in enumerate(plan.days)
        for position, stop in enumerate(day.stops)
        if stop.key is not None
    }


def _why_in(problem: Problem, plan: Plan, number: int, position: int) -> list[Reason]:
    stop = plan.days[number].stops[position]
    key = stop.key or ""
    candidate, lunch = problem.candidate(key), problem.days[number].lunch
    visited = set(plan.keys)
    reasons = []
    if problem.wishes.first.get(number) == key:
        reasons.append(Reason(Why.FIRST))
    if key in problem.wishes.must_see:
        reasons.append(Reason(Why.MUST_SEE))
    is_meal = stop.lunch_from_s is not None and lunch is not None and not lunch.anywhere
    if is_meal or (stop.lunch_from_s is not None and candidate.score == 0):
        reasons.append(Reason(Why.LUNCH))
    for theme in problem.themes:
        if key in theme.members and len(theme.members & visited) >= theme.needed:
            reasons.append(Reason(Why.THEME, theme.bonus, theme.name))
    if sum(map(bool, candidate.windows)) == 1 and len(problem.days) > 1:
        reasons.append(Reason(Why.ONLY_THIS_DAY))
    if candidate.score > 0:
        reasons.append(Reason(Why.INTEREST, problem.worth(candidate, stop.visit_s)))
    detour_s = _detour_s(problem, plan, number, position)
    if detour_s is not None and detour_s <= NEAR_S:
        reasons.append(Reason(Why.ON_THE_WAY, detour_s=max(0, detour_s)))
    return reasons


def _detour_s(problem: Problem, plan: Plan, number: int, position: int) -> int | None:
    """Return the way one saves without a stop; None if there is no way past it."""
    day, stops = problem.days[number], plan.days[number].stops
    here, there, onward = (
        day.start_node
        if p < 0 or (p < len(stops) and stops[p].key is None)
        else day.end_node
        if p == len(stops)
        else problem.candidate(stops[p].key or "").node
        for p in (position - 1, position, position + 1)
    )
    ways = problem.travel[day.mode].duration_s
    past_s = int(ways[here, onward])
    if past_s >= UNREACHABLE_S:
        return None
    return int(ways[here, there]) + int(ways[there, onward]) - past_s


def why_not(
    problem: Problem,
    plan: Plan,
    seed: int = 0,
    *,
    stop: StopRule | None = None,
    most: int = CHECKED_PLACES,
) -> tuple[LeftOut, ...]:
    """Return why each place is left out, the most interesting ones first.

    Of those that the rules alone do not explain, the ``most`` interesting are checked by searching
    for the best plan with each of them; all searches together end when ``stop`` says so
    (`ITERATIONS` by default, and then the same problem, plan and seed give the same reasons).
    """
    settled = settle(problem, plan)
    possible = entries(problem, plan, settled)
    left = sorted((problem.candidate(key) for key in possible), key=lambda c: (-c.score, c.key))
    known = {c.key: by_rule(problem, c) for c in left}
    for candidate in left:
        # A place that has no way straight from the start may still have one past another stop.
        if known[candidate.key] is None and possible[candidate.key].visits is None:
            known[candidate.key] = alone(problem, candidate)
    open_questions = [c for c in left if known[c.key] is None]
    least = _least_chosen(problem, plan)
    found = {c.key: _by_entry(problem, plan, c, possible[c.key], least) for c in open_questions}
    if open_questions and most > 0:
        to_check = open_questions[:most]
        shared = Shared(stop or Iterations(ITERATIONS), len(to_check))
        search = _Search(problem, plan, settled, seed, shared)
        for c in to_check:
            found[c.key] = search.check(c, possible[c.key], found[c.key])
    return tuple(_dated(problem, known[c.key] or found[c.key]) for c in left)


def _by_entry(
    problem: Problem, plan: Plan, candidate: Candidate, entry: Entry, least: float
) -> LeftOut:
    """Return the reason of a place that some plan could have, without a search."""
    reason = by_limit(problem, plan, candidate)
    if reason is None and entry.more_s != 0 and entry.walk_m is not None:
        limit_m = problem.days[entry.walk_day or 0].max_walk_m
        reason = LeftOut(
            candidate.key, WhyNot.TOO_FAR, entry.walk_day, found=entry.walk_m, limit=limit_m
        )
    if reason is None:
        is_lower = entry.more_s == 0 or candidate.score < least
        why = WhyNot.LOWER_INTEREST if is_lower else WhyNot.TIME
        reason = LeftOut(candidate.key, why, entry.more_day)
    return replace(
        reason,
        more_s=None if reason.why == WhyNot.TOO_FAR else entry.more_s,
        instead_of=entry.instead_of,
        gives_up=entry.gives_up,
        costs=None if entry.visits is None else max(0.0, entry.costs),
    )


def _least_chosen(problem: Problem, plan: Plan) -> float:
    """Return the interest of the least interesting stop that no wish asks for."""
    wanted = problem.wishes.must_see | set(problem.wishes.first.values())
    return min((problem.candidate(key).score for key in plan.keys if key not in wanted), default=0)


def _told(plan: Plan, other: Plan, reason: LeftOut) -> LeftOut:
    """Return a reason that tells what a plan with the place loses."""
    planned_s = {stop.key: stop.visit_s for day in plan.days for stop in day.stops}
    now_s = {stop.key: stop.visit_s for day in other.days for stop in day.stops}
    return replace(
        reason,
        gives_up=tuple(key for key in plan.keys if key not in now_s),
        brings=tuple(key for key in other.keys if key not in planned_s and key != reason.key),
        cuts_s=sum(max(0, planned_s.get(key, 0) - visit_s) for key, visit_s in now_s.items()),
        costs=max(0.0, plan.value.total - other.value.total),
    )


def _dated(problem: Problem, reason: LeftOut) -> LeftOut:
    """Return a reason that names the dates on which the place is closed."""
    windows = problem.candidate(reason.key).windows
    closed = (day.date for day, open_at in zip(problem.days, windows, strict=True) if not open_at)
    return replace(reason, closed_on=tuple(date for date in closed if date is not None))


class _Search:
    """The search for the best plan with one place more: one model for all places."""

    def __init__(
        self, problem: Problem, plan: Plan, settled: Settled, seed: int, shared: Shared
    ) -> None:
        self._problem, self._plan, self._settled = problem, plan, settled
        self._seed, self._shared = seed, shared

    def check(self, candidate: Candidate, entry: Entry, reason: LeftOut) -> LeftOut:
        """Return the reason of a place with the best plan found, or the wishes in its way."""
        if self._shared.is_over:
            return reason
        rule = self._shared.next()
        visits = entry.visits
        if visits is None:
            in_its_way, visits = self._beside_wishes(candidate)
            if in_its_way:
                is_limit = reason.why in (WhyNot.BUDGET, WhyNot.AT_MOST)
                why = reason.why if is_limit else WhyNot.CONFLICT
                return replace(reason, why=why, conflicts_with=in_its_way, is_checked=True)
        model, versions = self._settled
        required = model.required.copy()
        required[self._problem.number_of[candidate.key]] = 1
        asked = Settled(model._replace(required=required, has_rules=True), versions)
        others = search_on(self._problem, asked, visits, rule, self._seed)
        best = timetable.make(self._problem, others)
        if not self._keeps_wishes(candidate, best):
            # Too little was left of the plan to start from; the exchange itself is one.
            best = timetable.make(self._problem, visits)
        if not self._keeps_wishes(candidate, best):
            return reason
        return replace(_told(self._plan, best, reason), is_checked=True)

    def _keeps_wishes(self, candidate: Candidate, other: Plan) -> bool:
        return (
            candidate.key in other.keys
            and set(other.missing) <= set(self._plan.missing)
            and set(other.lunchless) <= set(self._plan.lunchless)
        )

    def _beside_wishes(self, candidate: Candidate) -> tuple[tuple[Wish, ...], list[list[Visit]]]:
        """Return the wishes of the plan that a place excludes, and visits of it and the others."""
        problem, plan, key = self._problem, self._plan, candidate.key
        # What the plan does not fulfil either is not in the place's way.
        missed = [Wish(WishKind.LUNCH, (), day) for day in plan.lunchless]
        missing = set(plan.missing) - {key}
        missed += [wish for wish in wishes_of(problem) if missing.intersection(wish.keys[:1])]
        fulfilled = without(problem, *missed)
        must_see = fulfilled.wishes.must_see | {key}
        asked = replace(fulfilled, wishes=replace(fulfilled.wishes, must_see=must_see))
        trial = fulfil(asked, self._seed, above_all=key)
        in_its_way = trial.unfulfilled
        if Wish(WishKind.MUST_SEE, (key,)) in in_its_way:
            # No place is in its way, but a limit, an order or a break.
            sets = choices(asked, self._seed, most=1, keep=key, trials=OTHER_WISHES)
            in_its_way = sets[0] if sets else ()
        return in_its_way, trial.visits
