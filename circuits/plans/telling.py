"""Write an answer as JSON: times with their offset, metres, seconds, slugs, codes for reasons."""

from __future__ import annotations

from typing import Any

from circuits.plans.answer import Answer, PlannedStop


def as_json(answer: Answer) -> dict[str, Any]:
    """Return what docs/plans.md describes."""
    return {
        "days": [
            {
                "date": day.day.isoformat(),
                "walk_m": day.walk_m,
                "stops": [_stop(stop) for stop in day.stops],
            }
            for day in answer.days
        ],
        "value": round(answer.plan.value.total, 2),
        "missing": [place.slug for place in answer.missing],
        "lunchless": [day.isoformat() for day in answer.lunchless],
        "without_spot": [place.slug for place in answer.without_spot],
        "gains": {
            day.isoformat(): [place.slug for place in places]
            for day, places in answer.gains.items()
        },
    }


def _stop(stop: PlannedStop) -> dict[str, Any]:
    way = stop.way_on
    return {
        "place": stop.place.slug,
        "name": stop.place.name,
        "arrives_at": stop.arrives_at.isoformat(),
        "starts_at": stop.starts_at.isoformat(),
        "leaves_at": stop.leaves_at.isoformat(),
        "has_lunch": stop.has_lunch,
        "score": stop.appeal.score,
        "merits": [str(merit) for merit in stop.appeal.merits],
        "is_wish": stop.is_wish,
        "check_first": stop.is_to_check,
        "position_quality": stop.place.position_quality,
        "way_on": way
        and {
            "mode": way.mode,
            "distance_m": way.distance_m,
            "duration_s": way.duration_s,
            "approximate": way.is_approximate,
        },
    }
