"""A town with stairs and alleys, written from the extract of Monaco when it is needed.

For tests of streets and basemap, and for developers to look at: ``python -m tests.monaco FOLDER``
writes the town and says how to serve it. Positions are those of the extract's own objects, found by
their names; nothing of the extract is kept in the repository.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import osmium

from tests import extracts

SLUG = "monaco"
SOURCE = "openstreetmap"
ACCURACY_M = 10
METRES_A_DEGREE = 111_195
MARGIN_DEGREES = 0.001

type Position = tuple[float, float]  # longitude, latitude in degrees (WGS 84)


@dataclass(frozen=True)
class Sight:
    """A place of the old town, and the name that the extract has for it."""

    slug: str
    osm_name: str
    tag: str  # tells it from others of that name
    category: str
    names: dict[str, str]
    summaries: dict[str, str]


def _texts(ar: str, fr: str, en: str, es: str) -> dict[str, str]:
    return {"ar": ar, "fr": fr, "en": en, "es": es}


SIGHTS = (
    Sight(
        "place-d-armes",
        "Place d'Armes",
        "highway=pedestrian",
        "square",
        _texts("ساحة السلاح", "Place d'Armes", "Place d'Armes", "Plaza de Armas"),
        _texts(
            "ساحة عند قدم الصخرة.",
            "Une place au pied du Rocher.",
            "A square at the foot of the Rock.",
            "Una plaza al pie de la Roca.",
        ),
    ),
    Sight(
        "palais-princier",
        "Palais Princier de Monaco",
        "historic=castle",
        "monument",
        _texts("القصر الأميري", "Palais princier", "Prince's Palace", "Palacio del Príncipe"),
        _texts(
            "قصر أمير موناكو.",
            "Le palais du prince de Monaco.",
            "The palace of the Prince of Monaco.",
            "El palacio del príncipe de Mónaco.",
        ),
    ),
    Sight(
        "chapelle-des-penitents",
        "Chapelle des Pénitents",
        "amenity=place_of_worship",
        "monument",
        _texts(
            "مصلى التائبين", "Chapelle des Pénitents", "Penitents' Chapel", "Capilla de Penitentes"
        ),
        _texts(
            "مصلى في أزقة البلدة القديمة.",
            "Une chapelle dans les ruelles de la vieille ville.",
            "A chapel in the alleys of the old town.",
            "Una capilla en las callejuelas de la ciudad vieja.",
        ),
    ),
    Sight(
        "cathedrale",
        "Cathédrale Notre-Dame-Immaculée",
        "amenity=place_of_worship",
        "monument",
        _texts(
            "كاتدرائية موناكو", "Cathédrale de Monaco", "Monaco Cathedral", "Catedral de Mónaco"
        ),
        _texts(
            "كاتدرائية البلدة القديمة.",
            "La cathédrale de la vieille ville.",
            "The cathedral of the old town.",
            "La catedral de la ciudad vieja.",
        ),
    ),
    Sight(
        "musee-oceanographique",
        "Musée Océanographique",
        "tourism=museum",
        "museum",
        _texts(
            "متحف علوم البحار",
            "Musée océanographique",
            "Oceanographic Museum",
            "Museo Oceanográfico",
        ),
        _texts(
            "متحف على الجرف فوق البحر.",
            "Un musée sur la falaise, au-dessus de la mer.",
            "A museum on the cliff above the sea.",
            "Un museo en el acantilado, sobre el mar.",
        ),
    ),
    Sight(
        "place-du-palais",
        "Place du Palais",
        "highway=pedestrian",
        "square",
        _texts("ساحة القصر", "Place du Palais", "Palace Square", "Plaza del Palacio"),
        _texts(
            "الساحة أمام القصر.",
            "La place devant le palais.",
            "The square before the palace.",
            "La plaza ante el palacio.",
        ),
    ),
    Sight(
        "place-de-la-visitation",
        "Place de la Visitation",
        "highway=residential",
        "square",
        _texts(
            "ساحة الزيارة", "Place de la Visitation", "Visitation Square", "Plaza de la Visitación"
        ),
        _texts(
            "ساحة في شرق البلدة القديمة.",
            "Une place à l'est de la vieille ville.",
            "A square in the east of the old town.",
            "Una plaza al este de la ciudad vieja.",
        ),
    ),
)

TOWN = Sight(
    SLUG,
    "Monaco-Ville",
    "place=suburb",
    "town",
    _texts("موناكو", "Monaco", "Monaco", "Mónaco"),
    _texts(
        "البلدة القديمة على الصخرة.",
        "La vieille ville sur le Rocher.",
        "The old town on the Rock.",
        "La ciudad vieja sobre la Roca.",
    ),
)

# Up the ramp and its stairs, through the alleys, along the cliff.
STOPS = (
    ("place-d-armes", 10),
    ("palais-princier", 30),
    ("chapelle-des-penitents", 15),
    ("cathedrale", 25),
    ("musee-oceanographique", 90),
)


def write(folder: Path, extract: Path) -> Path:
    """Write the town's files into ``folder/monaco``; return that folder.

    Raises `LookupError` where the extract lacks one of its places.
    """
    town = folder / SLUG
    town.mkdir(parents=True, exist_ok=True)
    survey = _Survey(extract)
    files: dict[str, Any] = {
        "territory.json": _territory(survey),
        "sources.json": [
            {
                "id": SOURCE,
                "name": "OpenStreetMap",
                "url": "https://www.openstreetmap.org/copyright",
                "kind": "dataset",
                "licence": "ODbL 1.0",
            }
        ],
        "places.geojson": {
            "type": "FeatureCollection",
            "features": [_feature(sight, survey) for sight in (TOWN, *SIGHTS)],
        },
        "circuits.json": [_circuit()],
    }
    for name in "events roads closures crafts organisations artisans motifs products".split():
        files[f"{name}.json"] = []
    for name, content in files.items():
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (town / name).write_text(text + "\n", encoding="utf-8")
    return town


def built(folder: Path, settings: Any) -> Path:
    """Return the town's folder, written and served by the site; skip where there is no extract.

    What is built from the extract goes under ``folder/var``.
    """
    town = write(folder, extracts.monaco())
    settings.TERRITORIES_DIR = folder
    settings.TERRITORY = SLUG
    settings.TERRITORY_DIR = town
    settings.VAR_DIR = folder / "var"
    settings.VAR_DIR.mkdir(exist_ok=True)
    return town


class _Survey:
    """Where the extract has its streets and its named things."""

    def __init__(self, extract: Path) -> None:
        wanted = {(sight.osm_name, sight.tag) for sight in (TOWN, *SIGHTS)}
        self.walkable: list[Position] = []
        self.shapes: dict[tuple[str, str], list[Position]] = {}
        thing: Any  # a node, a way or a relation
        for thing in osmium.FileProcessor(str(extract)).with_locations():
            if thing.is_relation():
                continue
            if thing.is_node():
                shape = [(thing.location.lon, thing.location.lat)]
            else:
                shape = [
                    (node.location.lon, node.location.lat)
                    for node in thing.nodes
                    if node.location.valid()
                ]
                if "highway" in thing.tags and "name" in thing.tags:
                    self.walkable += shape
            for tag in thing.tags:
                found = (thing.tags.get("name", ""), f"{tag.k}={tag.v}")
                if found in wanted:
                    self.shapes.setdefault(found, []).extend(shape)

    def position(self, sight: Sight) -> Position:
        """Return where people meet at a place: on a square its middle, at a house its street side.

        Always a corner that the extract has, never a point in between.
        """
        shape = self.shapes.get((sight.osm_name, sight.tag))
        if not shape:
            raise LookupError(f"The extract has no {sight.tag} called {sight.osm_name}.")
        if sight.tag.startswith("highway="):
            middle = _middle(shape)
            return min(shape, key=lambda corner: _metres(corner, middle))
        return min(shape, key=lambda corner: min(_metres(corner, at) for at in self.walkable))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the streets, in degrees."""
        longitudes, latitudes = zip(*self.walkable, strict=True)
        return (
            round(min(longitudes) - MARGIN_DEGREES, 4),
            round(min(latitudes) - MARGIN_DEGREES, 4),
            round(max(longitudes) + MARGIN_DEGREES, 4),
            round(max(latitudes) + MARGIN_DEGREES, 4),
        )


def _middle(shape: Iterable[Position]) -> Position:
    longitudes, latitudes = zip(*shape, strict=True)
    return (min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2


def _metres(one: Position, other: Position) -> float:
    east = (one[0] - other[0]) * math.cos(math.radians(one[1]))
    return math.hypot(east, one[1] - other[1]) * METRES_A_DEGREE


def _territory(survey: _Survey) -> dict[str, Any]:
    return {
        "name": TOWN.names,
        "title": _texts(
            "موناكو: بلدة للتجربة",
            "Monaco, une ville pour essayer",
            "Monaco, a town to try the site with",
            "Mónaco, una ciudad para probar",
        ),
        "timezone": "Europe/Monaco",
        "country": "MC",
        "bbox": survey.box,
        "centre": survey.position(TOWN),
        "zoom": 15.5,
        "metric_srid": 32632,
        "open_end_hours": 6,
        "circuity": {"foot": 1.3, "wheelchair": 1.3, "car": 1.4},
        "speed_m_s": {"foot": 1.2, "wheelchair": 0.9, "car": 8.0},
    }


def _feature(sight: Sight, survey: _Survey) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": sight.slug,
        "geometry": {"type": "Point", "coordinates": survey.position(sight)},
        "properties": {
            "category": sight.category,
            "parent": None if sight is TOWN else SLUG,
            "core": sight is not TOWN,
            "name": sight.names,
            "summary": sight.summaries,
            "position_quality": "published",
            "position_accuracy_m": 500 if sight is TOWN else ACCURACY_M,
            "position_source": _texts(
                "كما في أوبن ستريت ماب.",
                "Comme dans OpenStreetMap.",
                "As OpenStreetMap has it.",
                "Como en OpenStreetMap.",
            ),
            "sources": [SOURCE],
        },
    }


def _circuit() -> dict[str, Any]:
    return {
        "id": "le-rocher",
        "order": 1,
        "cover": "old-town",
        "name": _texts("الصخرة", "Le Rocher", "The Rock", "La Roca"),
        "summary": _texts(
            "صعودا على الأدراج، ثم عبر الأزقة إلى البحر.",
            "Par les escaliers, puis par les ruelles jusqu'à la mer.",
            "Up the stairs, then through the alleys to the sea.",
            "Por las escaleras y luego por las callejuelas hasta el mar.",
        ),
        "mode": "foot",
        "days": "",
        "start_time": "09:30",
        "stops": [{"place": slug, "dwell_minutes": minutes} for slug, minutes in STOPS],
        "sources": [SOURCE],
    }


def main() -> None:
    """Write the town into a folder, and say how to serve it."""
    parser = argparse.ArgumentParser(prog="python -m tests.monaco", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("extract", type=Path, nargs="?", default=extracts.find("monaco.osm.pbf"))
    options = parser.parse_args()
    if options.extract is None:
        parser.exit(1, "monaco.osm.pbf is not at hand: name it, or its folder in OSM_EXTRACTS.\n")
    folder, extract = options.folder.resolve(), options.extract.resolve()
    write(folder, extract)
    print(  # noqa: T201
        f"""Monaco is written to {folder / SLUG}. To look at it:

  export TERRITORIES_DIR={folder} TERRITORY={SLUG} VAR_DIR={folder / "var"} UPDATE_TERRITORY=0
  script/setup
  script/manage build_streets {extract}
  script/manage build_basemap {extract}
  script/server"""
    )


if __name__ == "__main__":
    main()
