"""Say what of a circuit may leave the site in a file, and what has to be said of it.

A file goes where nobody can correct it. So a position that was made up to try the site with is in
none, no more than one that nobody knows: such a stop is listed without coordinates, and no way
leads to it. A spot that is only roughly known is called "about" in its very name, because that is
all some devices show. People are not in files for devices, which are kept for years: who withdraws
their consent could not be taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from circuits import guidance
from circuits.guidance import Direction
from circuits.itinerary import Itinerary, ItineraryStop
from circuits.legs import way_of
from circuits.models import Circuit
from circuits.schedule import TimedStop
from circuits.ways import Way
from geodata import attribution, territory, wording
from geodata.estimates import Position
from geodata.models import Place, PositionQuality
from geodata.static_maps.surroundings import where_unlocated

# What XML 1.0 has no place for.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class TakenStop:
    """A stop as files tell it.

    Attributes
    ----------
    name
        The place's own name.
    label
        As a device lists it: with its number, and "about" where the spot is.
    position
        Longitude and latitude (WGS 84), None where none may be given.
    accuracy_m
        Radius around the position that holds the real place; None where the spot is known.
    lines
        What to know of it, a sentence each.
    """

    number: int
    place: Place
    name: str
    label: str
    position: Position | None
    accuracy_m: int | None
    lines: tuple[str, ...]
    url: str

    @property
    def is_rough(self) -> bool:
        """Whether the spot is only roughly known."""
        return self.position is not None and self.place.position_quality == (
            PositionQuality.APPROXIMATE
        )


@dataclass(frozen=True)
class TakenLeg:
    """The way from a stop to the next; ``start`` and ``end`` are numbers of stops."""

    start: int
    end: int
    name: str
    way: Way
    length: str
    directions: tuple[Direction, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """A circuit on a date as files tell it, in one language.

    Attributes
    ----------
    plan
        The circuit on that date, as its page shows it.
    legs
        Those that lead from one given position to another.
    notes
        What holds for the whole circuit, a sentence each.
    updated_at
        When the circuit was last changed; None where it is saved nowhere.
    credit
        Whose streets the legs follow; empty where they follow none.
    description
        All that is to be said of the whole, with the stops that have no position.
    """

    circuit: Circuit
    plan: Itinerary
    day: date
    title: str
    summary: str
    maker: str
    url: str
    language: str
    is_right_to_left: bool
    updated_at: datetime | None
    stops: tuple[TakenStop, ...]
    legs: tuple[TakenLeg, ...]
    notes: tuple[str, ...]
    credit: str
    description: str

    @property
    def located(self) -> tuple[TakenStop, ...]:
        """The stops that have a position to give."""
        return tuple(stop for stop in self.stops if stop.position is not None)

    @property
    def unlocated(self) -> tuple[TakenStop, ...]:
        """The stops that are only listed."""
        return tuple(stop for stop in self.stops if stop.position is None)

    @property
    def runs(self) -> list[list[TakenLeg]]:
        """The legs in runs of those that go on from each other without a gap."""
        runs: list[list[TakenLeg]] = []
        for leg in self.legs:
            if runs and runs[-1][-1].end == leg.start:
                runs[-1].append(leg)
            else:
                runs.append([leg])
        return runs


def contents(plan: Itinerary, root: str, page: str) -> Contents:
    """Return what of a circuit on a date may leave the site, in the active language.

    Parameters
    ----------
    root
        The absolute address of the site, without a slash at its end.
    page
        The address of the circuit's page on it, from its first slash on.
    """
    circuit = plan.circuit
    day = plan.start.date()
    stops = tuple(_stop(item, day, root) for item in plan.stops)
    legs = tuple(_legs(plan, stops))
    follows_streets = any(leg.way.follows_streets for leg in legs)
    credit = attribution.text() if follows_streets else ""
    notes = tuple(_notes(circuit, stops, legs))
    listed = [f"{one.label}{_(': ')}{one.lines[0]}" for one in stops if one.position is None]
    said = (plain(circuit.summary), *notes, *listed, credit)
    return Contents(
        circuit=circuit,
        plan=plan,
        day=day,
        title=plain(circuit.name),
        summary=plain(circuit.summary),
        maker=plain(territory.current().title),
        url=f"{root}{page}",
        language=get_language() or "",
        is_right_to_left=get_language_bidi(),
        updated_at=circuit.updated_at,
        stops=stops,
        legs=legs,
        notes=notes,
        credit=credit,
        description="\n".join(part for part in said if part),
    )


def may_leave(place: Place) -> bool:
    """Tell whether a place has a position that files may hold: a known one, and no sample."""
    return (
        place.routable_point is not None
        and not place.is_sample
        and place.position_quality != PositionQuality.SAMPLE
    )


def withheld(places: Iterable[Place]) -> str:
    """Return what to say of stops that are in files without a position; "" where there are none."""
    count = sum(not may_leave(place) for place in places)
    if not count:
        return ""
    return ngettext(
        "%(count)d stop is still to be surveyed: files list it without a position.",
        "%(count)d stops are still to be surveyed: files list them without a position.",
        count,
    ) % {"count": count}


def plain(text: str) -> str:
    """Return a text without the characters that no XML may hold."""
    return _FORBIDDEN.sub("", text)


def _stop(item: ItineraryStop, day: date, root: str) -> TakenStop:
    place = item.stop.place
    point = place.routable_point if may_leave(place) else None
    is_rough = point is not None and place.position_quality == PositionQuality.APPROXIMATE
    name = plain(place.name)
    label = _("%(place)s (about)") % {"place": name} if is_rough else name
    hours = f"{wording.long_date(day)}{_(': ')}{wording.day_hours(item.timed.day)}"
    lines = (
        _whereabouts(place),
        plain(item.stop.note or place.summary),
        hours[:1].upper() + hours[1:],
        _times(item.timed),
        _lunch(item.timed),
    )
    return TakenStop(
        number=item.number,
        place=place,
        name=name,
        label=f"{item.number}. {label}",
        position=None if point is None else (round(point.x, 6), round(point.y, 6)),
        accuracy_m=place.position_accuracy_m if is_rough else None,
        lines=tuple(line for line in lines if line),
        url=f"{root}{place.get_absolute_url()}",
    )


def _times(timed: TimedStop) -> str:
    """Return from when to when one is at a stop, "" where that is not known."""
    if timed.arrival is None or timed.departure is None:
        return ""
    times = f"{wording.clock(timed.arrival)}{wording.TO}{wording.clock(timed.departure)}"
    if timed.visit_start is not None:
        opens = _("opens at %(time)s") % {"time": wording.clock(timed.visit_start)}
        times = f"{times}{_(', ')}{opens}"
    return _("Your time there: %(times)s") % {"times": times}


def _lunch(timed: TimedStop) -> str:
    if timed.lunch is None:
        return ""
    return _("An hour for lunch from %(time)s") % {"time": wording.clock(timed.lunch)}


def _whereabouts(place: Place) -> str:
    """Return what is not certain about a place's position, "" where nothing is."""
    if not place.is_located:
        return where_unlocated(place)
    if not may_leave(place):
        return _("Only a sample position is known, made up to try the site with: it is left out.")
    if place.position_quality != PositionQuality.APPROXIMATE:
        return ""
    if place.position_accuracy_m is None:
        return _("Approximate position: ask there.")
    return _("Approximate position, %(within)s: ask there.") % {
        "within": wording.accuracy(place.position_accuracy_m)
    }


def _legs(plan: Itinerary, stops: tuple[TakenStop, ...]) -> Iterable[TakenLeg]:
    for (item, _next), (start, end) in zip(pairwise(plan.stops), pairwise(stops), strict=True):
        if item.leg is None or start.position is None or end.position is None:
            continue
        way = way_of(item.leg)
        if not way.coordinates or way.distance_m is None:
            continue
        length = guidance.length(way.mode, way.distance_m, way.is_approximate)
        if way.duration_s is not None:
            length = f"{length}{_(', ')}{wording.duration(way.duration_s / 60)}"
        yield TakenLeg(
            start=start.number,
            end=end.number,
            name=f"{start.name} – {end.name}",
            way=way,
            length=length,
            directions=item.directions,
            remarks=tuple(map(plain, item.remarks)),
        )


def _notes(
    circuit: Circuit, stops: tuple[TakenStop, ...], legs: tuple[TakenLeg, ...]
) -> Iterable[str]:
    if circuit.is_sample:
        yield _("Sample: made up to try the site with, not a real circuit.")
    note = withheld(stop.place for stop in stops)
    if note:
        yield note
    if any(not leg.way.follows_streets for leg in legs):
        yield _("Where no street map has a way, the line is straight: ask for the way.")
