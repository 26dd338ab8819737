"""Change a request as a traveller pushes back: keep this, not that, earlier, swap, another day.

Each function takes a request and returns the changed one; the circuit that stands (``was``) goes
with it, so that a new plan disturbs no more of it than it must.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from circuits.plans.request import Order, PlanRequest


def keep(request: PlanRequest, slug: str) -> PlanRequest:
    """Have a place in the plan, whatever else has to go."""
    request = _freed(request)
    must_see = tuple(dict.fromkeys((*request.must_see, slug)))
    return replace(request, must_see=must_see, avoid=request.avoid - {slug})


def let_go(request: PlanRequest, slug: str) -> PlanRequest:
    """Leave it to the planner again whether a place is in, and when."""
    request = _freed(request)
    return replace(
        request,
        must_see=tuple(one for one in request.must_see if one != slug),
        avoid=request.avoid - {slug},
        before=tuple(pair for pair in request.before if slug not in pair),
        first="" if request.first == slug else request.first,
    )


def leave_out(request: PlanRequest, slug: str) -> PlanRequest:
    """Have a place no more."""
    if request.stops:
        return replace(request, stops=_without(request.stops, slug), was=())
    freed = let_go(request, slug)
    return replace(freed, avoid=freed.avoid | {slug}, was=_without(request.was, slug))


def swap(request: PlanRequest, slug: str, other: str) -> PlanRequest:
    """Have another place instead of one."""
    if request.stops:
        return replace(request, stops=_with(request.stops, slug, other), was=())
    was = _with(request.was, slug, other)
    return replace(keep(leave_out(request, slug), other), was=was)


def begin_with(request: PlanRequest, slug: str) -> PlanRequest:
    """Go to a place first, on the first day."""
    request = _freed(request)
    before = tuple(pair for pair in request.before if pair[1] != slug)
    was = _without(request.was, slug)
    was = ((slug, *was[0]), *was[1:]) if was else ()
    return replace(request, first=slug, before=before, avoid=request.avoid - {slug}, was=was)


def in_order(request: PlanRequest, earlier: str, later: str) -> PlanRequest:
    """Have both of two places, one before the other."""
    if request.stops:
        return replace(request, stops=_swapped(request.stops, earlier, later), was=())
    kept = keep(keep(request, earlier), later)
    pairs = [pair for pair in request.before if pair not in ((later, earlier), (earlier, later))]
    first = "" if request.first == later else request.first
    was = _swapped(request.was, earlier, later)
    return replace(kept, before=(*pairs, (earlier, later)), first=first, was=was)


def on(request: PlanRequest, day: date) -> PlanRequest:
    """Come on another day; what was open then may not be now, so that nothing is kept."""
    return replace(request, day=day, was=())


def shifted(request: PlanRequest, minutes: int) -> PlanRequest | None:
    """Begin and end later, or earlier; None where the day would reach over midnight."""
    starts, ends = (
        datetime.combine(request.day, moment) + timedelta(minutes=minutes)
        for moment in (request.starts_at, request.ends_at)
    )
    if starts.date() != request.day or ends.date() != request.day:
        return None
    return replace(request, starts_at=starts.time(), ends_at=ends.time())


def fixed(request: PlanRequest, days: Iterable[Iterable[str]]) -> PlanRequest:
    """Have these stops alone: what a link that is kept opens again."""
    stops = tuple(tuple(slugs) for slugs in days)
    return replace(
        request,
        stops=stops,
        was=(),
        must_see=(),
        avoid=frozenset(),
        before=(),
        first="",
        at_most={},
    )


def _freed(request: PlanRequest) -> PlanRequest:
    """Let places beside the fixed stops in again; the stops become must-sees."""
    if not request.stops:
        return request
    stops = tuple(slug for day in request.stops for slug in day)
    before = tuple(pair for day in request.stops for pair in pairwise(day))
    return replace(request, stops=(), was=request.stops, must_see=stops, before=before)


def _without(days: Order, slug: str) -> Order:
    return tuple(tuple(one for one in day if one != slug) for day in days)


def _with(days: Order, slug: str, other: str) -> Order:
    return tuple(
        tuple(other if one == slug else one for one in day if one != other) for day in days
    )


def _swapped(days: Order, earlier: str, later: str) -> Order:
    """Put one place right before another of the same day."""
    return tuple(
        tuple(
            part
            for one in day
            if one != earlier
            for part in ((earlier, later) if one == later else (one,))
        )
        if earlier in day and later in day
        else day
        for day in days
    )
