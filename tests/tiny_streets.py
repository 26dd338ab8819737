"""A made-up old town of a few streets, for the tests of all that stands on streets.

It is written as OpenStreetMap XML by this module, so that tests need no file from elsewhere. It
lies where Guelmim lies, but none of it exists. Positions are metres east and north of the
south-west corner of its square; `at` says their longitude and latitude.

::

          (-80,80) .........path......... (20,80) ------upper alley----- (120,80) --+
              :                              #                              |       |
            sand                           stairs                         steep   gentle
              :                              # (20,40)                      |       |
          (-80,20) ====arcade==== (0,20) [ square ] (40,20) ---alley--- (120,20) ---+ (200,20)
              |                          (20,0)
           service                         |  Rue des Orfevres
            alley                       (20,-60)  gate
              |                            |
          (-80,-100) ------------------ (20,-100) ----- Avenue du Souk ------ (300,-100) ... 8 km
                                                 (100,-100)v    |(200,-100)
                                                 (100,-200)-----+  one way down
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from xml.sax.saxutils import quoteattr

from django.test import override_settings

from geodata import built, extracts, street_graph
from geodata.streets import Streets, Waypoint

type Metres = tuple[float, float]  # east, north

ORIGIN = (-10.0574, 28.987)
EARTH_RADIUS_M = 6_371_008.8

SQUARE = (20, 20)
GATE = (20, -60)
SOUTH_OF_GATE = (20, -100)
ABOVE_THE_STAIRS = (20, 80)
EAST = (120, 20)
NORTH_EAST = (120, 80)
WEST = (-80, 20)
OUT_OF_TOWN = (8_000, -100)
ISLAND = (600, 600)
MOSQUE = (70, 28)
FOUNTAIN = (126, 26)

SQUARE_NAME = "Place du Marché"
STREET_NAME = "Rue des Orfèvres"
STREET_NAMES = {"ar": "زنقة الصاغة", "fr": "Rue des Orfèvres", "zgh": "ⵜⴰⵙⵓⴽⵜ"}
AVENUE_NAME = "Avenue du Souk"
ROAD_NAME = "Route du Marché"

_VERSION = 'version="1" timestamp="2026-01-01T00:00:00Z"'


@dataclass(frozen=True)
class Line:
    """A way of OSM."""

    points: Sequence[Metres]
    tags: Mapping[str, str]


STREETS = (
    # Around the town, and out of it.
    Line(
        [(-300, -100), (-80, -100), (20, -100), (100, -100), (200, -100), (300, -100)],
        {"highway": "secondary", "name": AVENUE_NAME, "name:ar": "شارع السوق"},
    ),
    Line(
        [(300, -100), (2_000, -100), (5_000, -100), OUT_OF_TOWN],
        {"highway": "tertiary", "name": ROAD_NAME, "maxspeed": "80"},
    ),
    Line(
        [(100, -100), (100, -200)],
        {"highway": "residential", "oneway": "yes", "name": "Rue Basse"},
    ),
    Line([(100, -200), (200, -200), (200, -100)], {"highway": "residential"}),
    # Through the gate to the square.
    Line(
        [SOUTH_OF_GATE, GATE, (20, 0)],
        {"highway": "pedestrian", "surface": "paving_stones"}
        | {"name": STREET_NAME}
        | {f"name:{code}": name for code, name in STREET_NAMES.items()},
    ),
    Line(
        [(0, 0), (20, 0), (40, 0), (40, 20), (40, 40), (20, 40), (0, 40), (0, 20), (0, 0)],
        {"highway": "pedestrian", "area": "yes", "name": SQUARE_NAME, "surface": "paved"},
    ),
    # West of it: an arcade, sand, an alley that carts drive.
    Line([WEST, (0, 20)], {"highway": "footway", "covered": "yes", "surface": "paved"}),
    Line([WEST, (-80, 80)], {"highway": "path", "surface": "sand"}),
    Line([(-80, 80), ABOVE_THE_STAIRS], {"highway": "path", "surface": "compacted"}),
    Line([WEST, (-80, -100)], {"highway": "service", "service": "alley"}),
    # North of it: stairs, drawn upwards.
    Line([(20, 40), ABOVE_THE_STAIRS], {"highway": "steps", "incline": "up"}),
    Line([ABOVE_THE_STAIRS, NORTH_EAST], {"highway": "footway", "surface": "paved"}),
    # East of it: alleys without names, one too steep for wheels, and a way around.
    Line([(40, 20), (70, 20), EAST], {"highway": "footway", "surface": "paved"}),
    Line([EAST, NORTH_EAST], {"highway": "footway", "surface": "paved", "incline": "20%"}),
    Line(
        [EAST, (200, 20), (200, 80), NORTH_EAST],
        {"highway": "footway", "surface": "paved", "incline": "5%"},
    ),
    # Where nobody gets to.
    Line([ISLAND, (650, 600)], {"highway": "footway"}),
)
BUILDINGS = (
    Line(
        [(62, 24), (78, 24), (78, 32), (62, 32), (62, 24)],
        {"building": "mosque", "amenity": "place_of_worship", "religion": "muslim"}
        | {"name": "Mosquée des Tanneurs", "name:ar": "مسجد الدباغين"},
    ),
)
THINGS: tuple[tuple[Metres, Mapping[str, str]], ...] = (
    (GATE, {"historic": "city_gate", "name": "Bab Tiznit", "name:ar": "باب تيزنيت"}),
    (FOUNTAIN, {"amenity": "fountain"}),
    ((-20, 26), {"amenity": "pharmacy", "name": "Pharmacie de la Place"}),
)


def at(point: Metres) -> tuple[float, float]:
    """Return the longitude and latitude of a position in metres."""
    degree_m = math.radians(1) * EARTH_RADIUS_M
    east, north = point
    return (
        round(ORIGIN[0] + east / (degree_m * math.cos(math.radians(ORIGIN[1]))), 7),
        round(ORIGIN[1] + north / degree_m, 7),
    )


def stop(point: Metres, accuracy_m: float | None = None) -> Waypoint:
    """Return a position in metres as a stop."""
    return Waypoint(*at(point), accuracy_m=accuracy_m)


def write(path: Path, streets: Sequence[Line] = STREETS) -> Path:
    """Write the town, or other streets, as OSM XML."""
    path.write_text("\n".join(_xml([*streets, *BUILDINGS])), encoding="utf-8")
    return path


def _xml(lines: Sequence[Line]) -> Iterator[str]:
    things = dict(THINGS)
    points = list(dict.fromkeys([*(p for line in lines for p in line.points), *things]))
    numbers = {point: number for number, point in enumerate(points, 1)}
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<osm version="0.6" generator="tests">'
    for point, number in numbers.items():
        longitude, latitude = at(point)
        yield f'<node id="{number}" {_VERSION} lat="{latitude:.7f}" lon="{longitude:.7f}">'
        yield from _tags(things.get(point, {}))
        yield "</node>"
    for number, line in enumerate(lines, 1):
        yield f'<way id="{number}" {_VERSION}>'
        yield from (f'<nd ref="{numbers[point]}"/>' for point in line.points)
        yield from _tags(line.tags)
        yield "</way>"
    yield "</osm>"


def _tags(tags: Mapping[str, str]) -> Iterator[str]:
    for key, value in tags.items():
        yield f"<tag k={quoteattr(key)} v={quoteattr(value)}/>"


def build(folder: Path, streets: Sequence[Line] = STREETS) -> Path:
    """Build the graph of the town, or of other streets, in a folder; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        override_settings(VAR_DIR=folder.parent),
        extracts.opened(write(folder.parent / f"{folder.name}.osm", streets)) as extract,
    ):
        street_graph.build(extract, folder, source="tiny.osm")
    return folder


@cache
def graph() -> Path:
    """Return the folder of the town's graph, built once for all tests."""
    return build(Path(mkdtemp(prefix="tiny-streets-")) / "tiny")


@cache
def streets() -> Streets:
    """Return the town's streets, without serving them."""
    return Streets(graph())


@contextmanager
def served(var_dir: Path, **settings: Any) -> Iterator[Streets]:
    """Have the site serve the town's streets, from a folder that takes the place of VAR_DIR."""
    with override_settings(VAR_DIR=var_dir, **settings):
        serve(graph())
        yield Streets(built.shelf("streets").current() or graph())


def serve(folder: Path) -> None:
    """Have the site serve a copy of a graph."""
    with built.shelf("streets").build() as version:
        for file in folder.iterdir():
            (version / file.name).write_bytes(file.read_bytes())
