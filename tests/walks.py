"""Walks to try the follow screen with: what a phone takes along, and where a phone says that it is.

`edition_for` writes an edition by hand from a circuit in the database, with hours that a test can
count on. Errors of positions are those that a cheap phone makes among walls: they move slowly, leap
now and then, and sometimes there is no position at all.
"""

import copy
import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info, override

from circuits import itinerary
from circuits.features import leg as leg_feature
from circuits.legs import way_of
from circuits.models import Circuit, Stop
from geodata.models import Place

type Position = tuple[float, float]
type Json = dict[str, Any]

CODES = [code for code, _name in settings.LANGUAGES]
ADDRESS = "/api/v1/editions/0123456789abcdef"
METRES_A_DEGREE = 111_195.0
SMALLER = 0.2
FROM, UNTIL = "2026-11-28T00:00+01:00", "2027-01-09T00:00+01:00"


@dataclass(frozen=True)
class Edition:
    """What the API hands out of a circuit."""

    pointer: Json
    document: Json
    calendar: Json

    def answers(self) -> dict[str, Json]:
        """Return what is said at which address."""
        slug = self.document["circuit"]["slug"]
        return {
            f"/api/v1/circuits/{slug}/edition.json": self.pointer,
            f"{ADDRESS}.json": self.document,
            f"{ADDRESS}/calendar.json": self.calendar,
        }


def edition_for(circuit: Circuit) -> Edition:
    """Return the edition of a circuit."""
    stops = itinerary.stops_of(circuit)
    document = {
        "format": 1,
        "hash": "0123456789abcdef",
        "version": 1,
        "published_at": "2026-11-20T09:15+01:00",
        "languages": [
            {
                "code": code,
                "name": get_language_info(code)["name_local"],
                "dir": "rtl" if get_language_info(code)["bidi"] else "ltr",
            }
            for code in CODES
        ],
        "territory": {"slug": "guelmim", "timezone": "Africa/Casablanca"},
        "attribution": None,
        "circuit": {
            "slug": circuit.slug,
            "name": _text(circuit, "name"),
            "summary": _text(circuit, "summary"),
            "story": _text(circuit, "story"),
            "mode": circuit.mode,
            "pace": circuit.pace,
            "days": circuit.days,
            "start_time": circuit.start_time.isoformat("minutes"),
            "cover": circuit.cover,
            "sample": circuit.is_sample,
            "images": [],
        },
        "stops": [_stop(number, stop, circuit) for number, stop in enumerate(stops, start=1)],
        "places": {stop.place.slug: _place(stop.place) for stop in stops},
        "closures": [],
        "legs": _legs(stops),
        "artisans": {
            artisan.slug: {
                "name": _text(artisan, "name"),
                "workplaces": [
                    {
                        "key": f"{artisan.slug}/{stop.place.slug}",
                        "place": stop.place.slug,
                        "stop_place": stop.place.slug,
                    }
                ],
                "sample": artisan.is_sample,
                "images": [],
            }
            for stop in stops
            for artisan in stop.artisans.all()
        },
        "products": {
            product.slug: {"name": _text(product, "name"), "images": []}
            for stop in stops
            for product in stop.products.all()
        },
        "motifs": {},
        "crafts": {},
        "images": {},
    }
    return Edition(_pointer(circuit.slug), document, _calendar(document))


def on_streets(edition: Edition) -> Edition:
    """Return an edition as after a survey: its ways follow streets, and its spots are known.

    The town is smaller, so that a test need not walk for an hour.
    """
    document = copy.deepcopy(edition.document)
    first = document["places"][document["stops"][0]["place"]]["position"]

    def near(position: list[float]) -> list[float]:
        return [start + SMALLER * (at - start) for start, at in zip(first, position, strict=True)]

    for place in document["places"].values():
        place |= {"position_quality": "surveyed", "position_accuracy_m": 5, "sample": False}
        place["position"] = near(place["position"])
    for leg in document["legs"]:
        start, *_rest, end = leg["geometry"]["coordinates"]
        leg |= _streets(near(start), near(end))
    return Edition(edition.pointer, document, edition.calendar)


def closing(edition: Edition, place: str, at: str) -> Edition:
    """Return an edition whose calendar has a place close at a moment."""
    calendar = copy.deepcopy(edition.calendar)
    calendar["places"][place]["timeline"] = [
        {"at": FROM, "state": "open", "reason": "hours", "closure": None},
        {"at": at, "state": "closed", "reason": "hours", "closure": None},
    ]
    return Edition(edition.pointer, edition.document, calendar)


@dataclass(frozen=True)
class Fix:
    """What a phone says of where it is, so many seconds after it set out."""

    second: int
    position: Position
    accuracy_m: int
    true: Position


def walk(line: list[Position], pace_m_s: float = 1.2, every_s: int = 2) -> list[Position]:
    """Return where somebody is who walks along a line, every so many seconds."""
    total = sum(apart_m(start, end) for start, end in pairwise(line))
    step = pace_m_s * every_s
    return [_along(line, min(total, n * step)) for n in range(math.ceil(total / step) + 1)]


def recorded(
    steps: list[Position], seed: int, *, every_s: int = 2, faults: bool = True
) -> Iterator[Fix]:
    """Yield what a phone says: errors of 5 to 20 m that move slowly, leaps, gaps."""
    dice = random.Random(seed)
    memory = math.exp(-every_s / 30)
    error = [dice.gauss(0, 1), dice.gauss(0, 1)]
    mood, gap, leaping, leap = dice.random(), 0, 0, (0.0, 0.0)
    for number, true in enumerate(steps):
        error = [memory * each + math.sqrt(1 - memory**2) * dice.gauss(0, 1) for each in error]
        mood = min(1, max(0, mood + dice.gauss(0, 0.05)))
        size = 5 * 4**mood  # of two errors out of three
        if faults and gap <= 0 and dice.random() < 0.008:
            gap = dice.randint(10, 25)
        if faults and leaping <= 0 and dice.random() < 0.01:
            leaping = dice.randint(1, 3)
            far, angle = dice.uniform(30, 60), dice.uniform(0, 2 * math.pi)
            leap = (far * math.cos(angle), far * math.sin(angle))
        gap, leaping = gap - 1, leaping - 1
        if gap > 0:
            continue
        off = [size / 1.515 * each for each in error]
        if leaping > 0:
            off = [one + other for one, other in zip(off, leap, strict=True)]
        yield Fix(number * every_s, moved(true, off[0], off[1]), round(size), true)


def apart_m(one: Position, other: Position) -> float:
    """Return how far two positions are from each other."""
    wide = math.cos(math.radians(one[1]))
    return METRES_A_DEGREE * math.hypot((other[0] - one[0]) * wide, other[1] - one[1])


def moved(position: Position, east_m: float, north_m: float) -> Position:
    """Return a position so many metres to the east and to the north of another."""
    wide = METRES_A_DEGREE * math.cos(math.radians(position[1]))
    return (position[0] + east_m / wide, position[1] + north_m / METRES_A_DEGREE)


def line_of(leg: Json) -> list[Position]:
    """Return the line of a leg of an edition."""
    return [(lon, lat) for lon, lat in leg["geometry"]["coordinates"]]


def as_json(answer: Json) -> str:
    """Return an answer of the API as it is sent."""
    return json.dumps(answer, ensure_ascii=False, sort_keys=True)


def _along(line: list[Position], rest: float) -> Position:
    for start, end in pairwise(line):
        length = apart_m(start, end)
        if rest <= length and length:
            share = rest / length
            east, north = end[0] - start[0], end[1] - start[1]
            return (start[0] + share * east, start[1] + share * north)
        rest -= length
    return line[-1]


def _text(thing: Any, field: str) -> Json | None:
    found: Json = {}
    for code in CODES:
        with override(code):
            found[code] = str(getattr(thing, field))
    return found if any(found.values()) else None


def _same(text: str) -> Json:
    return dict.fromkeys(CODES, text)


def _stop(number: int, stop: Stop, circuit: Circuit) -> Json:
    return {
        "order": number,
        "place": stop.place.slug,
        "dwell_minutes": stop.dwell_minutes,
        "onward_mode": stop.onward_mode or circuit.mode,
        "note": _text(stop, "note"),
        "people": [artisan.slug for artisan in stop.artisans.all()],
        "products": [product.slug for product in stop.products.all()],
        "crafts": [],
        "motifs": [],
    }


def _place(place: Place) -> Json:
    point = place.routable_point
    return {
        "name": _text(place, "name"),
        "summary": _text(place, "summary"),
        "story": _text(place, "story"),
        "category": place.category,
        "position": [point.x, point.y] if point else None,
        "geometry": None,
        "position_quality": place.position_quality,
        "position_accuracy_m": place.position_accuracy_m,
        "area": None if point else _area(place),
        "sample": place.is_sample,
        "images": [],
    }


def _area(place: Place) -> Json | None:
    for near in place.public_areas:
        if near.routable_point is not None:
            point = near.routable_point
            radius = place.position_accuracy_m or near.position_accuracy_m
            return {
                "place": near.slug,
                "name": _text(near, "name"),
                "position": [point.x, point.y],
                "radius_m": radius,
            }
    return None


def _legs(stops: list[Stop]) -> list[Json]:
    found = []
    for number, (leg, (start, end)) in enumerate(
        zip(itinerary.legs_of(stops), pairwise(stops), strict=False), start=1
    ):
        if leg is None:
            continue
        feature = leg_feature(number, way_of(leg), start.place, end.place)
        found.append(
            feature["properties"] | {"geometry": feature["geometry"], "notes": [], "manoeuvres": []}
        )
    return found


def _streets(start: list[float], end: list[float]) -> Json:
    """Return a way of right angles between two positions, with directions."""
    (west, south), (east, north) = start, end
    corners: list[Position] = [(west, south)]
    for step in (1, 2, 3):
        corners.append((west + (east - west) * step / 3, corners[-1][1]))
        corners.append((corners[-1][0], south + (north - south) * step / 3))
    distance = sum(apart_m(one, other) for one, other in pairwise(corners))
    kinds = [
        "depart",
        *[_turn(*each) for each in zip(corners, corners[1:], corners[2:], strict=False)],
    ]
    manoeuvres = [
        {
            "begin": index,
            "end": index + 1,
            "kind": kind,
            "icon": {"left": "turn-left", "right": "turn-right"}.get(kind, kind),
            "distance_m": round(apart_m(corners[index], corners[index + 1])),
            "duration_s": 60,
            "text": _same(f"{kind.capitalize()} {index}"),
        }
        for index, kind in enumerate(kinds)
    ]
    last = len(corners) - 1
    arrive = {"begin": last, "end": last, "kind": "arrive", "icon": "arrive", "distance_m": 0}
    manoeuvres.append(arrive | {"duration_s": 0, "text": _same("You have arrived")})
    return {
        "basis": "streets",
        "approximate": False,
        "mode": "foot",
        "distance_m": round(distance),
        "duration_s": round(distance / 1.2),
        "geometry": {"type": "LineString", "coordinates": [list(corner) for corner in corners]},
        "manoeuvres": manoeuvres,
    }


def _turn(one: Position, two: Position, three: Position) -> str:
    wide = math.cos(math.radians(one[1]))
    first = ((two[0] - one[0]) * wide, two[1] - one[1])
    then = ((three[0] - two[0]) * wide, three[1] - two[1])
    return "left" if first[0] * then[1] - first[1] * then[0] > 0 else "right"


def _pointer(slug: str) -> Json:
    return {
        "format": 1,
        "circuit": slug,
        "hash": "0123456789abcdef",
        "version": 1,
        "published_at": "2026-11-20T09:15+01:00",
        "url": f"{ADDRESS}.json",
        "calendar": {"hash": "00", "url": f"{ADDRESS}/calendar.json"},
        "images": {"base": "/api/v1/editions/images/", "count": 0},
        "basemap": None,
        "changes_url": f"/api/v1/circuits/{slug}/changes.json",
    }


def _calendar(document: Json) -> Json:
    """Return hours to count on: Amhirich is open till noon, of the rest nothing is known."""
    entry = {"reason": "hours", "closure": None}
    market = [
        {"at": FROM, "state": "closed"} | entry,
        {"at": "2026-11-28T06:00+01:00", "state": "open"} | entry,
        {"at": "2026-11-28T12:00+01:00", "state": "unknown"} | entry,
        {"at": "2026-11-29T00:00+01:00", "state": "closed"} | entry,
    ]
    unknown = [{"at": FROM, "state": "unknown", "reason": "not_known", "closure": None}]
    keys = [
        workplace["key"]
        for artisan in document["artisans"].values()
        for workplace in artisan["workplaces"]
    ]
    return {
        "format": 1,
        "edition": document["hash"],
        "hash": "00",
        "from": FROM,
        "until": UNTIL,
        "days": [{"date": "2026-11-28", "good_day": True, "holiday": None, "ramadan": False}],
        "places": {
            slug: {"timeline": market if slug == "souk-amhirich" else unknown, "days": []}
            for slug in document["places"]
        },
        "workplaces": {
            key: {"timeline": market if "amhirich" in key else unknown, "days": []} for key in keys
        },
    }
