"""Write a request as the query of an address, so that a link is all it takes to keep a plan.

`circuits.plans.form` reads it again. What is as usual is left out, to keep links short.
"""

from __future__ import annotations

from datetime import time
from urllib.parse import urlencode

from circuits.plans.request import End, Interest, Order, PlanRequest


def query(request: PlanRequest) -> str:
    """Return the query of a request, without its question mark."""
    usual = PlanRequest(day=request.day)
    said: dict[str, str] = {"date": request.day.isoformat()}
    for name in ("days", "group_size", "max_walk_m", "budget_mad", "first"):
        if getattr(request, name) != getattr(usual, name):
            said[name] = str(getattr(request, name))
    said["starts_at"], said["ends_at"] = _clock(request.starts_at), _clock(request.ends_at)
    for interest in Interest:
        level = request.interests.get(interest, 0)
        if level != usual.interests[interest]:
            said[interest.value] = str(level)
    for name in ("pace", "transport"):
        if getattr(request, name) != getattr(usual, name):
            said[name] = getattr(request, name).value
    said |= {
        "craft": ",".join(sorted(request.crafts)),
        "origin": _end(request.origin),
        "destination": _end(request.destination),
        "has_lunch": "on" if request.has_lunch else "",
        "must": ",".join(request.must_see),
        "avoid": ",".join(sorted(request.avoid)),
        "before": ",".join(":".join(pair) for pair in request.before),
        "at_most": ",".join(f"{kind}:{most}" for kind, most in sorted(request.at_most.items())),
        "stops": _order(request.stops),
        "was": _order(request.was),
    }
    return urlencode({name: text for name, text in said.items() if text}, safe=",:;")


def _clock(moment: time) -> str:
    return moment.strftime("%H:%M")


def _end(end: End) -> str:
    return end if isinstance(end, str) else f"{end[0]:.6g},{end[1]:.6g}"


def _order(days: Order) -> str:
    return ";".join(",".join(slugs) for slugs in days)
