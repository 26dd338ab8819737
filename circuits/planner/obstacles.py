"""Read off a problem what keeps a place out of a plan, without any search."""

from circuits.planner.plan import Plan
from circuits.planner.problem import UNREACHABLE_S, Candidate, Problem
from circuits.planner.reasons import LeftOut, WhyNot

# Which day's reason is told where every day has one: that of the day on which least is missing.
_NEAREST = (WhyNot.TIME, WhyNot.OPENS_LATE, WhyNot.TOO_FAR, WhyNot.CLOSES_EARLY, WhyNot.NO_WAY)


def by_rule(problem: Problem, candidate: Candidate) -> LeftOut | None:
    """Return the rule that no plan for these wishes and days can have a place by."""
    wishes, key = problem.wishes, candidate.key
    if key in wishes.avoid:
        return LeftOut(key, WhyNot.AVOIDED)
    if candidate.capacity is not None and candidate.capacity < wishes.group_size:
        return LeftOut(key, WhyNot.CAPACITY, found=wishes.group_size, limit=candidate.capacity)
    if wishes.wheelchair and not candidate.is_accessible:
        return LeftOut(key, WhyNot.NOT_ACCESSIBLE)
    if not any(candidate.windows):
        return LeftOut(key, WhyNot.CLOSED, next_opening=candidate.next_opening)
    if wishes.budget_mad is not None and candidate.fee_mad > wishes.budget_mad:
        return LeftOut(key, WhyNot.BUDGET, found=candidate.fee_mad, limit=wishes.budget_mad)
    for category in candidate.categories:
        if wishes.at_most.get(category) == 0:
            return LeftOut(key, WhyNot.AT_MOST, found=1, limit=0, category=category)
    return None


def alone(problem: Problem, candidate: Candidate) -> LeftOut | None:
    """Return why a place could not be visited even as the only stop; None if it could."""
    reasons = [
        _alone(problem, number, candidate)
        for number, windows in enumerate(candidate.windows)
        if windows
    ]
    found = [reason for reason in reasons if reason is not None]
    if len(found) < len(reasons):
        return None
    return min(found, key=lambda reason: (_NEAREST.index(reason.why), reason.more_s or 0))


def by_limit(problem: Problem, plan: Plan, candidate: Candidate) -> LeftOut | None:
    """Return which limit on money or on a category the stops of a plan have used up for it."""
    wishes, key = problem.wishes, candidate.key
    for category in candidate.categories:
        count = sum(category in problem.candidate(k).categories for k in plan.keys)
        most = wishes.at_most.get(category)
        if most is not None and count >= most:
            return LeftOut(key, WhyNot.AT_MOST, found=count + 1, limit=most, category=category)
    if wishes.budget_mad is not None:
        fees_mad = candidate.fee_mad + sum(problem.candidate(k).fee_mad for k in plan.keys)
        if candidate.fee_mad > 0 and fees_mad > wishes.budget_mad:
            return LeftOut(key, WhyNot.BUDGET, found=fees_mad, limit=wishes.budget_mad)
    return None


def _alone(problem: Problem, number: int, candidate: Candidate) -> LeftOut | None:
    """Return why a place could not be visited on a day even if it were the only stop."""
    day, key = problem.days[number], candidate.key
    ways = problem.travel[day.mode]
    there_s = int(ways.duration_s[day.start_node, candidate.node])
    back_s = int(ways.duration_s[candidate.node, day.end_node])
    if max(there_s, back_s) >= UNREACHABLE_S:
        return LeftOut(key, WhyNot.NO_WAY, number)
    metres = int(ways.walk_m[day.start_node, candidate.node]) + int(
        ways.walk_m[candidate.node, day.end_node]
    )
    if day.max_walk_m is not None and metres > day.max_walk_m:
        return LeftOut(key, WhyNot.TOO_FAR, number, found=metres, limit=day.max_walk_m)
    arrival_s = day.starts_s + there_s
    starts = [
        max(arrival_s, window.opens_s)
        for window in candidate.windows[number]
        if max(arrival_s, window.opens_s) + candidate.brief_s <= window.closes_s
    ]
    if not starts:
        return LeftOut(
            key,
            WhyNot.CLOSES_EARLY,
            number,
            next_opening=candidate.next_opening,
            closes_s=candidate.windows[number][-1].closes_s,
        )
    more_s = starts[0] + candidate.brief_s + back_s - day.ends_s
    if more_s <= 0:
        return None
    if starts[0] == arrival_s:
        return LeftOut(key, WhyNot.TIME, number, more_s=more_s)
    return LeftOut(
        key,
        WhyNot.OPENS_LATE,
        number,
        next_opening=candidate.next_opening,
        opens_s=starts[0],
        more_s=more_s,
    )
