"""Answer where the streets lead: routes, travel times, reach, and the street nearest to a point.

Valhalla does the work, on the graph that ``manage.py build_streets`` made of an OpenStreetMap
extract and that lies in ``VAR_DIR/streets/<TERRITORY>/current``. Its tiles are memory-mapped, so
that a process holds only what it has walked over. Coordinates are WGS 84, longitude first.
Nothing here opens a network connection. docs/streets.md tells the rest.
"""

import copy
import json
import logging
import math
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from functools import cached_property
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import valhalla
from valhalla.config import get_config

from geodata import built, territory
from geodata.errors import NoRoute

logger = logging.getLogger(__name__)

# OSM draws a street as a line along its middle; the wall of a wide one stands this far from it.
HALF_STREET_M = 10.0
# How far from its true place a stop may be drawn that does not say how exactly it was measured:
# about the depth of a building, since places are often drawn in its middle.
DEFAULT_ACCURACY_M = 25.0
# Beyond this a point has no street at all (the whole territory is some 250 km wide).
FARTHEST_STREET_M = 35_000
# How long a way around visitors on foot would take for each flight of stairs that it saves, in
# seconds. Valhalla says 30, for every piece between two landings: in a town on a rock that leads
# around its stairways, which are what one comes to see.
STAIRS_PENALTY_S = 10
# The most that Valhalla lets anybody walk; a wheelchair would be stopped after 10 km.
LONGEST_WALK_M = 100_000
LONGEST_REACH_MINUTES = 120
EARTH_RADIUS_M = 6_371_008.8

# The outline of an area, in longitude and latitude.
type Ring = Sequence[Sequence[float]]


class Mode(StrEnum):
    """How one travels; the values are those of ``circuits.models.Mode``."""

    FOOT = "foot"
    WHEELCHAIR = "wheelchair"
    CAR = "car"


class Pace(StrEnum):
    """How fast one walks or rolls, against the territory's ``speed_m_s`` of the mode."""

    SLOW = "slow"
    NORMAL = "normal"
    BRISK = "brisk"


# With 1.2 m/s as the normal pace: 0.9 m/s is what signals are timed for where many walk slowly
# (MUTCD 2009, section 4E.06, names 3 ft/s), 1.5 m/s that of adults walking fast in a street.
PACE_FACTOR: Mapping[Pace, float] = {Pace.SLOW: 0.75, Pace.NORMAL: 1.0, Pace.BRISK: 1.25}


class Kind(StrEnum):
    """What one does where a part of the way begins."""

    DEPART = "depart"
    ARRIVE = "arrive"
    CONTINUE = "continue"
    SLIGHT_RIGHT = "slight_right"
    RIGHT = "right"
    SHARP_RIGHT = "sharp_right"
    U_TURN = "u_turn"
    SHARP_LEFT = "sharp_left"
    LEFT = "left"
    SLIGHT_LEFT = "slight_left"
    KEEP_STRAIGHT = "keep_straight"
    KEEP_RIGHT = "keep_right"
    KEEP_LEFT = "keep_left"
    RAMP = "ramp"
    RAMP_RIGHT = "ramp_right"
    RAMP_LEFT = "ramp_left"
    EXIT_RIGHT = "exit_right"
    EXIT_LEFT = "exit_left"
    MERGE = "merge"
    ENTER_ROUNDABOUT = "enter_roundabout"
    EXIT_ROUNDABOUT = "exit_roundabout"
    STAIRS = "stairs"
    STAIRS_UP = "stairs_up"
    STAIRS_DOWN = "stairs_down"
    LIFT = "lift"
    ESCALATOR = "escalator"
    ENTER_BUILDING = "enter_building"
    LEAVE_BUILDING = "leave_building"
    ENTER_FERRY = "enter_ferry"
    LEAVE_FERRY = "leave_ferry"


class Way(StrEnum):
    """What one walks or drives on."""

    UNKNOWN = ""
    STREET = "street"
    PEDESTRIAN_STREET = "pedestrian_street"
    ALLEY = "alley"
    PATH = "path"
    TRACK = "track"
    STAIRS = "stairs"
    SQUARE = "square"
    BRIDGE = "bridge"
    TUNNEL = "tunnel"
    ARCADE = "arcade"
    CROSSING = "crossing"
    LIFT = "lift"
    ESCALATOR = "escalator"
    FERRY = "ferry"


# The first member of a packed graph.
_INDEX = b"index.bin"

# Valhalla's DirectionsLeg.Maneuver.Type (proto/directions.proto), as its JSON gives it.
_KINDS: Mapping[int, Kind] = {
    1: Kind.DEPART, 2: Kind.DEPART, 3: Kind.DEPART,
    4: Kind.ARRIVE, 5: Kind.ARRIVE, 6: Kind.ARRIVE,
    7: Kind.CONTINUE, 8: Kind.CONTINUE,
    9: Kind.SLIGHT_RIGHT, 10: Kind.RIGHT, 11: Kind.SHARP_RIGHT,
    12: Kind.U_TURN, 13: Kind.U_TURN,
    14: Kind.SHARP_LEFT, 15: Kind.LEFT, 16: Kind.SLIGHT_LEFT,
    17: Kind.RAMP, 18: Kind.RAMP_RIGHT, 19: Kind.RAMP_LEFT,
    20: Kind.EXIT_RIGHT, 21: Kind.EXIT_LEFT,
    22: Kind.KEEP_STRAIGHT, 23: Kind.KEEP_RIGHT, 24: Kind.KEEP_LEFT,
    25: Kind.MERGE, 37: Kind.MERGE, 38: Kind.MERGE,
    26: Kind.ENTER_ROUNDABOUT, 27: Kind.EXIT_ROUNDABOUT,
    28: Kind.ENTER_FERRY, 29: Kind.LEAVE_FERRY,
    39: Kind.LIFT, 40: Kind.STAIRS, 41: Kind.ESCALATOR,
    42: Kind.ENTER_BUILDING, 43: Kind.LEAVE_BUILDING,
}  # fmt: skip
_ARRIVAL_SIDES: Mapping[int, str] = {5: "right", 6: "left"}

# Valhalla's names for the use of an edge.
_WAYS: Mapping[str, Way] = {
    "road": Way.STREET,
    "living_street": Way.STREET,
    "ramp": Way.STREET,
    "turn_channel": Way.STREET,
    "service_road": Way.STREET,
    "culdesac": Way.STREET,
    "alley": Way.ALLEY,
    "track": Way.TRACK,
    "footway": Way.PATH,
    "sidewalk": Way.PATH,
    "path": Way.PATH,
    "cycleway": Way.PATH,
    "bridleway": Way.PATH,
    "mountain_bike": Way.PATH,
    "steps": Way.STAIRS,
    "pedestrian_crossing": Way.CROSSING,
    "elevator": Way.LIFT,
    "escalator": Way.ESCALATOR,
    "ferry": Way.FERRY,
    "rail-ferry": Way.FERRY,
}


@dataclass(frozen=True)
class Waypoint:
    """A point to pass, and how far from its true place it may be drawn (None: not known)."""

    longitude: float
    latitude: float
    accuracy_m: float | None = None


@dataclass(frozen=True)
class Snap:
    """Where a point comes to lie on a street, and how far from itself that is."""

    longitude: float
    latitude: float
    moved_m: float
    is_within_accuracy: bool


@dataclass(frozen=True)
class Landmark:
    """What one sees where one turns.

    Attributes
    ----------
    names
        By language code, "" for the name as tagged; may be empty: then only the category is said.
    category
        "mosque", "fountain", "gate", … or "place" for one of the territory's own.
    relation
        "at", "left", "right", "before", "after" or "opposite".
    """

    names: dict[str, str]
    category: str
    relation: str


@dataclass(frozen=True)
class Manoeuvre:
    """One part of a way: what to do where it begins, and what it then follows.

    Attributes
    ----------
    kind
        A `Kind`.
    street_names
        As tagged in OSM; empty in most alleys.
    begin_index, end_index
        Its first and last point in the leg's coordinates.
    bearing_before, bearing_after
        Degrees clockwise from north in which one comes and goes on; None if there is none.
    way
        A `Way`: what it begins with if these are stairs, else what its longest part is.
    roundabout_exit
        Which exit to take, counted from one.
    side
        On arrival, "left" or "right"; "" if the stop lies ahead or it is not known.
    """

    kind: str
    distance_m: float
    duration_s: float
    street_names: tuple[str, ...] = ()
    begin_index: int = 0
    end_index: int = 0
    bearing_before: int | None = None
    bearing_after: int | None = None
    way: str = ""
    roundabout_exit: int | None = None
    side: str = ""
    landmark: Landmark | None = None


@dataclass(frozen=True)
class RouteLeg:
    """The way from one stop to the next; coordinates are longitude and latitude."""

    mode: str
    distance_m: float
    duration_s: float
    coordinates: tuple[tuple[float, float], ...]
    manoeuvres: tuple[Manoeuvre, ...]
    start: Snap
    end: Snap

    @property
    def is_exact(self) -> bool:
        """Whether both ends lie on a street, as far as their positions are known."""
        return self.start.is_within_accuracy and self.end.is_within_accuracy


@dataclass(frozen=True)
class Route:
    """The way over all stops."""

    legs: tuple[RouteLeg, ...]

    @property
    def distance_m(self) -> float:
        return sum(leg.distance_m for leg in self.legs)

    @property
    def duration_s(self) -> float:
        return sum(leg.duration_s for leg in self.legs)


@dataclass(frozen=True, eq=False)
class Matrix:
    """Distances and durations from each source (row) to each target (column); NaN: no way."""

    distance_m: np.ndarray
    duration_s: np.ndarray


def to_json(manoeuvres: Sequence[Manoeuvre]) -> list[dict[str, Any]]:
    """Return manoeuvres as JSON can hold them, in no language; what is default is left out."""
    defaults = {field.name: field.default for field in fields(Manoeuvre)}
    return [
        {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in asdict(manoeuvre).items()
            if value != defaults[key]
        }
        for manoeuvre in manoeuvres
    ]


def from_json(records: Sequence[Mapping[str, Any]]) -> tuple[Manoeuvre, ...]:
    """Return the manoeuvres that `to_json` wrote."""
    return tuple(_manoeuvre_of(record) for record in records)


def _manoeuvre_of(record: Mapping[str, Any]) -> Manoeuvre:
    landmark = record.get("landmark")
    return Manoeuvre(
        **{
            **record,
            "street_names": tuple(record.get("street_names", ())),
            "landmark": Landmark(**landmark) if landmark else None,
        }
    )


class Streets:
    """The street graph in one folder.

    Any number of threads may ask at once: each question borrows one of Valhalla's actors, which
    serve one thread at a time and let go of the interpreter while they work.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = folder.name
        tiles = folder / "tiles.tar"
        with tiles.open("rb") as file:
            # Valhalla takes anything else for a graph without streets.
            if file.read(len(_INDEX)) != _INDEX:
                raise OSError(f"{tiles.name} is not a street graph")
        self._config = json.dumps(_config(tiles))
        self._idle: list[valhalla.Actor] = []
        # Asked at once, so that a graph that cannot be opened is noticed here.
        with self._actor():
            pass

    @cached_property
    def about(self) -> dict[str, Any]:
        """What the graph was made of."""
        return self._read("about.json")

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """Street names by language code, by the name as tagged."""
        return self._read("names.json")

    @cached_property
    def ways(self) -> dict[str, str]:
        """What Valhalla does not tell of a way, by its OSM number: see `street_graph.detail`."""
        return self._read("ways.json")

    def _read(self, name: str) -> dict[str, Any]:
        try:
            record: dict[str, Any] = json.loads((self.folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return record

    @contextmanager
    def _actor(self) -> Iterator[valhalla.Actor]:
        try:
            actor = self._idle.pop()
        except IndexError:
            actor = _open(self._config)
        try:
            yield actor
        finally:
            self._idle.append(actor)

    def _ask(self, action: str, request: dict[str, Any]) -> Any:
        with self._actor() as actor:
            return json.loads(getattr(actor, action)(json.dumps(request)))

    def route(
        self,
        waypoints: Sequence[Waypoint],
        modes: str | Sequence[str] = Mode.FOOT,
        *,
        pace: str = Pace.NORMAL,
        avoid: Sequence[Ring] = (),
    ) -> Route:
        """Return the way over all stops in their order.

        Parameters
        ----------
        waypoints
            At least two stops.
        modes
            One `Mode` for the whole way, or one for each leg.
        avoid
            Rings of longitude and latitude that no way may enter.

        Raises
        ------
        NoRoute
            With the index of the stop that cannot be reached.
        """
        if len(waypoints) < 2:
            raise ValueError("A route has at least two stops.")
        by_leg = [modes] * (len(waypoints) - 1) if isinstance(modes, str) else list(modes)
        if len(by_leg) != len(waypoints) - 1:
            raise ValueError("A route has one mode for each leg.")
        legs: list[RouteLeg] = []
        for mode, run in groupby(by_leg):
            first = len(legs)
            last = first + sum(1 for _leg in run)
            legs += self._legs(waypoints, first, last, mode, pace, avoid)
        # Landmarks are defined in terms of routes.
        from geodata import landmarks

        return landmarks.name_landmarks(Route(tuple(legs)), landmarks.of(self.folder))

    def _legs(
        self,
        waypoints: Sequence[Waypoint],
        first: int,
        last: int,
        mode: str,
        pace: str,
        avoid: Sequence[Ring],
    ) -> list[RouteLeg]:
        """Return the legs between the stops of one run, all in one request."""
        stops = waypoints[first : last + 1]
        request = {
            "locations": _locations(stops),
            **_costing(mode, pace),
            **_avoiding(avoid),
            "units": "kilometers",
            "directions_type": "maneuvers",
        }
        try:
            answer = self._ask("route", request)
        except valhalla.ValhallaError as error:
            stop = first + self._unreachable(stops, mode, avoid)
            raise NoRoute(stop, mode, str(error)) from error
        return [
            self._leg(leg, mode, start, end)
            for leg, (start, end) in zip(answer["trip"]["legs"], pairwise(stops), strict=True)
        ]

    def _leg(self, leg: dict[str, Any], mode: str, start: Waypoint, end: Waypoint) -> RouteLeg:
        coordinates = _decoded(leg["shape"])
        corners = [record["begin_shape_index"] for record in leg["maneuvers"]]
        parts = self._parts({"encoded_polyline": leg["shape"]}, mode)
        if not parts:
            parts = self._parts_between(coordinates, list(dict.fromkeys(corners)), mode)
        return RouteLeg(
            mode=str(mode),
            distance_m=leg["summary"]["length"] * 1000,
            duration_s=leg["summary"]["time"],
            coordinates=coordinates,
            manoeuvres=tuple(_manoeuvre(record, parts) for record in leg["maneuvers"]),
            start=_snapped(start, coordinates[0]),
            end=_snapped(end, coordinates[-1]),
        )

    def _parts_between(
        self, coordinates: Sequence[tuple[float, float]], corners: Sequence[int], mode: str
    ) -> list["_Part"]:
        """Return the parts of a shape that cannot be walked as a whole, from its halves.

        Valhalla does not find its way again along a shape that turns round on itself, but along
        its pieces between the manoeuvres.
        """
        if len(corners) <= 2:
            return []
        middle = len(corners) // 2
        parts: list[_Part] = []
        for half in (corners[: middle + 1], corners[middle:]):
            piece = _shape(coordinates[half[0] : half[-1] + 1])
            parts += self._parts(piece, mode, half[0]) or self._parts_between(
                coordinates, half, mode
            )
        return parts

    def _parts(self, shape: dict[str, Any], mode: str, first: int = 0) -> list["_Part"]:
        """Return what a way leads over, piece by piece; its points are counted from ``first``."""
        request = {
            **shape,
            **_costing(mode, Pace.NORMAL),
            "shape_match": "edge_walk",
            "filters": {"attributes": list(_PART_ATTRIBUTES), "action": "include"},
        }
        try:
            edges = self._ask("trace_attributes", request)["edges"]
        except valhalla.ValhallaError:
            # Valhalla cannot walk some of its own shapes again, such as one of no length.
            return []
        return [
            _Part(
                begin_index=first + edge["begin_shape_index"],
                end_index=first + edge["end_shape_index"],
                length_m=edge.get("length", 0) * 1000,
                way=_way(edge, self.ways.get(str(edge.get("way_id")), "")),
                is_forward=edge.get("forward", True),
                detail=self.ways.get(str(edge.get("way_id")), ""),
            )
            for edge in edges
        ]

    def _unreachable(self, stops: Sequence[Waypoint], mode: str, avoid: Sequence[Ring]) -> int:
        """Return the index of the stop that keeps a route from being found.

        That is the first without any street, else the one cut off from most others; of two that
        cannot reach each other, the second.
        """
        for index, stop in enumerate(stops):
            if self.snap([stop], mode, avoid=avoid) == (None,):
                return index
        there = self.matrix(stops, stops, mode, avoid=avoid).duration_s
        cut_off = np.isnan(there).sum(axis=0) + np.isnan(there).sum(axis=1)
        return int(len(stops) - 1 - np.argmax(cut_off[::-1]))

    def matrix(
        self,
        sources: Sequence[Waypoint],
        targets: Sequence[Waypoint],
        mode: str = Mode.FOOT,
        *,
        pace: str = Pace.NORMAL,
        avoid: Sequence[Ring] = (),
    ) -> Matrix:
        """Return distances and durations from all sources to all targets."""
        try:
            return self._matrix(sources, targets, mode, pace, avoid)
        except valhalla.ValhallaError:
            # One stop without a street is enough for Valhalla to answer for none.
            rows = self._on_streets(sources, mode, avoid)
            columns = self._on_streets(targets, mode, avoid)
        matrix = Matrix(*np.full((2, len(sources), len(targets)), np.nan))
        if rows and columns and (len(rows) < len(sources) or len(columns) < len(targets)):
            found = self._matrix(
                [sources[row] for row in rows], [targets[column] for column in columns],
                mode, pace, avoid,
            )  # fmt: skip
            matrix.distance_m[np.ix_(rows, columns)] = found.distance_m
            matrix.duration_s[np.ix_(rows, columns)] = found.duration_s
        return matrix

    def _matrix(
        self,
        sources: Sequence[Waypoint],
        targets: Sequence[Waypoint],
        mode: str,
        pace: str,
        avoid: Sequence[Ring],
    ) -> Matrix:
        request = {
            "sources": _locations(sources),
            "targets": _locations(targets),
            **_costing(mode, pace),
            **_avoiding(avoid),
            "units": "kilometers",
            "verbose": False,
        }
        answer = self._ask("matrix", request)["sources_to_targets"]
        duration_s = np.array(answer["durations"], dtype=float)
        distance_m = np.array(answer["distances"], dtype=float) * 1000
        # Where there is no way, the distance is whatever stood in memory.
        return Matrix(np.where(np.isnan(duration_s), np.nan, distance_m), duration_s)

    def _on_streets(
        self, points: Sequence[Waypoint], mode: str, avoid: Sequence[Ring]
    ) -> list[int]:
        """Return which points have a street near enough."""
        snaps = self.snap(points, mode, avoid=avoid)
        return [index for index, snap in enumerate(snaps) if snap is not None]

    def reachable(
        self,
        origin: Waypoint,
        minutes: float,
        mode: str = Mode.FOOT,
        *,
        pace: str = Pace.NORMAL,
    ) -> dict[str, Any]:
        """Return the area that can be reached in some minutes, as a valid GeoJSON geometry."""
        if not 0 < minutes <= LONGEST_REACH_MINUTES:
            raise ValueError(f"From above 0 to {LONGEST_REACH_MINUTES} minutes, not {minutes}.")
        request = {
            "locations": _locations([origin]),
            **_costing(mode, pace),
            "contours": [{"time": minutes}],
            "polygons": True,
            "denoise": 1,
        }
        # Valhalla draws a circle around a point without a street.
        if self.snap([origin], mode) == (None,):
            raise NoRoute(0, mode)
        try:
            answer = self._ask("isochrone", request)
        except valhalla.ValhallaError as error:
            raise NoRoute(0, mode, str(error)) from error
        area = shapely.make_valid(shapely.geometry.shape(answer["features"][0]["geometry"]))
        polygons = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
        largest = max(polygons, key=lambda polygon: polygon.area)
        geometry: dict[str, Any] = json.loads(shapely.to_geojson(shapely.orient_polygons(largest)))
        return geometry

    def snap(
        self, points: Sequence[Waypoint], mode: str = Mode.FOOT, *, avoid: Sequence[Ring] = ()
    ) -> tuple[Snap | None, ...]:
        """Return where points come to lie on the nearest street; None if there is none."""
        request = {
            "locations": _locations(points),
            **_costing(mode, Pace.NORMAL),
            **_avoiding(avoid),
        }
        try:
            answers = self._ask("locate", request)
        except valhalla.ValhallaError:
            return (None,) * len(points)
        snaps: list[Snap | None] = []
        for point, answer in zip(points, answers, strict=True):
            candidates = [
                _snapped(point, (edge["correlated_lon"], edge["correlated_lat"]))
                for edge in answer["edges"] or ()
            ]
            snaps.append(min(candidates, key=lambda snap: snap.moved_m, default=None))
        return tuple(snaps)


_current: Streets | None = None
_broken: Path | None = None
_opening = threading.Lock()


def current() -> Streets | None:
    """Return the streets that serve now, or None where no graph was built.

    Looks where the shelf points each time, so that a graph that was built meanwhile serves from
    the next question on. Who is still asking the one before keeps it until they are done.
    """
    global _current, _broken
    folder = built.shelf("streets").current()
    if folder is None:
        return None
    streets = _current
    if streets is not None and streets.folder == folder:
        return streets
    with _opening:
        if _current is not None and _current.folder == folder:
            return _current
        if folder == _broken:
            return None
        try:
            _current = Streets(folder)
        except (RuntimeError, OSError) as error:
            logger.error("The street graph %s cannot be opened: %s", folder.name, error)
            _broken = folder
            return None
        return _current


def _open(config: str) -> valhalla.Actor:
    """Return an actor; it reads its configuration from a file only."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        file.write(config)
        file.flush()
        return valhalla.Actor(Path(file.name))


def _config(tiles: Path) -> dict[str, Any]:
    """Return Valhalla's configuration for asking a graph packed in one file."""
    config = copy.deepcopy(get_config(tile_extract=tiles, tile_dir="", verbose=False))
    mjolnir = config["mjolnir"]
    # Files that Valhalla would look for elsewhere on the machine.
    for absent in (
        "tile_dir", "traffic_extract", "admin", "landmarks", "timezone", "transit_dir",
        "transit_feeds_dir",
    ):  # fmt: skip
        mjolnir.pop(absent, None)
    config.pop("statsd", None)
    config["additional_data"]["elevation"] = ""
    config["loki"]["service_defaults"]["search_cutoff"] = FARTHEST_STREET_M
    limits = config["service_limits"]
    limits["max_exclude_polygons_length"] = 1_000_000
    limits["max_exclude_polygons_vertices"] = 10_000
    limits["isochrone"]["max_time_contour"] = LONGEST_REACH_MINUTES
    for costing in ("pedestrian", "auto"):
        limits[costing]["max_locations"] = 500
        limits[costing]["max_matrix_location_pairs"] = 250_000
    # What an actor keeps after a question, at most; by default it is some hundred megabytes.
    config["mjolnir"]["max_cache_size"] = 64_000_000
    return config


def _locations(points: Sequence[Waypoint]) -> list[dict[str, Any]]:
    return [{"lon": point.longitude, "lat": point.latitude} for point in points]


def _shape(coordinates: Sequence[tuple[float, float]]) -> dict[str, Any]:
    return {"shape": [{"lon": longitude, "lat": latitude} for longitude, latitude in coordinates]}


def _avoiding(rings: Sequence[Ring]) -> dict[str, Any]:
    return (
        {"exclude_polygons": [[list(point) for point in ring] for ring in rings]} if rings else {}
    )


def _costing(mode: str, pace: str) -> dict[str, Any]:
    """Return how Valhalla is to travel."""
    if mode == Mode.CAR:
        return {"costing": "auto"}
    here = territory.current()
    # km/h, of which Valhalla takes 0.5 to 25.
    speed_km_h = here.speed_m_s[mode] * PACE_FACTOR[Pace(pace)] * 3.6
    options: dict[str, Any] = {
        "type": "wheelchair" if mode == Mode.WHEELCHAIR else "foot",
        "walking_speed": min(max(speed_km_h, 0.5), 25),
        # In an old town the alleys are the streets; by default they count double.
        "alley_factor": 1,
        "max_distance": LONGEST_WALK_M,
    }
    if mode == Mode.FOOT:
        options["step_penalty"] = STAIRS_PENALTY_S
    return {"costing": "pedestrian", "costing_options": {"pedestrian": options}}


@dataclass(frozen=True)
class _Part:
    """A piece of a leg that lies on one way of OSM."""

    begin_index: int
    end_index: int
    length_m: float
    way: Way
    is_forward: bool
    detail: str


_PART_ATTRIBUTES = (
    "edge.way_id", "edge.use", "edge.length", "edge.bridge", "edge.tunnel", "edge.forward",
    "edge.begin_shape_index", "edge.end_shape_index",
)  # fmt: skip


def _way(edge: dict[str, Any], detail: str) -> Way:
    use = _WAYS.get(edge.get("use", ""), Way.UNKNOWN)
    if use in (Way.STAIRS, Way.LIFT, Way.ESCALATOR):
        return use
    if detail == "arcade":
        return Way.ARCADE
    # What Valhalla drew across a square has no number in OSM.
    if detail == "square" or (edge.get("way_id") == 0 and use is Way.PATH):
        return Way.SQUARE
    if edge.get("tunnel"):
        return Way.TUNNEL
    if edge.get("bridge"):
        return Way.BRIDGE
    # Valhalla takes them for paths.
    return Way.PEDESTRIAN_STREET if detail == "pedestrian" else use


def _manoeuvre(record: dict[str, Any], parts: Sequence[_Part]) -> Manoeuvre:
    begin, end = record["begin_shape_index"], record["end_shape_index"]
    inside = [part for part in parts if part.begin_index < end and part.end_index > begin]
    kind = _KINDS.get(record["type"], Kind.CONTINUE)
    way = max(inside, key=lambda part: part.length_m).way if inside else Way.UNKNOWN
    if kind is Kind.STAIRS:
        kind, way = _climb(inside), Way.STAIRS
    return Manoeuvre(
        kind=str(kind),
        distance_m=record["length"] * 1000,
        duration_s=record["time"],
        street_names=tuple(record.get("street_names", ())),
        begin_index=begin,
        end_index=end,
        bearing_before=record.get("bearing_before"),
        bearing_after=record.get("bearing_after"),
        way=str(way),
        roundabout_exit=record.get("roundabout_exit_count"),
        side=_ARRIVAL_SIDES.get(record["type"], ""),
    )


def _climb(parts: Sequence[_Part]) -> Kind:
    """Return whether stairs lead up or down, if all that are tagged agree."""
    climbs = {
        (part.detail == "up") == part.is_forward for part in parts if part.detail in ("up", "down")
    }
    if climbs == {True}:
        return Kind.STAIRS_UP
    return Kind.STAIRS_DOWN if climbs == {False} else Kind.STAIRS


def _snapped(point: Waypoint, to: tuple[float, float]) -> Snap:
    moved_m = _metres((point.longitude, point.latitude), to)
    accuracy_m = DEFAULT_ACCURACY_M if point.accuracy_m is None else point.accuracy_m
    return Snap(
        longitude=to[0],
        latitude=to[1],
        moved_m=moved_m,
        is_within_accuracy=moved_m <= accuracy_m + HALF_STREET_M,
    )


def _metres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Return the great-circle distance in metres (haversine)."""
    longitude, latitude, to_longitude, to_latitude = map(math.radians, (*here, *there))
    half = (
        math.sin((to_latitude - latitude) / 2) ** 2
        + math.cos(latitude) * math.cos(to_latitude) * math.sin((to_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(half, 1)))


def _decoded(shape: str) -> tuple[tuple[float, float], ...]:
    """Return the points of an encoded polyline with six decimals."""
    points = []
    latitude = longitude = value = shift = 0
    is_latitude = True
    for character in shape:
        chunk = ord(character) - 63
        value |= (chunk & 0x1F) << shift
        if chunk & 0x20:
            shift += 5
            continue
        change = ~(value >> 1) if value & 1 else value >> 1
        if is_latitude:
            latitude += change
        else:
            longitude += change
            points.append((longitude / 1e6, latitude / 1e6))
        is_latitude = not is_latitude
        value = shift = 0
    return tuple(points)
