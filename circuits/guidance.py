"""Tell the way of a leg to those who take it: directions, and what is not certain about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from circuits.models import Basis, Circuit, Leg, Mode, Stop
from circuits.ways import Way, is_well_known
from geodata import wording
from geodata.models import Place

# The sign beside a direction, by the kind of its manoeuvre (`geodata.streets.Kind`).
_ICONS: Mapping[str, str] = {
    "depart": "depart",
    "arrive": "arrive",
    "slight_right": "turn-slight-right",
    "right": "turn-right",
    "sharp_right": "turn-sharp-right",
    "u_turn": "turn-back",
    "sharp_left": "turn-sharp-left",
    "left": "turn-left",
    "slight_left": "turn-slight-left",
    "keep_right": "turn-slight-right",
    "keep_left": "turn-slight-left",
    "ramp_right": "turn-slight-right",
    "ramp_left": "turn-slight-left",
    "exit_right": "turn-slight-right",
    "exit_left": "turn-slight-left",
    "enter_roundabout": "roundabout",
    "stairs": "stairs",
    "stairs_up": "stairs",
    "stairs_down": "stairs",
    "escalator": "stairs",
}
_STRAIGHT_ON = "straight"


@dataclass(frozen=True)
class Direction:
    """One sentence of the way.

    Attributes
    ----------
    icon
        Name of its sign in ``frontend/illustrations/icons``.
    begin, end
        The part of the leg that it speaks of, as indices of the leg's coordinates.
    """

    text: str
    kind: str
    icon: str
    distance_m: int
    duration_s: int
    begin: int
    end: int


def directions(leg: Leg | Way, start: str, end: str) -> tuple[Direction, ...]:
    """Return the way along the streets in sentences, in the active language; none without one.

    Parameters
    ----------
    start, end
        The names of what it leads from and to; empty for a bare position.
    """
    if not leg.manoeuvres:
        return ()
    # Valhalla takes a while to import, and without streets no page needs it.
    from geodata.directions import instructions
    from geodata.streets import from_json

    manoeuvres = from_json(leg.manoeuvres)
    sentences = instructions(manoeuvres, origin=start, destination=end)
    return tuple(
        Direction(
            text=sentence,
            kind=manoeuvre.kind,
            icon=_ICONS.get(manoeuvre.kind, _STRAIGHT_ON),
            distance_m=round(manoeuvre.distance_m),
            duration_s=round(manoeuvre.duration_s),
            begin=manoeuvre.begin_index,
            end=manoeuvre.end_index,
        )
        for sentence, manoeuvre in zip(sentences, manoeuvres, strict=True)
    )


def remarks(leg: Leg | Way, end: Place) -> tuple[str, ...]:
    """Return what somebody should know before they take a leg, in the active language."""
    found = []
    if leg.basis == Basis.STAIRS:
        found.append(_("The street map knows no way without stairs here: ask before you set out."))
    elif leg.basis == Basis.NO_WAY and leg.mode == Mode.WHEELCHAIR:
        found.append(
            _("The street map knows no way for a wheelchair here: ask before you set out.")
        )
    elif leg.basis == Basis.NO_WAY:
        found.append(_("The street map knows no way here: ask for it."))
    if leg.starts_off_street and leg.start_moved_m is not None:
        found.append(
            _("The first %(distance)s are not on the map: ask.")
            % {"distance": wording.distance(leg.start_moved_m)}
        )
    if leg.ends_off_street and leg.end_moved_m is not None:
        found.append(
            _("The last %(distance)s are not on the map: ask.")
            % {"distance": wording.distance(leg.end_moved_m)}
        )
    if leg.follows_streets and not is_well_known(end):
        found.append(
            _("The exact spot of %(place)s is not known: ask there.") % {"place": end.name}
        )
    return tuple(found)


def length(mode: str, distance_m: int, is_approximate: bool) -> str:
    """Return a length with the way it is travelled: about 2.4 km on foot."""
    distance = wording.distance(distance_m)
    if is_approximate:
        distance = _("about %(distance)s") % {"distance": distance}
    if mode == Mode.CAR:
        return _("%(distance)s by car or taxi") % {"distance": distance}
    if mode == Mode.WHEELCHAIR:
        return _("%(distance)s by wheelchair") % {"distance": distance}
    return _("%(distance)s on foot") % {"distance": distance}


def warnings(circuit: Circuit) -> list[str]:
    """Return what an officer should look at in the legs of a circuit, in the active language."""
    legs = Leg.objects.filter(start__circuit=circuit).select_related("start__place", "end__place")
    found: dict[str, None] = {}  # a stop off the streets is at the end of two legs
    for leg in legs:
        for sentence in _complaints(leg):
            found[sentence] = None
    return list(found)


def _complaints(leg: Leg) -> Iterable[str]:
    ends = {"start": str(leg.start), "end": str(leg.end)}
    if leg.basis == Basis.STAIRS:
        yield _("From %(start)s to %(end)s the street map knows no way without stairs.") % ends
    elif leg.basis == Basis.NO_WAY and leg.mode == Mode.WHEELCHAIR:
        yield _("From %(start)s to %(end)s the street map knows no way for a wheelchair.") % ends
    elif leg.basis == Basis.NO_WAY:
        yield _("From %(start)s to %(end)s the street map knows no way.") % ends
    if leg.starts_off_street:
        yield _off_street(leg.start, leg.start_moved_m)
    if leg.ends_off_street:
        yield _off_street(leg.end, leg.end_moved_m)


def _off_street(stop: Stop, moved_m: int | None) -> str:
    return _(
        "%(stop)s lies %(distance)s from the nearest street, farther than its position may be "
        "off: check the position, or add the missing way to OpenStreetMap."
    ) % {"stop": stop, "distance": wording.distance(moved_m or 0)}
