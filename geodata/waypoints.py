"""Read the stops, modes and limits of a way from the query of an address.

A stop is a longitude and a latitude, or a place by the name in its address; a place brings how well
its spot is known. What one request may ask for is bounded here, so that none keeps a process busy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geodata import territory, wording
from geodata.errors import InvalidQuery
from geodata.estimates import Position, straight_m
from geodata.models import Place
from geodata.query import read_choices

MODES = ("foot", "wheelchair", "car")
PACES = ("slow", "normal", "brisk")
MOST_STOPS = 25
MOST_IN_MATRIX = 50  # on each side
MOST_MINUTES = 60
# Between two stops of a way, and across a matrix.
FARTHEST_M = {"foot": 50_000, "wheelchair": 50_000, "car": 400_000}

_NUMBER = r"[-+]?\d{1,3}(?:\.\d{1,15})?"
_PAIR = re.compile(rf"\s*({_NUMBER})\s*,\s*({_NUMBER})\s*")
_SLUG = re.compile(r"[-\w]{1,80}", re.ASCII)
_SHOWN = 60  # letters of what cannot be read


@dataclass(frozen=True)
class Stop:
    """Where somebody wants to go.

    Attributes
    ----------
    position
        Longitude and latitude in degrees (WGS 84).
    place
        The place that was named; None for a bare position.
    """

    position: Position
    place: Place | None = None

    @property
    def accuracy_m(self) -> int | None:
        """Radius around the position that contains the true one; None where it is not known."""
        return self.place.position_accuracy_m if self.place else None

    @property
    def name(self) -> str:
        """What directions call it; "" for a bare position."""
        return self.place.name if self.place else ""


def read_stops(query: QueryDict, name: str, least: int, most: int) -> tuple[Stop, ...]:
    """Return the stops of a parameter, separated by semicolons; in at most one query."""
    texts = [text.strip() for text in query.get(name, "").split(";") if text.strip()]
    if not least <= len(texts) <= most:
        raise InvalidQuery(_wrong_number(name, least, most, len(texts)))
    slugs = {text for text in texts if not _PAIR.fullmatch(text) and _SLUG.fullmatch(text)}
    places = (
        {place.slug: place for place in Place.objects.public().filter(slug__in=slugs)}
        if slugs
        else {}
    )
    return tuple(_stop(name, text, places) for text in texts)


def read_stop(query: QueryDict, name: str) -> Stop:
    """Return the only stop of a parameter."""
    return read_stops(query, name, 1, 1)[0]


def _wrong_number(name: str, least: int, most: int, count: int) -> str:
    if most == 1:
        return _("%(name)s takes one longitude and latitude, such as %(example)s.") % {
            "name": name,
            "example": _example(),
        }
    return ngettext(
        "%(name)s takes %(least)d to %(most)d stops, separated by semicolons; there is %(count)d.",
        "%(name)s takes %(least)d to %(most)d stops, separated by semicolons; there are %(count)d.",
        count,
    ) % {"name": name, "least": least, "most": most, "count": count}


def position(name: str, text: str) -> Position | None:
    """Return the longitude and latitude that a text is, None where it is something else.

    Raises `InvalidQuery` where they are swapped, or outside the territory.
    """
    pair = _PAIR.fullmatch(text)
    if pair is None:
        return None
    found = (float(pair[1]), float(pair[2]))
    _check_inside(name, text, found)
    return found


def _stop(name: str, text: str, places: dict[str, Place]) -> Stop:
    bare = position(name, text)
    if bare is not None:
        return Stop(bare)
    if not _SLUG.fullmatch(text):
        raise InvalidQuery(
            _(
                "%(name)s takes a longitude and a latitude such as %(example)s, or the name of a "
                "place as in its address, not “%(text)s”."
            )
            % {"name": name, "example": _example(), "text": text[:_SHOWN]}
        )
    place = places.get(text)
    if place is None:
        raise InvalidQuery(
            _("%(name)s: there is no place “%(text)s”.") % {"name": name, "text": text}
        )
    point = place.routable_point
    if point is None:
        raise InvalidQuery(
            _("%(name)s: nobody has published yet where %(place)s is; no way can be found to it.")
            % {"name": name, "place": place.name}
        )
    return Stop((point.x, point.y), place)


def _check_inside(name: str, text: str, position: Position) -> None:
    here = territory.current()
    longitude, latitude = position
    west, south, east, north = here.bbox
    if west <= longitude <= east and south <= latitude <= north:
        return
    if west <= latitude <= east and south <= longitude <= north:
        raise InvalidQuery(
            _(
                "%(name)s: longitude and latitude are swapped in “%(text)s”: write the longitude "
                "first, %(mended)s."
            )
            % {"name": name, "text": text, "mended": f"{latitude},{longitude}"}
        )
    raise InvalidQuery(
        _(
            "%(name)s: “%(text)s” lies outside %(town)s and its surroundings: longitude goes from "
            "%(west)s to %(east)s there, latitude from %(south)s to %(north)s."
        )
        % {
            "name": name,
            "text": text,
            "town": here.name,
            "west": west,
            "south": south,
            "east": east,
            "north": north,
        }
    )


def _example() -> str:
    longitude, latitude = territory.current().centre
    return f"{longitude},{latitude}"


def read_modes(query: QueryDict, legs: int) -> tuple[str, ...]:
    """Return the mode of each leg: one for all of them, or one for each; on foot by default."""
    chosen = [part.strip() for part in query.get("mode", "").split(",") if part.strip()]
    read_choices(query, "mode", MODES)
    if len(chosen) <= 1:
        return (chosen[0] if chosen else MODES[0],) * legs
    if len(chosen) != legs:
        raise InvalidQuery(
            _("mode takes one mode, or one for each of the %(legs)d legs; there are %(count)d.")
            % {"legs": legs, "count": len(chosen)}
        )
    return tuple(chosen)


def read_mode(query: QueryDict) -> str:
    """Return the only mode, on foot by default."""
    return read_modes(query, 1)[0]


def read_pace(query: QueryDict) -> str:
    """Return the pace, the normal one by default."""
    chosen = read_choices(query, "pace", PACES)
    return chosen[0] if chosen else "normal"


def read_minutes(query: QueryDict) -> float:
    """Return for how long one travels."""
    text = query.get("minutes", "").strip()
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,3})?", text, re.ASCII):
        raise InvalidQuery(
            _("minutes takes a number such as 10, not “%(text)s”.") % {"text": text[:_SHOWN]}
        )
    minutes = float(text)
    if not 1 <= minutes <= MOST_MINUTES:
        raise InvalidQuery(_("minutes takes 1 to %(most)d.") % {"most": MOST_MINUTES})
    return minutes


def check_legs(stops: Sequence[Stop], modes: Sequence[str]) -> None:
    """Refuse a way with a leg that is longer than its mode is asked for."""
    for number, mode in enumerate(modes):
        start, end = stops[number], stops[number + 1]
        if straight_m(start.position, end.position) > FARTHEST_M[mode]:
            raise InvalidQuery(
                _("From stop %(start)d to stop %(end)d it is farther than %(most)s.")
                % {
                    "start": number + 1,
                    "end": number + 2,
                    "most": wording.distance(FARTHEST_M[mode]),
                }
            )


def check_spread(stops: Sequence[Stop], mode: str) -> None:
    """Refuse a matrix that is wider than its mode is asked for."""
    longitudes, latitudes = zip(*(stop.position for stop in stops), strict=True)
    across_m = straight_m((min(longitudes), min(latitudes)), (max(longitudes), max(latitudes)))
    if across_m > FARTHEST_M[mode]:
        raise InvalidQuery(
            _("The stops lie farther apart than %(most)s.")
            % {"most": wording.distance(FARTHEST_M[mode])}
        )
