"""A territory small enough to read in one go, for tests that change one thing in its files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from django.db.models import Model

from geodata import loading

NAME = "small-town"


def text(words: str) -> dict[str, str]:
    """Return a text in the three languages that every text has."""
    return {"ar": f"{words} بالعربية", "fr": f"{words} en français", "en": words}


TERRITORY = {
    "name": text("Small Town"),
    "title": text("The map of Small Town"),
    "timezone": "Africa/Casablanca",
    "country": "MA",
    "bbox": [-10.2, 28.8, -9.9, 29.1],
    "centre": [-10.05, 28.98],
    "zoom": 12,
    "metric_srid": 32629,
    "open_end_hours": 6,
    "circuity": {"foot": 1.3, "wheelchair": 1.3, "car": 1.4},
    "speed_m_s": {"foot": 1.2, "wheelchair": 0.9, "car": 12.5},
}

SOURCES = [
    {
        "id": "gazette",
        "name": "The Gazette",
        "url": "https://example.org/gazette",
        "kind": "press",
        "published_on": "2014-11",
        "accessed_on": "2026-11-23",
        "licence": "",
    },
    {"id": "register", "name": "The Register", "kind": "official"},
]


def place(slug: str, geometry: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    """Return a feature as places.geojson has them."""
    return {
        "type": "Feature",
        "id": slug,
        "geometry": geometry,
        "properties": {
            "name": text(slug),
            "summary": text(f"About {slug}"),
            "sources": ["gazette"],
        }
        | properties,
    }


def point(longitude: float, latitude: float) -> dict[str, Any]:
    """Return a GeoJSON point."""
    return {"type": "Point", "coordinates": [longitude, latitude]}


PLACES = {
    "type": "FeatureCollection",
    "features": [
        place(
            "town",
            point(-10.05, 28.98),
            category="town",
            position_quality="published",
            position_accuracy_m=1500,
            position_source=text("The centre as the register gives it."),
        ),
        place(
            "old-souk",
            None,
            category="souk",
            parent="town",
            core=True,
            other_names="Souk; السوق",
            position_quality="unlocated",
            position_accuracy_m=400,
            position_source=text("Somewhere in the old town."),
            opening_hours="Mo-Sa 09:00-18:00",
            visit_minutes=45,
            crafts=["leather"],
            facts=[
                {"text": text("It is old."), "disputed": False},
                {"text": text("It burnt in 1950, or in 1951."), "disputed": True},
            ],
        ),
        place(
            "museum",
            point(-10.06, 28.99),
            category="museum",
            position_quality="approximate",
            position_accuracy_m=100,
            admission_mad=20,
        ),
        place(
            "oasis",
            {
                "type": "Polygon",
                "coordinates": [
                    [[-10.0, 28.9], [-9.98, 28.9], [-9.98, 28.92], [-10.0, 28.92], [-10.0, 28.9]]
                ],
            },
            category="oasis",
            position_quality="approximate",
            position_accuracy_m=500,
        ),
    ],
}

WORKSHOPS = [
    {
        "id": "workshop-1",
        "parent": "old-souk",
        "category": "workshop",
        "name": text("Workshop 1"),
        "summary": text("A stall to try the site with."),
        "crafts": ["leather"],
        "sample": True,
    }
]

SAMPLE_POSITIONS = "place,lon,lat\nold-souk,-10.0596,28.9892\n"

EVENTS = [
    {
        "id": "souk-day",
        "kind": "weekly_market",
        "place": "old-souk",
        "name": text("Market day"),
        "recurrence": text("Every Saturday"),
        "rrule": "FREQ=WEEKLY;BYDAY=SA",
        "months": [],
        "confidence": "high",
        "note": None,
        "sources": ["gazette"],
    }
]

ROADS = [
    {"id": "town-oasis", "start": "town", "end": "oasis", "ref": "N1", "sources": ["register"]}
]

CLOSURES = [
    {
        "id": "works",
        "place": "museum",
        "since": "2026-11-01T00:00+01:00",
        "until": None,
        "reason": text("Works"),
        "instead": "old-souk",
    }
]

CRAFTS = [
    {
        "id": "leather",
        "parent": None,
        "name": text("Leatherwork"),
        "other_names": "",
        "description": text("Bags and belts."),
        "evidence_scope": "town",
        "tools": [
            {"local_name": "lamma", "name": text("awl")},
            {"local_name": "mqass", "name": text("shears")},
        ],
        "sources": ["register"],
    }
]

ORGANISATIONS = [
    {
        "id": "guild",
        "kind": "cooperative",
        "state": "active",
        "name": text("The Guild"),
        "place": "old-souk",
        "crafts": ["leather"],
        "sources": ["register"],
    }
]

ARTISANS = [
    {
        "id": "sample-artisan",
        "name": text("Sample artisan"),
        "crafts": ["leather"],
        "organisation": "guild",
        "bio": text("A person to try the site with."),
        "languages": "ar fr",
        "sample": True,
        "workplaces": [
            {"place": "workshop-1", "opening_hours": "Mo-Fr 09:00-17:00", "note": None},
            {"place": "old-souk", "opening_hours": "Sa 08:00-13:00", "note": text("At a stall")},
        ],
        "products": ["bag", "sample-belt"],
    }
]

MOTIFS = [
    {
        "id": "star",
        "kind": "leather_design",
        "name": text("Star"),
        "craft": "leather",
        "description": text("An eight-pointed star."),
        "sources": ["gazette"],
    }
]

PRODUCTS = [
    {
        "id": "bag",
        "craft": "leather",
        "name": text("Bag"),
        "evidence_scope": "town",
        "price_mad": None,
        "sale_points": [
            {"place": "old-souk", "basis": "inferred"},
            {"place": "museum", "basis": "sample"},
        ],
        "motifs": ["star"],
        "organisations": ["guild"],
        "sources": ["gazette"],
    },
    {
        "id": "sample-belt",
        "craft": "leather",
        "name": text("Belt"),
        "evidence_scope": "town",
        "price_mad": 120,
        "price_note": text("made up"),
        "sale_points": [{"place": "workshop-1", "basis": "sample"}],
        "sample": True,
    },
]

CIRCUITS = [
    {
        "id": "half-day",
        "order": 1,
        "name": text("Half a day"),
        "summary": text("From the museum to the souk."),
        "mode": "foot",
        "days": "Mo-Sa",
        "start_time": "09:00",
        "stops": [
            {"place": "museum", "dwell_minutes": 30, "onward_mode": "", "note": text("Look.")},
            {
                "place": "old-souk",
                "dwell_minutes": 45,
                "onward_mode": "car",
                "artisans": ["sample-artisan"],
                "products": ["bag", "sample-belt"],
            },
            {"place": "workshop-1", "dwell_minutes": 20},
            {"place": "oasis", "dwell_minutes": 90},
        ],
        "sources": [],
    }
]

FILES: dict[str, Any] = {
    "territory.json": TERRITORY,
    "sources.json": SOURCES,
    "places.geojson": PLACES,
    "workshops.json": WORKSHOPS,
    "events.json": EVENTS,
    "roads.json": ROADS,
    "closures.json": CLOSURES,
    "crafts.json": CRAFTS,
    "organisations.json": ORGANISATIONS,
    "artisans.json": ARTISANS,
    "motifs.json": MOTIFS,
    "products.json": PRODUCTS,
    "circuits.json": CIRCUITS,
}


class SmallTown:
    """The territory in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        for name, content in FILES.items():
            self.write(name, content)
        (folder / "sample_positions.csv").write_text(SAMPLE_POSITIONS, encoding="utf-8")

    def read(self, name: str) -> Any:
        """Return what a JSON file holds."""
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def write(self, name: str, content: Any) -> None:
        """Replace a JSON file."""
        (self.folder / name).write_text(
            json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8"
        )

    def change(self, name: str, record_id: str, /, **values: Any) -> None:
        """Set fields of a record; a feature's geometry and id are set beside its properties."""
        content = self.read(name)
        record = _found(content, record_id)
        for key, value in values.items():
            within = record if key in record or "properties" not in record else record["properties"]
            within[key] = value
        self.write(name, content)

    def remove(self, name: str, record_id: str, /, *keys: str) -> None:
        """Remove fields of a record, or the whole record where no field is named."""
        content = self.read(name)
        record = _found(content, record_id)
        if keys:
            for key in keys:
                del (record.get("properties", record) if key not in record else record)[key]
        else:
            _records(content).remove(record)
        self.write(name, content)

    def add(self, name: str, record: dict[str, Any]) -> None:
        """Add a record to a file."""
        content = self.read(name)
        _records(content).append(record)
        self.write(name, content)

    def sample_positions(self, *rows: tuple[object, ...]) -> None:
        """Replace the sample positions."""
        with (self.folder / "sample_positions.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("place", "lon", "lat"), *rows])

    def faults(self) -> list[str]:
        """Return the faults of the files as one line each."""
        try:
            loading.read(self.folder)
        except loading.InvalidTerritory as error:
            return [str(fault) for fault in error.faults]
        return []

    def load(self, **options: bool) -> loading.Outcome:
        """Load the files into the database."""
        return loading.load(self.folder, **options)


def the(model: type[Model], slug: str) -> Any:
    """Return a record by its address, as the database now has it."""
    return model._default_manager.get(slug=slug)


def built(folder: Path, settings: Any) -> SmallTown:
    """Return the territory, written to a folder and served by the site."""
    town = SmallTown(folder / NAME)
    settings.TERRITORIES_DIR = folder
    settings.TERRITORY = NAME
    settings.TERRITORY_DIR = town.folder
    return town


def _records(content: Any) -> list[dict[str, Any]]:
    return content["features"] if isinstance(content, dict) else content


def _found(content: Any, record_id: str) -> dict[str, Any]:
    if record_id == "":
        return content
    return next(record for record in _records(content) if record["id"] == record_id)
