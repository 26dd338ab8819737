"""Write an answer as JSON: times with their offset, metres, seconds, slugs, codes and words."""

from __future__ import annotations

from typing import Any

from circuits.plans import words
from circuits.plans.answer import Answer, PlannedStop
from circuits.ways import Way


def as_json(answer: Answer) -> dict[str, Any]:
    """Return what docs/plans.md describes; its sentences are in the active language."""
    return {
        "days": [
            {
                "date": day.day.isoformat(),
                "departs_at": day.departs_at.isoformat(),
                "returns_at": day.returns_at.isoformat(),
                "walk_m": day.walk_m,
                "way_there": _way(day.way_there),
                "stops": [_stop(answer, stop) for stop in day.stops],
                "way_back": _way(day.way_back),
            }
            for day in answer.days
        ],
        "value": round(answer.plan.value.total, 2),
        "missing": [place.slug for place in answer.missing],
        "lunchless": [day.isoformat() for day in answer.lunchless],
        "unplaced": [place.slug for place in answer.unplaced],
        "without_spot": [place.slug for place in answer.without_spot],
        "gains": {
            day.isoformat(): [place.slug for place in places]
            for day, places in answer.gains.items()
        },
        "to_give_up": words.to_give_up(answer),
        **_reasons(answer),
    }


def _reasons(answer: Answer) -> dict[str, Any]:
    reasons = answer.reasons
    if reasons is None:
        return {}
    return {
        "robustness": str(reasons.robustness),
        "left_out": [
            {
                "place": left.key,
                "name": answer.places[left.key].name,
                "why_not": str(left.why),
                "reason": words.why_not(answer, left),
            }
            for left in reasons.left_out
        ],
        "prices": [
            {
                "wish": words.wish(answer, price.wish),
                "brings": list(price.brings),
                "reason": words.price(answer, price),
            }
            for price in reasons.prices
        ],
        "alternatives": [
            {
                "kind": str(other.kind),
                "stops": [list(day.keys) for day in other.plan.days],
                "walk_more_m": other.walk_more_m,
                "admission_more_mad": round(other.fees_more_mad, 2),
                "reason": words.alternative(other),
            }
            for other in reasons.alternatives
        ],
    }


def _stop(answer: Answer, stop: PlannedStop) -> dict[str, Any]:
    return {
        "place": stop.place.slug,
        "name": stop.place.name,
        "arrives_at": stop.arrives_at.isoformat(),
        "starts_at": stop.starts_at.isoformat(),
        "leaves_at": stop.leaves_at.isoformat(),
        "lunch_at": stop.lunch_at and stop.lunch_at.isoformat(),
        "score": stop.appeal.score,
        "merits": [str(merit) for merit in stop.appeal.merits],
        "reasons": words.why_in(answer, stop),
        "is_wish": stop.is_wish,
        "check_first": stop.is_to_check,
        "position_quality": stop.place.position_quality,
        "way_on": _way(stop.way_on),
    }


def _way(way: Way | None) -> dict[str, Any] | None:
    if way is None:
        return None
    return {
        "mode": way.mode,
        "distance_m": way.distance_m,
        "duration_s": way.duration_s,
        "approximate": way.is_approximate,
    }
