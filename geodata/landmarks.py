"""Choose what to name at a turn, where the alleys have no name: the mosque, the gate, a souk.

Landmarks come from the OpenStreetMap extract that the street graph is built of (`collect`, kept as
``landmarks.json`` beside the graph) and from the territory's own public places. A leg is compared
with those near it (`name_landmarks`); each manoeuvre gets the one that helps most, or none.

The rule. At a turn, a landmark counts that stands within `AT_TURN_M` of the corner, or up to
`AHEAD_M` ahead of it or behind it along the street one comes by. Its worth is the prominence of its
kind (`PROMINENCE`), halved with each `HALVING_M` from the corner, less if it stands behind one's
back or is larger than `LARGE_M`. Another of the same kind (or name) that one could take for it,
within `CONFUSION_M`, disqualifies both unless their names tell them apart. One that says too little
(`LEAST_AT_TURN`) is not named; where the street has a name, it must say more. In one leg a landmark
is named once, where it is worth most. In and after a tunnel nothing is. Along a stretch without a
turn, of at least `LONG_STRETCH_M`, the most prominent landmark that one passes within `BESIDE_M` is
named with its side, unless it stands at the very end.

Coordinates are WGS 84, longitude first. Lengths are computed in metres on a plane that touches the
earth at the leg's first point, which is exact to a thousandth over the length of a town.
"""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.streets import Kind, Landmark, Manoeuvre, Route, RouteLeg, Way

FILE_NAME = "landmarks.json"
EARTH_RADIUS_M = 6_371_008.8

AT_TURN_M = 22.0
AHEAD_M = 45.0
HALVING_M = 14.0
CONFUSION_M = 70.0
BESIDE_M = 20.0
LONG_STRETCH_M = 70.0
# What stands this near the end of a stretch belongs to the next turn, or is the stop itself.
END_M = 18.0
# Of what is larger, as a square of this side, one cannot well say where it is.
LARGE_M = 40.0
# So near to the line, one walks through a gate.
THROUGH_M = 4.0
LEAST_AT_TURN = 0.22
LEAST_AT_NAMED_TURN = 0.40
LEAST_BESIDE = 0.35

# How well a kind of landmark is seen and known from afar, from 0 to 1 (our own places go beyond):
# what stands alone, is tall or has one purpose that all know comes first. Set by judgement, as in
# Duckham, Winter and Robinson, "Including landmarks in routing instructions" (2010), who rank
# categories by visual salience, meaning and uniqueness.
PROMINENCE: Mapping[str, float] = {
    "place": 1.3,  # one that the visitor came to see
    "city_gate": 1.0,
    "mosque": 1.0,
    "church": 0.95,
    "fort": 0.95,
    "palace": 0.95,
    "gate": 0.8,
    "arch": 0.8,
    "market": 0.9,
    "synagogue": 0.8,
    "mausoleum": 0.9,
    "tower": 0.85,
    "monument": 0.8,
    "fountain": 0.8,
    "clock": 0.6,
    "museum": 0.85,
    "station": 0.85,
    "stadium": 0.8,
    "bus_station": 0.6,
    "theatre": 0.75,
    "cinema": 0.75,
    "hospital": 0.8,
    "town_hall": 0.75,
    "post_office": 0.7,
    "school": 0.65,
    "university": 0.65,
    "library": 0.55,
    "court": 0.65,
    "police": 0.65,
    "pharmacy": 0.7,
    "hotel": 0.65,
    "hammam": 0.65,
    "cemetery": 0.65,
    "garden": 0.55,
    "ruins": 0.6,
    "well": 0.6,
    "water_point": 0.45,
    "viewpoint": 0.5,
    "bank": 0.55,
    "fuel": 0.65,
    "taxi": 0.5,
    "supermarket": 0.6,
    "cafe": 0.5,
    "restaurant": 0.5,
    "bakery": 0.45,
    "shop": 0.35,
    "parking": 0.3,
    "tree": 0.45,
}
# Named or not worth naming: there are too many, and from outside they look like any other.
_ONLY_WITH_NAME = frozenset(
    {"cafe", "restaurant", "hotel", "shop", "bakery", "supermarket", "bank", "school", "tree"}
    | {"garden", "monument", "ruins", "parking", "palace", "viewpoint", "bus_station"}
)
# What the way leads through rather than past.
_OPENINGS = frozenset({"gate", "city_gate", "arch"})

# Which tags make a landmark, the first that fits.
_TAGS: Sequence[tuple[str, str, str]] = (
    ("historic", "city_gate", "city_gate"),
    ("barrier", "city_gate", "city_gate"),
    ("man_made", "minaret", "mosque"),
    ("amenity", "fountain", "fountain"),
    ("amenity", "drinking_water", "water_point"),
    ("man_made", "water_tap", "water_point"),
    ("man_made", "water_well", "well"),
    ("amenity", "marketplace", "market"),
    ("amenity", "school", "school"),
    ("amenity", "college", "school"),
    ("amenity", "kindergarten", "school"),
    ("amenity", "university", "university"),
    ("amenity", "library", "library"),
    ("amenity", "pharmacy", "pharmacy"),
    ("amenity", "hospital", "hospital"),
    ("amenity", "clinic", "hospital"),
    ("amenity", "bank", "bank"),
    ("amenity", "post_office", "post_office"),
    ("amenity", "police", "police"),
    ("amenity", "townhall", "town_hall"),
    ("amenity", "courthouse", "court"),
    ("amenity", "theatre", "theatre"),
    ("amenity", "cinema", "cinema"),
    ("amenity", "public_bath", "hammam"),
    ("leisure", "hammam", "hammam"),
    ("amenity", "bus_station", "bus_station"),
    ("amenity", "taxi", "taxi"),
    ("amenity", "fuel", "fuel"),
    ("amenity", "clock", "clock"),
    ("amenity", "cafe", "cafe"),
    ("amenity", "restaurant", "restaurant"),
    ("amenity", "fast_food", "restaurant"),
    ("amenity", "grave_yard", "cemetery"),
    ("landuse", "cemetery", "cemetery"),
    ("tourism", "museum", "museum"),
    ("tourism", "hotel", "hotel"),
    ("tourism", "guest_house", "hotel"),
    ("tourism", "viewpoint", "viewpoint"),
    ("castle_type", "palace", "palace"),
    ("castle_type", "stately", "palace"),
    ("historic", "castle", "fort"),
    ("historic", "fort", "fort"),
    ("historic", "monument", "monument"),
    ("historic", "memorial", "monument"),
    ("historic", "tomb", "mausoleum"),
    ("historic", "ruins", "ruins"),
    ("building", "mosque", "mosque"),
    ("building", "church", "church"),
    ("building", "cathedral", "church"),
    ("building", "chapel", "church"),
    ("building", "synagogue", "synagogue"),
    ("building", "shrine", "mausoleum"),
    ("building", "palace", "palace"),
    ("man_made", "tower", "tower"),
    ("man_made", "lighthouse", "tower"),
    ("railway", "station", "station"),
    ("public_transport", "station", "bus_station"),
    ("leisure", "stadium", "stadium"),
    ("leisure", "park", "garden"),
    ("leisure", "garden", "garden"),
    ("shop", "supermarket", "supermarket"),
    ("shop", "bakery", "bakery"),
    ("amenity", "parking", "parking"),
    ("natural", "tree", "tree"),
)
_WORSHIP: Mapping[str, str] = {"muslim": "mosque", "christian": "church", "jewish": "synagogue"}
_LANGUAGES = ("ar", "fr", "en", "es", "zgh")


@dataclass(frozen=True)
class Sight:
    """Something one can see and name.

    Attributes
    ----------
    names
        By language code, "" for the name as tagged; empty if it has none.
    category
        One of `PROMINENCE`.
    geometry
        Where it stands: its point, or its outline. WGS 84.
    """

    names: dict[str, str]
    category: str
    geometry: BaseGeometry


def category_of(tags: Mapping[str, str]) -> str:
    """Return what kind of landmark an OSM object is, "" if it is none."""
    if tags.get("amenity") == "place_of_worship":
        if tags.get("building") == "shrine" or tags.get("historic") == "tomb":
            return "mausoleum"
        return _WORSHIP.get(tags.get("religion", ""), "")
    if tags.get("barrier") == "gate" and tags.get("name"):
        return "gate"
    if tags.get("man_made") == "arch" or tags.get("building") == "arch":
        return "arch"
    for key, value, category in _TAGS:
        if tags.get(key) == value:
            return category
    if tags.get("shop") and tags.get("name"):
        return "shop"
    return ""


def sight_of(tags: Mapping[str, str], geometry: BaseGeometry) -> Sight | None:
    """Return the landmark that an OSM object is, or None."""
    category = category_of(tags)
    names = {code: tags[f"name:{code}"] for code in _LANGUAGES if tags.get(f"name:{code}")}
    if tags.get("name"):
        names[""] = tags["name"]
    if "zgh" not in names and tags.get("name:ber"):
        names["zgh"] = tags["name:ber"]
    if not category or (not names and category in _ONLY_WITH_NAME):
        return None
    return Sight(names, category, geometry)


def collect(extract: Path) -> list[dict[str, Any]]:
    """Return all landmarks of an OSM file, as ``landmarks.json`` holds them.

    Points as they are; of areas the outline, since one is at a large building along its whole
    side. Something drawn twice, as a point in its building, is kept once.
    """
    # Reading OSM files is for building alone; a site that only answers need not have it.
    import osmium
    import osmium.filter

    keys = {key for key, _value, _category in _TAGS} | {"shop", "barrier", "amenity", "building"}
    geojson = osmium.geom.GeoJSONFactory()
    processor = (
        osmium.FileProcessor(extract)
        .with_locations()
        .with_areas(osmium.filter.KeyFilter(*keys))
        .with_filter(osmium.filter.KeyFilter(*keys))
    )
    sights: list[Sight] = []
    for item in processor:
        if isinstance(item, osmium.osm.Node):
            geometry: BaseGeometry = shapely.Point(item.location.lon, item.location.lat)
        elif isinstance(item, osmium.osm.Area):
            if not category_of({tag.k: tag.v for tag in item.tags}):
                continue
            try:
                geometry = shape(json.loads(geojson.create_multipolygon(item)))
            except RuntimeError:  # an outline that does not close
                continue
            geometry = geometry.simplify(1e-5)
        else:
            continue
        sight = sight_of({tag.k: tag.v for tag in item.tags}, geometry)
        if sight is not None:
            sights.append(sight)
    return [_record(sight) for sight in _without_doubles(sights)]


def _without_doubles(sights: Sequence[Sight]) -> list[Sight]:
    """Leave out points that lie in an area of the same kind: one thing drawn twice."""
    areas = [sight for sight in sights if sight.geometry.geom_type != "Point"]
    tree = STRtree([sight.geometry for sight in areas])
    kept = list(areas)
    for sight in sights:
        if sight.geometry.geom_type != "Point":
            continue
        around = [areas[index] for index in tree.query(sight.geometry, predicate="intersects")]
        double = next((area for area in around if area.category == sight.category), None)
        if double is None:
            kept.append(sight)
        elif not double.names and sight.names:
            kept[kept.index(double)] = replace(double, names=sight.names)
            areas[areas.index(double)] = kept[kept.index(replace(double, names=sight.names))]
    return kept


def _record(sight: Sight) -> dict[str, Any]:
    return {
        "category": sight.category,
        **({"names": sight.names} if sight.names else {}),
        "geometry": shapely.to_wkt(sight.geometry, rounding_precision=6),
    }


class Landmarks:
    """The landmarks of a town, found by place.

    Built once for a graph; the territory's own places, which are few and change, come on top with
    `beside`.
    """

    def __init__(self, sights: Iterable[Sight]) -> None:
        self.sights = [sight for sight in sights if sight.category in PROMINENCE]
        self.places: tuple[Sight, ...] = ()
        self._tree = STRtree([sight.geometry for sight in self.sights])

    def beside(self, places: Iterable[Sight]) -> Landmarks:
        """Return these landmarks and some places, which are preferred."""
        both = copy.copy(self)
        both.places = tuple(places)
        return both

    def near(self, coordinates: Sequence[Sequence[float]], radius_m: float) -> list[Sight]:
        """Return what stands within a distance of a line, roughly: its box decides."""
        points = np.asarray(coordinates, dtype=float)
        (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
        degrees = math.degrees(radius_m / EARTH_RADIUS_M)
        wide = degrees / math.cos(math.radians(south))
        box = shapely.box(west - wide, south - degrees, east + wide, north + degrees)
        places = [place for place in self.places if shapely.intersects(place.geometry, box)]
        return places + [self.sights[index] for index in sorted(self._tree.query(box))]


def read(folder: Path) -> list[Sight]:
    """Return the landmarks that lie beside a street graph; none if there are none."""
    try:
        records = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [
        Sight(record.get("names", {}), record["category"], shapely.from_wkt(record["geometry"]))
        for record in records
    ]


@lru_cache(maxsize=4)
def of(folder: Path) -> Landmarks:
    """Return the landmarks of a street graph, read once."""
    return Landmarks(read(folder))


def name_landmarks(route: Route, landmarks: Landmarks) -> Route:
    """Return a route whose manoeuvres name what helps to find the way; see the rule above."""
    return Route(tuple(with_landmarks(leg, landmarks) for leg in route.legs))


def with_landmarks(leg: RouteLeg, landmarks: Landmarks) -> RouteLeg:
    """Return a leg whose manoeuvres name what helps to find the way."""
    sights = landmarks.near(leg.coordinates, CONFUSION_M)
    chosen = _Plane.of(leg.coordinates, sights).chosen(leg.manoeuvres)
    return replace(
        leg,
        manoeuvres=tuple(
            replace(manoeuvre, landmark=landmark)
            for manoeuvre, landmark in zip(leg.manoeuvres, chosen, strict=True)
        ),
    )


@dataclass(frozen=True, order=True)
class _Candidate:
    """A landmark that a manoeuvre might name: how much it says, and how it stands."""

    worth: float
    manoeuvre: int
    sight: int
    relation: str


@dataclass(frozen=True)
class _Plane:
    """A leg and what stands near it, in metres east and north of its first point."""

    points: np.ndarray
    sights: Sequence[Sight]
    shapes: np.ndarray

    @classmethod
    def of(cls, coordinates: Sequence[Sequence[float]], sights: Sequence[Sight]) -> _Plane:
        origin = np.asarray(coordinates[0], dtype=float)
        metres_a_degree = math.radians(1) * EARTH_RADIUS_M
        scale = np.array([metres_a_degree * math.cos(math.radians(origin[1])), metres_a_degree])
        points = (np.asarray(coordinates, dtype=float) - origin) * scale
        shapes = np.array([sight.geometry for sight in sights], dtype=object)
        shapes = shapely.transform(shapes, lambda xy: (xy - origin) * scale)
        return cls(points, sights, shapes)

    def chosen(self, manoeuvres: Sequence[Manoeuvre]) -> list[Landmark | None]:
        """Return for each manoeuvre what to name with it.

        The best comes first, and each landmark is used once: a second turn "at the mosque" would be
        taken for the first. What is left without one may name what it passes.
        """
        chosen: list[Landmark | None] = [None] * len(manoeuvres)
        used: set[int] = set()
        at_turns = (
            candidate
            for index, manoeuvre in enumerate(manoeuvres)
            if manoeuvre.kind in _NAMED_AT
            and (index == 0 or manoeuvres[index - 1].way not in _DARK)
            for candidate in self._at_turn(index, manoeuvre)
        )
        for candidate in sorted(at_turns, reverse=True):
            if chosen[candidate.manoeuvre] is None and candidate.sight not in used:
                chosen[candidate.manoeuvre] = self._landmark(candidate)
                used.add(candidate.sight)
        for index, manoeuvre in enumerate(manoeuvres):
            if chosen[index] is None and manoeuvre.way not in _DARK:
                best = max(self._beside(index, manoeuvre, used), default=None)
                if best is not None:
                    chosen[index] = self._landmark(best)
                    used.add(best.sight)
        return chosen

    def _landmark(self, candidate: _Candidate) -> Landmark:
        sight = self.sights[candidate.sight]
        return Landmark(sight.names, sight.category, candidate.relation)

    def _at_turn(self, number: int, manoeuvre: Manoeuvre) -> Iterator[_Candidate]:
        """Yield what could be named where a manoeuvre begins."""
        corner = self.points[manoeuvre.begin_index]
        point = shapely.Point(corner)
        distances = shapely.distance(self.shapes, point)
        least = LEAST_AT_NAMED_TURN if manoeuvre.street_names else LEAST_AT_TURN
        for index in np.flatnonzero(distances <= AHEAD_M).tolist():
            relation, worth = self._worth(index, corner, float(distances[index]), manoeuvre)
            if relation and worth >= least and not self._is_ambiguous(index, point):
                yield _Candidate(worth, number, index, relation)

    def _worth(
        self, index: int, corner: np.ndarray, distance_m: float, manoeuvre: Manoeuvre
    ) -> tuple[str, float]:
        """Return how a landmark stands to a corner, and how much it says there."""
        worth = PROMINENCE[self.sights[index].category] * 0.5 ** (distance_m / HALVING_M)
        # Along the side of a large thing, "at" it is in many places.
        size_m = math.sqrt(shapely.area(self.shapes[index]))
        worth *= min(1, max(LARGE_M / max(size_m, 1), 0.4))
        if manoeuvre.kind == Kind.ARRIVE:
            # Nobody turns any more: only what stands there helps, and not the stop itself.
            is_there = distance_m <= AT_TURN_M and self.sights[index].category != "place"
            return ("at", worth) if is_there else ("", 0.0)
        if distance_m < AT_TURN_M / 2 or manoeuvre.bearing_before is None:
            return ("at", worth) if distance_m <= AT_TURN_M else ("", 0.0)
        nearest = np.asarray(
            shapely.get_coordinates(
                shapely.shortest_line(shapely.Point(corner), self.shapes[index])
            )
        )[1]
        east, north = nearest - corner
        bearing = math.degrees(math.atan2(east, north))
        turned = abs((bearing - manoeuvre.bearing_before + 180) % 360 - 180)
        if turned <= 30:
            # Straight ahead, where one does not go: one walks towards it and turns off.
            relation = "before" if distance_m > AT_TURN_M / 2 else "at"
            return relation, worth * 1.3
        if turned >= 140:
            # One has just passed it.
            return ("after", worth * 0.8) if distance_m <= AT_TURN_M else ("", 0.0)
        return ("at", worth * 0.8) if distance_m <= AT_TURN_M else ("", 0.0)

    def _is_ambiguous(self, index: int, seen_from: BaseGeometry) -> bool:
        """Tell whether something near could be taken for a landmark."""
        alike = [
            other
            for other, sight in enumerate(self.sights)
            if other != index and _alike(self.sights[index], sight)
        ]
        return bool(alike) and bool(
            (shapely.distance(self.shapes[alike], seen_from) <= CONFUSION_M).any()
        )

    def _beside(
        self, number: int, manoeuvre: Manoeuvre, used: Container[int]
    ) -> Iterator[_Candidate]:
        """Yield what one passes on the stretch that a manoeuvre begins, with its side."""
        begin, end = manoeuvre.begin_index, manoeuvre.end_index
        if end <= begin or manoeuvre.kind == Kind.ARRIVE:
            return
        stretch = shapely.LineString(self.points[begin : end + 1])
        distances = shapely.distance(self.shapes, stretch)
        for index in np.flatnonzero(distances <= BESIDE_M).tolist():
            category = self.sights[index].category
            nearest = shapely.get_coordinates(shapely.shortest_line(stretch, self.shapes[index]))
            along_m = shapely.line_locate_point(stretch, shapely.Point(nearest[0]))
            is_opening = category in _OPENINGS and distances[index] <= THROUGH_M
            is_long = stretch.length >= LONG_STRETCH_M and along_m > END_M / 2
            worth = PROMINENCE[category] * 0.5 ** (float(distances[index]) / HALVING_M)
            if (
                index in used
                or not 0 < along_m < stretch.length - END_M
                or not (is_opening or (is_long and worth >= LEAST_BESIDE))
                or (category == "place" and self._is_at_an_end(index))
            ):
                continue
            relation = "through" if is_opening else self._side(stretch, along_m, nearest[1], index)
            if relation and not self._is_ambiguous(index, stretch):
                yield _Candidate(worth + is_opening, number, index, relation)

    def _is_at_an_end(self, index: int) -> bool:
        """Tell whether something is where the leg begins or ends: a stop itself."""
        ends = shapely.points(self.points[[0, -1]])
        return bool((shapely.distance(ends, self.shapes[index]) <= AT_TURN_M).any())

    def _side(self, stretch: BaseGeometry, along_m: float, nearest: np.ndarray, index: int) -> str:
        """Return on which side of a stretch something stands; "" where it lies across it."""
        here, there = (
            shapely.get_coordinates(shapely.line_interpolate_point(stretch, metres))[0]
            for metres in (max(along_m - 3, 0), along_m + 3)
        )
        east, north = there - here
        if shapely.intersects(self.shapes[index], stretch):
            # One walks over it: its middle says on which side most of it is, if clearly.
            nearest = shapely.get_coordinates(shapely.centroid(self.shapes[index]))[0]
        middle = (here + there) / 2
        cross = east * (nearest[1] - middle[1]) - north * (nearest[0] - middle[0])
        off_m = cross / max(math.hypot(east, north), 1e-9)
        if abs(off_m) < 2:
            return ""
        return "left" if off_m > 0 else "right"


# Ways from which one sees nothing of the town.
_DARK = frozenset({Way.TUNNEL})
# Where one has to find the right corner, and where one arrives.
_NAMED_AT = frozenset(
    {
        *(Kind.SLIGHT_RIGHT, Kind.RIGHT, Kind.SHARP_RIGHT, Kind.U_TURN),
        *(Kind.SLIGHT_LEFT, Kind.LEFT, Kind.SHARP_LEFT),
        *(Kind.KEEP_STRAIGHT, Kind.KEEP_LEFT, Kind.KEEP_RIGHT),
        *(Kind.STAIRS, Kind.STAIRS_UP, Kind.STAIRS_DOWN, Kind.LIFT, Kind.ESCALATOR),
        Kind.ARRIVE,
    }
)


def _alike(sight: Sight, other: Sight) -> bool:
    """Tell whether one could take a landmark for another: the same kind, and names do not tell."""
    if sight.category != other.category or sight.category == "place":
        return False
    return not sight.names or not other.names or sight.names == other.names
