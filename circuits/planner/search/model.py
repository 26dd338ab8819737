"""Lay a problem out as arrays for the search.

What the search moves around are *versions* of candidates: the whole visit, the shortest one, and
each of them with a lunch break behind it. Of the versions of one candidate at most one is used.
A stay of version v that starts at s ends at ``max(s + STAY, NOT_BEFORE)``: the second part is
the end of the earliest lunch break. Both this and the choice of a window never let a later arrival
leave earlier, so for a fixed order being early is never worse, and one number per stop, the
latest start that loses nothing of the rest of the day, tells in constant time whether an insertion
fits, however many windows there are.
"""

from typing import NamedTuple

import numpy as np

from circuits.planner.problem import UNREACHABLE_S, Candidate, Day, Problem, Window

NEVER = 2**40
NEVER_S = 2**30


class Model(NamedTuple):
    """A problem as arrays. V versions, R days, C candidates, N rows of `Travel`, M modes.

    Rows and columns of ``there``, ``back`` and ``walk`` are versions, then R starts, then R ends.
    """

    there: np.ndarray  # int32 [M, V+2R, V+2R] seconds from row to column
    back: np.ndarray  # int32, the same transposed: seconds from column to row
    leg_to: np.ndarray  # float32 [M, V+2R, V] seconds from row to version
    leg_from: np.ndarray  # float32 [M, V+2R, V] seconds from version to row
    spans: np.ndarray  # float32 [R, 2 + 2W, V], see SPANS
    walk: np.ndarray  # int32 [M, V+2R, V+2R] metres from row to column
    mode: np.ndarray  # int64 [R]
    begin: np.ndarray  # int64 [R] one leaves not before
    end: np.ndarray  # int64 [R] one is back by then
    max_walk: np.ndarray  # int64 [R] metres
    hours: np.ndarray  # int32 [R, V, 5 + 2W], see HOURS
    score: np.ndarray  # float64 [V] that the search sees
    longer: np.ndarray  # int64 [V] seconds by which a visit may be lengthened
    rate: np.ndarray  # float64 [V] what each of these seconds brings
    pace: np.ndarray  # float64 [V] what they bring if a visit is worth nothing without them
    owner: np.ndarray  # int32 [V] candidate; C + day for a lunch break at the start
    kind: np.ndarray  # int32 [V], -1 for none
    has_lunch: np.ndarray  # int8 [V]
    twin: np.ndarray  # int64 [V] the same visit with lunch if it is without, else without; or -1
    needs_lunch: np.ndarray  # int8 [R]
    required: np.ndarray  # int8 [C + R]
    use: np.ndarray  # int64 [V, K] of each limited thing: money, places of a category
    limit: np.ndarray  # int64 [K]
    before: np.ndarray  # int32 [P, 2] candidates: the first one comes first
    is_ordered: np.ndarray  # int8 [C + R] whether a candidate is in such a pair
    first: np.ndarray  # int32 [R] candidate that has to be the first stop, -1 for any
    must_be_first: np.ndarray  # int32 [C + R] the day on which a candidate is to be first, or -1
    member: np.ndarray  # int8 [C + R, Q] themes
    needed: np.ndarray  # int64 [Q]
    bonus: np.ndarray  # float64 [Q]
    hot_from: np.ndarray  # int64 [R]
    hot_until: np.ndarray  # int64 [R]
    costs: np.ndarray  # float64 [7], see COSTS
    near: np.ndarray  # int32 [V, G] other candidates, the nearest first
    n_lunchless: int  # versions before this one are without lunch
    penalty: float  # of a wish that is not fulfilled
    has_rules: bool  # whether anything but times restricts or rewards a stop
    has_order: bool  # whether some stop must come before others
    has_costs: bool  # whether discomfort counts
    has_lengths: bool  # whether some visit may be lengthened
    has_walk_limit: bool
    is_plain: bool  # whether all positions of a day can be tried at once, see `best_places`


# Columns of Model.hours: the number of windows; the seconds of a stay with its break; the earliest
# end of a break (before all times if there is none); the earliest end of a stay; its latest start;
# and then by window the earliest and the latest start. They stand together because they are read
# together, in the hottest loop.
N_WINDOWS, STAY, NOT_BEFORE, FIRST_END, LAST_START, WINDOWS = range(6)

# Rows of Model.spans, the same by version: what a loop over all versions reads one after the other.
SPAN_STAY, SPAN_NOT_BEFORE, SPANS = range(3)
# Single precision has whole numbers up to here.
MOST_EXACT_S = 2**24

# Order of Model.costs.
WALK, HEAT, WAIT, MONOTONY, BACKTRACK, RISK, RISK_SHARE = range(7)


class Version(NamedTuple):
    """One way of visiting a candidate; ``candidate`` is None for lunch at the start of a day."""

    candidate: Candidate | None
    number: int  # of the candidate, or C + day
    visit_s: int
    with_lunch: bool


def versions(problem: Problem) -> tuple[Version, ...]:
    """Return all ways of visiting that can be used, the whole visits first."""
    found = []
    lunches = [day.lunch for day in problem.days if day.lunch is not None]
    anywhere = any(lunch.anywhere for lunch in lunches)
    for number, candidate in enumerate(problem.candidates):
        if not problem.is_allowed(candidate) or not any(candidate.windows):
            continue
        lengths = sorted({candidate.visit_s, candidate.brief_s}, reverse=True)
        eats = bool(lunches) and (anywhere or candidate.serves_lunch)
        for visit_s in lengths:
            found.append(Version(candidate, number, visit_s, False))
            if eats:
                found.append(Version(candidate, number, visit_s, True))
    for number, day in enumerate(problem.days):
        if day.lunch is not None and day.lunch.anywhere:
            found.append(Version(None, len(problem.candidates) + number, 0, True))
    # Those with lunch last: a day that has its lunch need not look at them.
    return tuple(sorted(found, key=lambda version: version.with_lunch))


def starts(version: Version, window: Window, day: Day) -> tuple[int, int, int] | None:
    """Return the earliest and the latest start in a window, and the earliest end of the stay.

    None if it does not fit.
    """
    first, last, not_before = window.opens_s, window.closes_s - version.visit_s, -NEVER_S
    if version.with_lunch:
        lunch = day.lunch
        if lunch is None:
            return None
        not_before = lunch.opens_s + lunch.duration_s
        last = min(last, lunch.closes_s - lunch.duration_s - version.visit_s)
        serves = version.candidate is not None and version.candidate.serves_lunch
        if serves and not lunch.anywhere:
            last = min(last, window.closes_s - version.visit_s - lunch.duration_s)
            if not_before > window.closes_s:
                return None
        elif not serves and not lunch.anywhere:
            return None
    return (first, last, not_before) if first <= last else None


def build(
    problem: Problem, loyal: frozenset[str] = frozenset(), neighbours: int = 40
) -> tuple[Model, tuple[Version, ...]]:
    """Return a problem as arrays, and what its versions stand for.

    ``loyal`` are the candidates of a plan one starts from: the search sees the cost of giving
    them up as a part of their score.
    """
    known = versions(problem)
    n_versions, n_days, n_owners = len(known), len(problem.days), len(problem.candidates)
    n_owners += n_days
    nodes = [
        problem.days[version.number - len(problem.candidates)].start_node
        if version.candidate is None
        else version.candidate.node
        for version in known
    ]
    nodes += [day.start_node for day in problem.days] + [day.end_node for day in problem.days]
    modes = sorted({day.mode for day in problem.days})
    grid = np.ix_(nodes, nodes)
    there = np.stack([problem.travel[mode].duration_s[grid] for mode in modes]).astype(np.int32)
    walk = np.stack([problem.travel[mode].walk_m[grid] for mode in modes]).astype(np.int32)
    np.minimum(there, UNREACHABLE_S, out=there)
    # Where ways take the same time back, one matrix for both stays in the processor's cache.
    back = np.ascontiguousarray(there.transpose(0, 2, 1))
    is_even = bool((back == there).all())
    use, limit = _limits(problem, known)
    weights = problem.weights
    score, pace = np.zeros(n_versions), np.zeros(n_versions)
    longer = np.zeros(n_versions, np.int64)
    owner = np.zeros(n_versions, np.int32)
    kind = np.full(n_versions, -1, np.int32)
    kinds = {name: n for n, name in enumerate(sorted({c.kind for c in problem.candidates} - {""}))}
    for v, version in enumerate(known):
        owner[v] = version.number
        if version.candidate is not None:
            score[v] = problem.worth(version.candidate, version.visit_s)
            if version.candidate.key in loyal:
                score[v] += weights.change
            kind[v] = kinds.get(version.candidate.kind, -1)
            longer[v] = version.candidate.visit_s - version.visit_s
            pace[v] = version.candidate.score / max(1, longer[v])
    required = np.zeros(n_owners, np.int8)
    for key in problem.wishes.must_see | set(problem.wishes.first.values()):
        required[problem.number_of[key]] = 1
    first = np.full(n_days, -1, np.int32)
    must_be_first = np.full(n_owners, -1, np.int32)
    for number, key in problem.wishes.first.items():
        first[number] = problem.number_of[key]
        must_be_first[problem.number_of[key]] = number
    before = np.array(
        [[problem.number_of[key] for key in pair] for pair in problem.wishes.before], np.int32
    ).reshape(-1, 2)
    is_ordered = np.zeros(n_owners, np.int8)
    is_ordered[before.ravel()] = 1
    member = np.zeros((n_owners, len(problem.themes)), np.int8)
    for q, theme in enumerate(problem.themes):
        for key in theme.members:
            member[problem.number_of[key], q] = 1
    soft = (
        weights.walk_per_km / 1000,
        weights.heat_per_km / 1000,
        weights.wait_per_hour / 3600,
        weights.monotony,
        weights.backtrack_per_km / 1000,
        weights.risk,
        weights.risk_share,
    )
    hours = _hours(problem, known)
    leg_to = np.ascontiguousarray(there[:, :, :n_versions].astype(np.float32))
    leg_from = np.ascontiguousarray(back[:, :, :n_versions].astype(np.float32))
    has_order = bool(len(before) or problem.wishes.first)
    has_walk_limit = any(day.max_walk_m is not None for day in problem.days)
    best_case = sum(c.score for c in problem.candidates) + sum(t.bonus for t in problem.themes)
    worst_case = _worst_discomfort(problem, soft)
    return Model(
        there=there,
        back=there if is_even else back,
        leg_to=leg_to,
        leg_from=leg_to if is_even else leg_from,
        spans=_spans(hours),
        walk=walk,
        mode=np.array([modes.index(day.mode) for day in problem.days], np.int64),
        begin=np.array([day.starts_s for day in problem.days], np.int64),
        end=np.array([day.ends_s for day in problem.days], np.int64),
        max_walk=np.array(
            [NEVER if day.max_walk_m is None else day.max_walk_m for day in problem.days], np.int64
        ),
        hours=hours,
        score=score,
        longer=longer,
        rate=pace * (1 - weights.brief_share),
        pace=pace,
        owner=owner,
        kind=kind,
        has_lunch=np.array([version.with_lunch for version in known], np.int8),
        twin=_twins(known),
        needs_lunch=np.array([day.lunch is not None for day in problem.days], np.int8),
        required=required,
        use=use,
        limit=limit,
        before=before,
        is_ordered=is_ordered,
        first=first,
        must_be_first=must_be_first,
        member=member,
        needed=np.array([theme.needed for theme in problem.themes], np.int64),
        bonus=np.array([theme.bonus for theme in problem.themes], np.float64),
        hot_from=np.array([day.hot[0] if day.hot else 0 for day in problem.days], np.int64),
        hot_until=np.array([day.hot[1] if day.hot else 0 for day in problem.days], np.int64),
        costs=np.array(soft),
        near=_nearest(there.min(axis=0), owner, neighbours),
        n_lunchless=sum(not version.with_lunch for version in known),
        penalty=best_case + worst_case + weights.change * len(loyal) + 1.0,
        has_rules=bool(
            len(limit) or len(before) or required.any() or problem.themes or problem.wishes.first
        )
        or any(day.lunch for day in problem.days),
        has_order=has_order,
        has_costs=any(soft[:RISK_SHARE]),
        has_lengths=bool(longer.any()),
        has_walk_limit=has_walk_limit,
        is_plain=not has_order
        and not has_walk_limit
        and max(day.ends_s for day in problem.days) < MOST_EXACT_S,
    ), known


def _hours(problem: Problem, known: tuple[Version, ...]) -> np.ndarray:
    """Return when each version can start on each day, and how long it stays, as `HOURS` says."""
    closed = [0, 0, -NEVER_S, 0, 0, 0, 0]
    rows: list[list[list[int]]] = []
    for r, day in enumerate(problem.days):
        rows.append([])
        for v, version in enumerate(known):
            if version.candidate is not None:
                if r and _is_as_before(problem, version.candidate, r):
                    rows[r].append(rows[r - 1][v])
                    continue
                windows = version.candidate.windows[r]
            elif version.number == len(problem.candidates) + r:
                windows = (Window(day.starts_s, day.ends_s),)
            else:
                windows = ()
            fitting = [fits for window in windows if (fits := starts(version, window, day))]
            if not fitting:
                rows[r].append(closed)
                continue
            break_s = day.lunch.duration_s if version.with_lunch and day.lunch is not None else 0
            stay, not_before = version.visit_s + break_s, fitting[0][2]
            row = [len(fitting), stay, not_before, max(fitting[0][0] + stay, not_before)]
            row.append(fitting[-1][1])
            row += [time for first, last, _ in fitting for time in (first, last)]
            rows[r].append(row)
    width = max((len(row) for of_day in rows for row in of_day), default=len(closed))
    padded = [[row + [0] * (width - len(row)) for row in of_day] for of_day in rows]
    return np.array(padded, np.int32).reshape(len(problem.days), len(known), width)


def _is_as_before(problem: Problem, candidate: Candidate, r: int) -> bool:
    """Tell whether a day is open and eats as the one before, as in most problems."""
    return (
        candidate.windows[r] == candidate.windows[r - 1]
        and problem.days[r].lunch == problem.days[r - 1].lunch
    )


def _spans(hours: np.ndarray) -> np.ndarray:
    """Return the hours by row instead of by version; windows that are none are never open."""
    n_days, n_versions, width = hours.shape
    spans = np.full((n_days, SPANS + width - WINDOWS, n_versions), -NEVER_S, np.float32)
    spans[:, SPAN_STAY] = hours[:, :, STAY]
    spans[:, SPAN_NOT_BEFORE] = hours[:, :, NOT_BEFORE]
    for w in range(width - WINDOWS):
        is_open = hours[:, :, N_WINDOWS] > w // 2
        spans[:, SPANS + w][is_open] = hours[:, :, WINDOWS + w][is_open]
    return spans


def _limits(problem: Problem, known: tuple[Version, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return what each version uses up of money (in hundredths) and of categories."""
    wishes = problem.wishes
    names = sorted(wishes.at_most)
    columns = []
    limit = []
    if wishes.budget_mad is not None:
        columns.append(
            [0 if v.candidate is None else round(v.candidate.fee_mad * 100) for v in known]
        )
        limit.append(int(wishes.budget_mad * 100 + 1e-6))
    for name in names:
        columns.append(
            [int(v.candidate is not None and name in v.candidate.categories) for v in known]
        )
        limit.append(wishes.at_most[name])
    use = np.array(columns, np.int64).reshape(len(columns), len(known)).T
    return np.ascontiguousarray(use), np.array(limit, np.int64)


def _twins(known: tuple[Version, ...]) -> np.ndarray:
    """Return for each version the one that differs by its lunch, -1 if there is none."""
    place = {(v.number, v.visit_s, v.with_lunch): number for number, v in enumerate(known)}
    return np.array(
        [place.get((v.number, v.visit_s, not v.with_lunch), -1) for v in known], np.int64
    )


def _nearest(there: np.ndarray, owner: np.ndarray, most: int) -> np.ndarray:
    """Return for each version the other candidates by the time there and back."""
    others, first = np.unique(owner, return_index=True)
    n_versions = len(owner)
    both = there[:n_versions, first].astype(np.int64) + there[first, :n_versions].T
    both[owner[:, None] == others[None, :]] = np.iinfo(np.int64).max
    count = min(most, max(0, len(others) - 1))
    # The number of the candidate decides between equals, so that the order is the same everywhere.
    both = np.minimum(both, 4 * UNREACHABLE_S) * len(others) + np.arange(len(others))
    order = np.argpartition(both, count, axis=1)[:, :count] if count else both[:, :0]
    order = np.take_along_axis(order, np.argsort(np.take_along_axis(both, order, 1), axis=1), 1)
    return np.ascontiguousarray(others[order].astype(np.int32))


def _worst_discomfort(problem: Problem, soft: tuple[float, ...]) -> float:
    """Return a bound above what discomforts can cost, so that a wish always outweighs them."""
    stops = len(problem.candidates) + len(problem.days)
    longest_m = max(
        (int(travel.walk_m[travel.duration_s < UNREACHABLE_S].max(initial=0)))
        for travel in problem.travel.values()
    )
    time_s = sum(day.ends_s - day.starts_s for day in problem.days)
    legs = stops + len(problem.days)
    return (
        legs * longest_m * (soft[WALK] + soft[HEAT] + soft[BACKTRACK])
        + time_s * soft[WAIT]
        + stops * (soft[MONOTONY] + soft[RISK])
    )
