"""Put back into the days what fits, the most promising first."""

from typing import NamedTuple

import numpy as np
from numba import njit

from circuits.planner.search.dice import uniform
from circuits.planner.search.insertion import NO_COST, best_place, best_places
from circuits.planner.search.model import NEVER, STAY, WALK, Model
from circuits.planner.search.rules import allowed_positions, fits, note
from circuits.planner.search.state import ROUTE, State
from circuits.planner.search.timing import insert_timed, walk_m

# Not yet worked out: above all that a place can promise.
_UNKNOWN = 1e18


class Room(NamedTuple):
    """Room to work in, made once for many iterations."""

    noise: np.ndarray  # float32, longer than V: chance for `best_places`
    tried: np.ndarray  # float32 [V]
    costs: np.ndarray  # float32 [R, V] of the best insertion into each day
    places: np.ndarray  # int32 [R, V] its position
    is_offered: np.ndarray  # int8 [C + R] whether a candidate is tried
    waiting: np.ndarray  # int64 [V] versions that fit
    fit: np.ndarray  # float64 [V, 3] cost of the best insertion, a little chance, how promising
    place: np.ndarray  # int64 [V, 2] day and position of the best insertion


@njit(cache=True, nogil=True)
def make_room(noise: np.ndarray, n_versions: int, n_days: int, n_owners: int) -> Room:
    """Return room for problems of this size."""
    return Room(
        noise,
        np.empty(n_versions, np.float32),
        np.empty((n_days, n_versions), np.float32),
        np.empty((n_days, n_versions), np.int32),
        np.empty(n_owners, np.int8),
        np.empty(n_versions, np.int64),
        np.empty((n_versions, 3)),
        np.empty((n_versions, 2), np.int64),
    )


@njit(cache=True, nogil=True)
def offer_near(
    model: Model, state: State, kept: State, touched: np.ndarray, granular: int, room: Room
) -> None:
    """Offer only what has just been taken out, and the ``granular`` nearest candidates to it.

    After the granular neighbourhoods of Toth and Vigo (2003), "The granular tabu search and its
    application to the vehicle-routing problem".
    """
    near, owner, is_offered = model.near, model.owner, room.is_offered
    is_offered[:] = 0
    for r in range(len(touched)):
        if touched[r] != 0:
            for q in range(1, kept.length[r] - 1):
                v = kept.days[r, ROUTE, q]
                if state.day_of[v] < 0:
                    is_offered[owner[v]] = 1
                    for g in range(min(granular, near.shape[1])):
                        is_offered[near[v, g]] = 1


@njit(cache=True, nogil=True)
def recreate(
    model: Model,
    state: State,
    touched: np.ndarray,
    order: int,
    blink: float,
    skip: float,
    is_granular: bool,
    wait_weight: float,
    dice: np.ndarray,
    room: Room,
) -> None:
    """Insert what fits into the touched days, the most promising first.

    ``order`` says what is promising: score, score by time, its square by time, the least time, or
    chance. After each insertion only those that fitted before are tried again: what did not fit
    will not fit into less time.

    Each place is left out with the probability ``skip``: where stops have costs or rules, what fits
    is not always worth it, and only a plan without it can tell.

    ``is_granular`` says that only the candidates offered in ``room`` are tried.
    """
    there, back, walk, hours = model.there, model.back, model.walk, model.hours
    mode, owner, score = model.mode, model.owner, model.score
    days, length, version_of, day_of = state.days, state.length, state.version_of, state.day_of
    has_rules, has_costs, has_walk_limit = model.has_rules, model.has_costs, model.has_walk_limit
    has_order = model.has_order
    used, use, limit = state.used, model.use, model.limit
    has_lunch, needs_lunch, lunches = model.has_lunch, model.needs_lunch, state.lunches
    waiting, fit, place, is_offered = room.waiting, room.fit, room.place, room.is_offered
    n_days = len(mode)
    n_waiting = 0
    spare_walk_m = NEVER
    n_versions = len(owner)
    # A few are faster one by one.
    at_once = model.is_plain and not is_granular
    # Where all have eaten, the last versions, those with lunch, are out.
    n_tried = model.n_lunchless
    for r in range(n_days):
        if touched[r] != 0 and needs_lunch[r] != 0 and lunches[r] == 0:
            n_tried = n_versions
    if at_once:
        for r in range(n_days):
            if touched[r] != 0:
                count = n_versions
                if needs_lunch[r] == 0 or lunches[r] > 0:
                    count = model.n_lunchless
                best_places(
                    model.leg_to, model.leg_from, model.spans, there, days, mode[r], r, length[r],
                    wait_weight, blink, room.noise, dice, room.tried[:count], room.costs[r],
                    room.places[r],
                )  # fmt: skip
    for v in range(n_tried):
        if is_granular and is_offered[owner[v]] == 0:
            continue
        if version_of[owner[v]] >= 0 or (has_rules and not fits(used, use, limit, v)):
            continue
        if skip > 0.0 and uniform(dice) < skip:
            continue
        best_cost, best_r, best_p = NO_COST, -1, 0
        for r in range(n_days):
            if touched[r] != 0:
                if has_lunch[v] != 0 and (needs_lunch[r] == 0 or lunches[r] > 0):
                    continue
                if at_once:
                    cost, p = float(room.costs[r, v]), int(room.places[r, v])
                else:
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
            fit[v, 2] = _UNKNOWN
            place[v, 0], place[v, 1] = best_r, best_p
            n_waiting += 1
    while n_waiting > 0:
        chosen, best_key = -1, -1e17
        for k in range(n_waiting):
            v = waiting[k]
            if fit[v, 2] != _UNKNOWN:
                if fit[v, 2] > best_key:
                    chosen, best_key = k, fit[v, 2]
                continue
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
            fit[v, 2] = key
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
        at = int(place[v, 1])
        counts = False
        if has_rules:
            for q in range(len(model.needed)):
                counts = counts or model.member[owner[v], q] != 0
        i, j = days[r, ROUTE, at - 1], days[r, ROUTE, at + 1]
        m = mode[r]
        k = 0
        while k < n_waiting:
            u = waiting[k]
            keep = version_of[owner[u]] < 0 and (not has_rules or fits(used, use, limit, u))
            if keep:
                before = float(fit[u, 0])
                best_cost, best_r, best_p = before, int(place[u, 0]), int(place[u, 1])
                is_stale = has_order or (has_rules and has_lunch[u] != 0)
                if best_r == r and not is_stale:
                    # Where it stood best, it still does unless the new stop took its room.
                    if has_walk_limit:
                        spare_walk_m = model.max_walk[r] - state.walked[r]
                    if best_p == at:
                        is_stale = True
                    else:
                        if best_p > at:
                            best_p += 1
                        best_cost, best_p = best_place(
                            there, back, walk, hours, days, mode[r], r, u, best_p, best_p,
                            spare_walk_m, wait_weight, 0.0, dice,
                        )  # fmt: skip
                        is_stale = best_p == 0
                if is_stale:
                    best_cost, best_r, best_p = NO_COST, -1, 0
                for d in range(n_days):
                    if d == r or (is_stale and touched[d] != 0):
                        if has_lunch[u] != 0 and (needs_lunch[d] == 0 or lunches[d] > 0):
                            continue
                        low, high = 1, length[d] - 1
                        if not is_stale:
                            # Beside the new stop are the only new positions.
                            low, high = at, at + 1
                            if (
                                there[m, i, u] + there[m, u, v] - there[m, i, v] >= best_cost
                                and there[m, v, u] + there[m, u, j] - there[m, v, j] >= best_cost
                            ):
                                continue
                        elif has_order:
                            low, high = allowed_positions(model, state, d, u)
                        if has_walk_limit:
                            spare_walk_m = model.max_walk[d] - state.walked[d]
                        cost, q = best_place(
                            there, back, walk, hours, days, mode[d], d, u, low, high,
                            spare_walk_m, wait_weight, blink, dice,
                        )  # fmt: skip
                        if cost < best_cost:
                            best_cost, best_r, best_p = cost, d, q
                if is_stale or counts or best_cost != before:
                    fit[u, 2] = _UNKNOWN
                fit[u, 0] = best_cost
                place[u, 0], place[u, 1] = best_r, best_p
                keep = best_p > 0
            if keep:
                k += 1
            else:
                n_waiting -= 1
                waiting[k] = waiting[n_waiting]
