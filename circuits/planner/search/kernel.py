"""Improve a plan: ruin and recreate under annealing."""

import numpy as np
from numba import njit

from circuits.planner.search.dice import below, uniform
from circuits.planner.search.insertion import NO_COST, best_place
from circuits.planner.search.model import NEVER, STAY, WALK, Model
from circuits.planner.search.ruin import cut, cut_scattered, cut_strings, place_for
from circuits.planner.search.rules import allowed_positions, fits, note
from circuits.planner.search.state import LATEST, LEAVE, ROUTE, State
from circuits.planner.search.timing import insert_timed, time_day, travel_s, walk_m
from circuits.planner.search.worth import bonuses, discomfort, scores


@njit(cache=True, nogil=True)
def copy_day(
    days: np.ndarray, length: np.ndarray, to_days: np.ndarray, to_length: np.ndarray, r: int
) -> None:
    """Copy a day."""
    n = length[r]
    to_length[r] = n
    for p in range(n):
        to_days[r, ROUTE, p] = days[r, ROUTE, p]
        to_days[r, LEAVE, p] = days[r, LEAVE, p]
        to_days[r, LATEST, p] = days[r, LATEST, p]


@njit(cache=True, nogil=True)
def note_all(model: Model, state: State, r: int, change: int) -> None:
    """Count all stops of a day in or out."""
    for p in range(1, state.length[r] - 1):
        note(model, state, r, state.days[r, ROUTE, p], change)


@njit(cache=True, nogil=True)
def recreate(
    model: Model,
    state: State,
    touched: np.ndarray,
    order: int,
    blink: float,
    skip: float,
    wait_weight: float,
    dice: np.ndarray,
    waiting: np.ndarray,
    fit: np.ndarray,
    place: np.ndarray,
) -> None:
    """Insert what fits into the touched days, the most promising first.

    ``order`` says what is promising: score, score by time, its square by time, the least time, or
    chance. After each insertion only those that fitted before are tried again: what did not fit
    will not fit into less time.

    Each place is left out with the probability ``skip``: where stops have costs or rules, what fits
    is not always worth it, and only a plan without it can tell.

    ``waiting``, ``fit`` (cost and noise by version) and ``place`` (day and position by version)
    are room to work in.
    """
    there, back, walk, hours = model.there, model.back, model.walk, model.hours
    mode, owner, score = model.mode, model.owner, model.score
    days, length, version_of, day_of = state.days, state.length, state.version_of, state.day_of
    has_rules, has_costs, has_walk_limit = model.has_rules, model.has_costs, model.has_walk_limit
    has_order = model.has_order
    used, use, limit = state.used, model.use, model.limit
    has_lunch, needs_lunch, lunches = model.has_lunch, model.needs_lunch, state.lunches
    n_days = len(mode)
    n_waiting = 0
    spare_walk_m = NEVER
    for v in range(len(owner)):
        if version_of[owner[v]] >= 0 or (has_rules and not fits(used, use, limit, v)):
            continue
        if skip > 0.0 and uniform(dice) < skip:
            continue
        best_cost, best_r, best_p = NO_COST, -1, 0
        for r in range(n_days):
            if touched[r] != 0:
                if has_lunch[v] != 0 and (needs_lunch[r] == 0 or lunches[r] > 0):
                    continue
                low, high = 1, length[r] - 1
                if has_order:
                    low, high = allowed_positions(model, state, r, v)
                if has_walk_limit:
                    spare_walk_m = model.max_walk[r] - state.walked[r]
                cost, p = best_place(
                    there, back, walk, hours, days, mode[r], r, v, low, high,
                    spare_walk_m, wait_weight, blink, dice,
                )  # fmt: skip
                if cost < best_cost:
                    best_cost, best_r, best_p = cost, r, p
        if best_p > 0:
            waiting[n_waiting] = v
            fit[v, 0] = best_cost
            fit[v, 1] = 0.8 + 0.4 * uniform(dice)
            place[v, 0], place[v, 1] = best_r, best_p
            n_waiting += 1
    while n_waiting > 0:
        chosen, best_key = -1, -1e17
        for k in range(n_waiting):
            v = waiting[k]
            r, p = place[v, 0], place[v, 1]
            gain = score[v]
            if has_costs:
                i, j = days[r, ROUTE, p - 1], days[r, ROUTE, p]
                longer_m = walk[mode[r], i, v] + walk[mode[r], v, j] - walk[mode[r], i, j]
                gain -= model.costs[WALK] * longer_m
            if has_rules:
                for q in range(len(model.needed)):
                    if model.member[owner[v], q] != 0 and state.themed[q] < model.needed[q]:
                        gain += model.bonus[q] / model.needed[q]
            key = fit[v, 1]
            time = max(1.0, fit[v, 0] + hours[r, v, STAY])
            if gain <= 0.0:
                key = -1e17
            elif order == 0:
                key *= gain
            elif order == 1:
                key *= gain / time
            elif order == 2:
                key *= gain * gain / time
            elif order == 3:
                key /= 1.0 + max(0.0, fit[v, 0])
            if has_rules:
                if model.required[owner[v]] != 0:
                    key = 1e8 + max(key, 0.0)
                if model.has_lunch[v] != 0:
                    key = 1e9 + max(key, 0.0)
            if key > best_key:
                chosen, best_key = k, key
        if chosen < 0:
            break
        v = waiting[chosen]
        r = place[v, 0]
        insert_timed(there, hours, days, length, mode[r], r, place[v, 1], v)
        day_of[v] = r
        version_of[owner[v]] = v
        if has_rules:
            note(model, state, r, v, 1)
        if has_walk_limit:
            state.walked[r] = walk_m(walk, days, mode[r], r, length[r])
        k = 0
        while k < n_waiting:
            u = waiting[k]
            keep = version_of[owner[u]] < 0 and (not has_rules or fits(used, use, limit, u))
            if keep:
                is_stale = place[u, 0] == r
                best_cost, best_r, best_p = fit[u, 0], place[u, 0], place[u, 1]
                if is_stale or (has_order and model.is_ordered[owner[u]] != 0):
                    is_stale = True
                    best_cost, best_r, best_p = NO_COST, -1, 0
                for d in range(n_days):
                    if d == r or (is_stale and touched[d] != 0):
                        if has_lunch[u] != 0 and (needs_lunch[d] == 0 or lunches[d] > 0):
                            continue
                        low, high = 1, length[d] - 1
                        if has_order:
                            low, high = allowed_positions(model, state, d, u)
                        if has_walk_limit:
                            spare_walk_m = model.max_walk[d] - state.walked[d]
                        cost, p = best_place(
                            there, back, walk, hours, days, mode[d], d, u, low, high,
                            spare_walk_m, wait_weight, blink, dice,
                        )  # fmt: skip
                        if cost < best_cost:
                            best_cost, best_r, best_p = cost, d, p
                fit[u, 0] = best_cost
                place[u, 0], place[u, 1] = best_r, best_p
                keep = best_p > 0
            if keep:
                k += 1
            else:
                n_waiting -= 1
                waiting[k] = waiting[n_waiting]


@njit(cache=True, nogil=True)
def improve(
    model: Model,
    state: State,
    kept: State,
    best: State,
    totals: np.ndarray,
    dice: np.ndarray,
    iterations: int,
    temperature: float,
    tie: float,
    most: int,
) -> None:
    """Run some iterations at a temperature.

    ``totals`` are: the guiding value of the state, the value of the best, its time under way.
    """
    there, hours, mode, owner = model.there, model.hours, model.mode, model.owner
    days, length, version_of, day_of = state.days, state.length, state.version_of, state.day_of
    has_rules = model.has_rules
    used, use, limit = state.used, model.use, model.limit
    n_days = len(mode)
    n_versions = len(owner)
    if n_versions == 0:
        return
    touched = np.zeros(n_days, np.int8)
    waiting = np.empty(n_versions, np.int64)
    fit = np.empty((n_versions, 2))
    place = np.empty((n_versions, 2), np.int64)
    travelled = np.empty(n_days, np.int64)
    for r in range(n_days):
        travelled[r] = travel_s(there, days, mode[r], r, length[r])
        copy_day(days, length, kept.days, kept.length, r)
    for _ in range(iterations):
        touched[:] = 0
        choice = uniform(dice)
        seed = below(dice, n_versions)
        # Ruin.
        forced = -1
        if choice < 0.6:
            cut_strings(model.near, days, length, day_of, seed, most, touched, dice)
        elif choice < 0.8:
            cut_scattered(
                there, hours, model.score, mode, days, length, day_of, most, touched, dice
            )
        else:
            for _trial in range(10):
                if version_of[owner[seed]] < 0:
                    break
                seed = below(dice, n_versions)
            if version_of[owner[seed]] < 0 and (not has_rules or fits(used, use, limit, seed)):
                r, p = place_for(there, hours, mode, days, length, seed, dice)
                if p > 0:
                    touched[r] = 1
                    forced = r
        is_possible = True
        is_any = False
        for r in range(n_days):
            if touched[r] != 0:
                is_any = True
                if r != forced:
                    is_possible = is_possible and time_day(
                        there, hours, days, mode[r], r, length[r], model.end[r]
                    )
        if has_rules and is_any:
            # Books: what is no more in goes out.
            for r in range(n_days):
                if touched[r] != 0:
                    for q in range(1, kept.length[r] - 1):
                        v = kept.days[r, ROUTE, q]
                        if day_of[v] < 0:
                            note(model, state, r, v, -1)
        for r in range(n_days):
            if touched[r] != 0:
                for q in range(1, kept.length[r] - 1):
                    v = kept.days[r, ROUTE, q]
                    if day_of[v] < 0:
                        version_of[owner[v]] = -1
                if model.has_walk_limit:
                    # Without a stop the way may be longer, where ways are uneven.
                    state.walked[r] = walk_m(model.walk, days, mode[r], r, length[r])
                    is_possible = is_possible and state.walked[r] <= model.max_walk[r]
        if forced >= 0:
            r = forced
            m = mode[r]
            for _step in range(10):
                low, high = 1, length[r] - 1
                if has_rules:
                    low, high = allowed_positions(model, state, r, seed)
                spare_walk_m = NEVER
                if model.has_walk_limit:
                    spare_walk_m = model.max_walk[r] - state.walked[r]
                _cost, q = best_place(
                    there, model.back, model.walk, hours, days, m, r, seed, low, high,
                    spare_walk_m, 0.0, 0.0, dice,
                )  # fmt: skip
                if q > 0:
                    insert_timed(there, hours, days, length, m, r, q, seed)
                    day_of[seed] = r
                    version_of[owner[seed]] = seed
                    if has_rules:
                        note(model, state, r, seed, 1)
                    if model.has_walk_limit:
                        state.walked[r] = walk_m(model.walk, days, m, r, length[r])
                    break
                if length[r] == 2:
                    break
                # One stop more makes room: the one before, or the one behind.
                p = max(1, min(p, length[r] - 1))
                if p > 1 and (p == length[r] - 1 or uniform(dice) < 0.5):
                    p -= 1
                v = days[r, ROUTE, p]
                cut(days, length, day_of, r, p, 1)
                version_of[owner[v]] = -1
                if has_rules:
                    note(model, state, r, v, -1)
                is_possible = time_day(there, hours, days, m, r, length[r], model.end[r])
                if model.has_walk_limit:
                    state.walked[r] = walk_m(model.walk, days, m, r, length[r])
                    is_possible = is_possible and state.walked[r] <= model.max_walk[r]
                if not is_possible:
                    break
        if not is_any:
            touched[:] = 1
        is_better = False
        blink, skip = 0.01, 0.0
        if (has_rules or model.has_costs) and uniform(dice) < 0.5:
            blink, skip = 0.3 * uniform(dice), 0.3 * uniform(dice)
        if is_possible:
            recreate(
                model, state, touched, below(dice, 5), blink, skip, 0.5 * below(dice, 3), dice,
                waiting, fit, place,
            )  # fmt: skip
            pure = bonuses(model, state) if has_rules else 0.0
            under_way = 0
            for r in range(n_days):
                if touched[r] != 0:
                    state.value[r] = scores(model.score, days, r, length[r])
                    if model.has_costs:
                        state.value[r] -= discomfort(model, state, r)
                    travelled[r] = travel_s(there, days, mode[r], r, length[r])
                pure += state.value[r]
                under_way += travelled[r]
            guide = pure - tie * under_way
            is_better = guide > totals[0] + temperature * np.log(uniform(dice) + 1e-300)
        if is_better:
            totals[0] = guide
            for r in range(n_days):
                if touched[r] != 0:
                    kept.value[r] = state.value[r]
                    copy_day(days, length, kept.days, kept.length, r)
            if pure > totals[1] + 1e-9 or (pure > totals[1] - 1e-9 and under_way < totals[2]):
                totals[1], totals[2] = pure, under_way
                for r in range(n_days):
                    copy_day(days, length, best.days, best.length, r)
        else:
            restore(model, state, kept, touched)
            for r in range(n_days):
                if touched[r] != 0:
                    travelled[r] = travel_s(there, days, mode[r], r, length[r])


@njit(cache=True, nogil=True)
def restore(model: Model, state: State, kept: State, touched: np.ndarray) -> None:
    """Set the touched days back to what was kept, and the books with them."""
    owner, days, length = model.owner, state.days, state.length
    day_of, version_of = state.day_of, state.version_of
    for r in range(len(touched)):
        if touched[r] != 0:
            if model.has_rules:
                note_all(model, state, r, -1)
            for p in range(1, length[r] - 1):
                v = days[r, ROUTE, p]
                day_of[v] = -1
                version_of[owner[v]] = -1
    for r in range(len(touched)):
        if touched[r] != 0:
            copy_day(kept.days, kept.length, days, length, r)
            state.value[r] = kept.value[r]
            for p in range(1, length[r] - 1):
                v = days[r, ROUTE, p]
                day_of[v] = r
                version_of[owner[v]] = v
            if model.has_rules:
                note_all(model, state, r, 1)
            if model.has_walk_limit:
                state.walked[r] = walk_m(model.walk, days, model.mode[r], r, length[r])


@njit(cache=True, nogil=True)
def evaluate(
    model: Model, state: State, kept: State, best: State, totals: np.ndarray, tie: float
) -> None:
    """Value a state from scratch, and take it as what is kept and as the best."""
    totals[0] = totals[1] = bonuses(model, state)
    totals[2] = 0.0
    for r in range(len(model.mode)):
        n = state.length[r]
        state.value[r] = scores(model.score, state.days, r, n)
        if model.has_costs:
            state.value[r] -= discomfort(model, state, r)
        kept.value[r] = state.value[r]
        totals[1] += state.value[r]
        totals[2] += travel_s(model.there, state.days, model.mode[r], r, n)
        copy_day(state.days, state.length, kept.days, kept.length, r)
        copy_day(state.days, state.length, best.days, best.length, r)
    totals[0] = totals[1] - tie * totals[2]
