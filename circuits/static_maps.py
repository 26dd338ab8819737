"""Say what the static map of a circuit shows; `geodata.static_maps` draws it."""

from __future__ import annotations

from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from circuits.itinerary import legs_of
from circuits.models import Circuit, Leg, Stop
from geodata import wording
from geodata.models import Publication
from geodata.static_maps import Content, Spot, Way
from geodata.static_maps.surroundings import bearings, legend, roads_between, where_unlocated


def content(circuit: Circuit, address: str) -> Content:
    """Return a circuit as its map shows it, in the active language.

    Parameters
    ----------
    address
        The absolute address of the circuit's page.
    """
    stops = list(
        circuit.stops.filter(place__status=Publication.PUBLISHED).select_related(
            "place__parent__parent", "leg"
        )
    )
    legs = legs_of(stops)
    spots = tuple(
        _spot(number, stop, leg, circuit.mode)
        for number, (stop, leg) in enumerate(zip(stops, legs, strict=True), start=1)
    )
    ways = tuple(
        Way(tuple((x, y) for x, y, *_z in leg.geometry.coords), leg.is_approximate)
        for leg in legs
        if leg is not None and leg.geometry is not None
    )
    return Content(
        title=circuit.name,
        subtitle=_subtitle(circuit, legs),
        description=_description(spots),
        address=address,
        language=get_language() or "",
        is_right_to_left=get_language_bidi(),
        spots=spots,
        ways=ways,
        dots=bearings({stop.place_id for stop in stops}),
        roads=roads_between(),
        notes=legend(spots, ways),
        uses_streets=any(not way.is_approximate for way in ways),
    )


def _spot(number: int, stop: Stop, leg: Leg | None, usual_mode: str) -> Spot:
    place = stop.place
    point = place.routable_point
    return Spot(
        name=place.name,
        number=number,
        position=(point.x, point.y) if point else None,
        accuracy_m=place.position_accuracy_m,
        quality=place.position_quality,
        category=place.category,
        where=where_unlocated(place),
        onward=_onward(leg, usual_mode),
    )


def _onward(leg: Leg | None, usual_mode: str) -> str:
    if leg is None or leg.distance_m is None or leg.duration_s is None:
        return ""
    distance = wording.distance(leg.distance_m)
    if leg.is_approximate:
        distance = _("about %(distance)s") % {"distance": distance}
    parts = [distance, wording.duration(leg.duration_s / 60)]
    if leg.mode != usual_mode:
        parts.append(str(leg.get_mode_display()))
    return _("Then %(way)s") % {"way": _(", ").join(parts)}


def _subtitle(circuit: Circuit, legs: list[Leg | None]) -> str:
    parts = [str(circuit.get_mode_display()), wording.stop_count(len(legs))]
    known = [leg for leg in legs[:-1] if leg is not None and leg.distance_m is not None]
    if known and len(known) == len(legs) - 1:
        distance = wording.distance(sum(leg.distance_m or 0 for leg in known))
        if any(leg.is_approximate for leg in known):
            distance = _("about %(distance)s") % {"distance": distance}
        parts.append(distance)
    return " · ".join(parts)


def _description(spots: tuple[Spot, ...]) -> str:
    lines = [
        f"{spot.number}. {spot.name}" + (f" ({spot.where})" if spot.where else "") for spot in spots
    ]
    return "\n".join(lines)
