"""Say what the static map of a circuit shows; `geodata.static_maps` draws it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from circuits.itinerary import legs_of
from circuits.legs import way_of
from circuits.models import Circuit, Mode, Stop
from circuits.ways import Way
from geodata import wording
from geodata.models import Place, Publication
from geodata.static_maps import Content, Spot
from geodata.static_maps import Way as Line
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
    return walk(circuit, stops, address)


def walk(circuit: Circuit, stops: list[Stop], address: str) -> Content:
    """Return a circuit over stops that were read already, as `content` does."""
    return drawn(
        circuit.name,
        circuit.mode,
        [stop.place for stop in stops],
        [None if leg is None else way_of(leg) for leg in legs_of(stops)],
        address,
    )


def drawn(
    title: str,
    usual_mode: str,
    places: Sequence[Place],
    onward: Sequence[Way | None],
    address: str,
    others: Iterable[Way] = (),
) -> Content:
    """Return stops and the ways between them as their map shows them, in the active language.

    Parameters
    ----------
    onward
        For each place the way that leaves it; None where none does.
    others
        Ways that are drawn and not told, such as the one to the first stop.
    """
    spots = tuple(
        _spot(number, place, way, usual_mode)
        for number, (place, way) in enumerate(zip(places, onward, strict=True), start=1)
    )
    lines = tuple(
        Line(way.coordinates, way.is_approximate)
        for way in (*onward, *others)
        if way is not None and way.coordinates
    )
    return Content(
        title=title,
        subtitle=_subtitle(usual_mode, onward),
        description=_description(spots),
        address=address,
        language=get_language() or "",
        is_right_to_left=get_language_bidi(),
        spots=spots,
        ways=lines,
        dots=bearings({place.pk for place in places}),
        roads=roads_between(),
        notes=legend(spots, lines),
        uses_streets=any(not line.is_approximate for line in lines),
    )


def _spot(number: int, place: Place, way: Way | None, usual_mode: str) -> Spot:
    point = place.routable_point
    return Spot(
        name=place.name,
        number=number,
        position=(point.x, point.y) if point else None,
        accuracy_m=place.position_accuracy_m,
        quality=place.position_quality,
        category=place.category,
        where=where_unlocated(place),
        onward=_onward(way, usual_mode),
    )


def _onward(way: Way | None, usual_mode: str) -> str:
    if way is None or way.distance_m is None or way.duration_s is None:
        return ""
    distance = wording.distance(way.distance_m)
    if way.is_approximate:
        distance = _("about %(distance)s") % {"distance": distance}
    parts = [distance, wording.duration(way.duration_s / 60)]
    if way.mode != usual_mode:
        parts.append(str(Mode(way.mode).label))
    return _("Then %(way)s") % {"way": _(", ").join(parts)}


def _subtitle(usual_mode: str, onward: Sequence[Way | None]) -> str:
    parts = [str(Mode(usual_mode).label), wording.stop_count(len(onward))]
    known = [way for way in onward[:-1] if way is not None and way.distance_m is not None]
    if known and len(known) == len(onward) - 1:
        distance = wording.distance(sum(way.distance_m or 0 for way in known))
        if any(way.is_approximate for way in known):
            distance = _("about %(distance)s") % {"distance": distance}
        parts.append(distance)
    return " · ".join(parts)


def _description(spots: tuple[Spot, ...]) -> str:
    lines = [
        f"{spot.number}. {spot.name}" + (f" ({spot.where})" if spot.where else "") for spot in spots
    ]
    return "\n".join(lines)
