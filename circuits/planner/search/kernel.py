"""Improve a plan: ruin and recreate under annealing."""

import numpy as np
from numba import njit

from circuits.planner.search.dice import below, uniform
from circuits.planner.search.insertion import best_place
from circuits.planner.search.lengthening import day_value, make_lengthened, most_gained
from circuits.planner.search.model import NEVER, Model
from circuits.planner.search.recreate import make_room, offer_near, recreate
from circuits.planner.search.ruin import cut, cut_scattered, cut_strings, place_for
from circuits.planner.search.rules import allowed_positions, fits, note
from circuits.planner.search.state import LATEST, LEAVE, ROUTE, State
from circuits.planner.search.timing import insert_timed, time_day, travel_s, walk_m
from circuits.planner.search.turn import turn
from circuits.planner.search.worth import bonuses, short_value

# How often strings and scattered stops are taken out (else what is in the way of a place), and by
# what places are put back in: those that improved plans more often, more often.
STRINGS, SCATTERED = 0.55, 0.35
BY_SCORE, BY_TIME, BY_SQUARE, BY_LEAST_TIME = 0.22, 0.25, 0.45, 0.04


@njit(cache=True, nogil=True)
def draw_order(dice: np.ndarray) -> int:
    """Return by what places are put back in, as `recreate` counts them."""
    luck = uniform(dice)
    if luck < BY_SQUARE:
        return 2
    if luck < BY_SQUARE + BY_TIME:
        return 1
    if luck < BY_SQUARE + BY_TIME + BY_SCORE:
        return 0
    if luck < BY_SQUARE + BY_TIME + BY_SCORE + BY_LEAST_TIME:
        return 3
    return 4


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
    granular: int,
    granular_share: float,
    turns: float,
    noise: np.ndarray,
) -> None:
    """Run some iterations at a temperature.

    A share of them (``granular_share``) look only at the nearest places, and a share (``turns``)
    go a part of a day the other way round. ``totals`` are: the guiding value of the state, the
    value of the best, its time under way.
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
    room = make_room(noise, n_versions, n_days, len(version_of))
    lengthened = make_lengthened(days.shape[2])
    no_more = np.zeros(days.shape[2], np.int64)
    travelled = np.empty(n_days, np.int64)
    for r in range(n_days):
        travelled[r] = travel_s(there, days, mode[r], r, length[r])
        copy_day(days, length, kept.days, kept.length, r)
    for _ in range(iterations):
        touched[:] = 0
        choice = uniform(dice)
        seed = below(dice, n_versions)
        # Ruin.
        forced = turned = -1
        if turns > 0.0 and uniform(dice) < turns:
            r = below(dice, n_days)
            if length[r] > 3:
                touched[r] = 1
                turned = r
        elif choice < STRINGS:
            cut_strings(model.near, version_of, days, length, day_of, seed, most, touched, dice)
        elif choice < STRINGS + SCATTERED:
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
                if r != forced and r != turned:
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
        if turned >= 0:
            is_possible = turn(model, state, turned, dice)
        if not is_any:
            touched[:] = 1
        is_better = False
        blink, skip = 0.01, 0.0
        is_granular = uniform(dice) < granular_share
        if (has_rules or model.has_costs) and uniform(dice) < 0.5:
            blink, skip = 0.3 * uniform(dice), 0.3 * uniform(dice)
        if is_possible:
            if is_granular:
                offer_near(model, state, kept, touched, granular, room)
            recreate(
                model, state, touched, draw_order(dice), blink, skip, is_granular,
                0.5 * below(dice, 3), dice, room,
            )  # fmt: skip
            pure = bonuses(model, state) if has_rules else 0.0
            under_way, hope = 0, 0.0
            needed = totals[0] + temperature * np.log(uniform(dice) + 1e-300)
            for r in range(n_days):
                if touched[r] != 0:
                    travelled[r] = travel_s(there, days, mode[r], r, length[r])
                    state.value[r] = short_value(model, state, r, no_more)
                    if model.has_lengths:
                        hope += most_gained(model, state, r)
                pure += state.value[r]
                under_way += travelled[r]
            needed += tie * under_way
            if model.has_lengths and pure + hope > needed:
                for r in range(n_days):
                    if touched[r] != 0:
                        pure -= state.value[r]
                        state.value[r] = day_value(model, state, r, lengthened)
                        pure += state.value[r]
            guide = pure - tie * under_way
            is_better = pure > needed
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
def return_to_best(
    model: Model, state: State, kept: State, best: State, totals: np.ndarray, tie: float
) -> None:
    """Set the state back to the best plan."""
    for r in range(len(model.mode)):
        copy_day(best.days, best.length, kept.days, kept.length, r)
    restore(model, state, kept, np.ones(len(model.mode), np.int8))
    evaluate(model, state, kept, best, totals, tie)


@njit(cache=True, nogil=True)
def evaluate(
    model: Model, state: State, kept: State, best: State, totals: np.ndarray, tie: float
) -> None:
    """Value a state from scratch, and take it as what is kept and as the best."""
    lengthened = make_lengthened(state.days.shape[2])
    totals[0] = totals[1] = bonuses(model, state)
    totals[2] = 0.0
    for r in range(len(model.mode)):
        n = state.length[r]
        state.value[r] = day_value(model, state, r, lengthened)
        kept.value[r] = state.value[r]
        totals[1] += state.value[r]
        totals[2] += travel_s(model.there, state.days, model.mode[r], r, n)
        copy_day(state.days, state.length, kept.days, kept.length, r)
        copy_day(state.days, state.length, best.days, best.length, r)
    totals[0] = totals[1] - tie * totals[2]
