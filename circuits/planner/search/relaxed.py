"""Take a wish out of a model without building it again."""

import numpy as np

from circuits.planner.problem import Problem
from circuits.planner.search.model import NEVER, Model
from circuits.planner.wish import Wish, WishKind


def relaxed(model: Model, problem: Problem, wish: Wish) -> Model:
    """Return a problem's model without one of its wishes, any but the wheelchair."""
    wishes, of_key = problem.wishes, problem.number_of
    match wish.kind:
        case WishKind.MUST_SEE if wish.keys[0] not in wishes.first.values():
            return model._replace(required=_set(model.required, of_key[wish.keys[0]], 0))
        case WishKind.FIRST:
            number = of_key[wish.keys[0]]
            is_required = wish.keys[0] in wishes.must_see
            return model._replace(
                first=_set(model.first, wish.day or 0, -1),
                must_be_first=_set(model.must_be_first, number, -1),
                required=_set(model.required, number, int(is_required)),
            )
        case WishKind.BEFORE:
            pair = [of_key[key] for key in wish.keys]
            before = np.ascontiguousarray(model.before[(model.before != pair).any(axis=1)])
            is_ordered = np.zeros_like(model.is_ordered)
            is_ordered[before.ravel()] = 1
            return model._replace(before=before, is_ordered=is_ordered)
        case WishKind.LUNCH:
            return model._replace(needs_lunch=_set(model.needs_lunch, wish.day or 0, 0))
        case WishKind.WALK:
            return model._replace(max_walk=_set(model.max_walk, wish.day or 0, NEVER))
        case WishKind.BUDGET:
            return model._replace(limit=_set(model.limit, 0, NEVER))
        case WishKind.AT_MOST:
            place = sorted(wishes.at_most).index(wish.keys[0])
            place += wishes.budget_mad is not None
            return model._replace(limit=_set(model.limit, place, NEVER))
    return model


def _set(array: np.ndarray, place: int, value: int) -> np.ndarray:
    changed = array.copy()
    changed[place] = value
    return changed
