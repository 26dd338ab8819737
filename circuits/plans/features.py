"""A plan as GeoJSON (RFC 7946), as the map draws circuits."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from circuits import features
from circuits.plans.answer import Answer, PlannedDay
from circuits.plans.request import End


def plan(answer: Answer) -> dict[str, Any]:
    """Return the stops of all days, and the ways between them and from and to where days end."""
    found = [features.stop(stop.number, stop.place) for stop in answer.stops]
    for number, day in enumerate(answer.days, start=1):
        found += _ways(answer, number, day)
    return features.collection(found, answer.ways)


def _ways(answer: Answer, number: int, day: PlannedDay) -> list[dict[str, Any]]:
    request, stops = answer.request, day.stops
    found = [
        features.leg(one.number, one.way_on, one.place, following.place)
        for one, following in pairwise(stops)
        if one.way_on is not None
    ]
    if day.way_there is not None:
        start = end_name(answer, request.origin)
        there = features.way_feature(
            f"leg-there-{number}", day.way_there, start, stops[0].place.name
        )
        there["properties"] |= {"start_name": start, "end": stops[0].number}
        found.append(there)
    if day.way_back is not None:
        end = end_name(answer, request.destination)
        back = features.way_feature(f"leg-back-{number}", day.way_back, stops[-1].place.name, end)
        back["properties"] |= {"start": stops[-1].number, "end_name": end}
        found.append(back)
    return found


def end_name(answer: Answer, end: End) -> str:
    """Return what one calls the start or the end of a day."""
    if not isinstance(end, str):
        return _("Where you are")
    place = answer.ends.get(end)
    return place.name if place is not None else ""
