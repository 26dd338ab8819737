"""Positions in a territory's files: GeoJSON in WGS 84, longitude first, inside the territory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.db.models import Model

from geodata.loading.faults import Spot
from geodata.loading.fields import Box, Columns, Directory, Field, Known, is_number, shown

DECIMALS = 7  # about a centimetre
VALID = "Valid Geometry"  # what GEOS says; asking whether it is valid would log the reason
DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}


@dataclass(frozen=True, kw_only=True)
class Geometry(Field):
    """A GeoJSON geometry in WGS 84, longitude first, inside the territory's box."""

    def value(self, value: Any, spot: Spot, known: Known) -> Any:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in DEPTHS:
            spot.fault(f"must be a GeoJSON geometry of the type {', '.join(DEPTHS)}, or null.")
            return None
        try:
            coordinates = _coordinates(value.get("coordinates"), DEPTHS[kind], known.box)
            geometry = {"type": kind, "coordinates": coordinates}
            shape = GEOSGeometry(json.dumps(geometry))
        except ValueError as error:
            spot.fault(str(error))
        except GEOSException:
            spot.fault("is broken: a line has two points, a ring four of which first equals last.")
        else:
            reason = shape.valid_reason
            if reason != VALID:
                spot.fault(f"is broken ({reason}): draw it again.")
            elif shape.empty:
                spot.fault("is empty: give positions, or null while they are unknown.")
            else:
                return geometry
        return None

    def read(self, instance: Model, directory: Directory) -> Columns:
        shape = getattr(instance, self.attribute)
        if shape is None:
            return {self.attribute: None}
        return {
            self.attribute: {
                "type": shape.geom_type,
                "coordinates": _rounded(shape.coords),
            }
        }

    def write(self, instance: Model, columns: Columns, directory: Directory) -> None:
        for column, geometry in columns.items():
            shape = geometry and GEOSGeometry(json.dumps(geometry), srid=4326)
            setattr(instance, column, shape)


def outside(longitude: float, latitude: float, box: Box) -> str:
    """Say that a position lies outside the box, and if it looks swapped; "" if it lies inside."""
    if _is_inside(longitude, latitude, box):
        return ""
    position = f"({longitude:g}, {latitude:g}) lies outside the territory's box {list(box)}"
    if _is_inside(latitude, longitude, box):
        return f"latitude first? {position}; swapped it would lie inside: write longitude first."
    return f"{position}: correct it, or widen bbox in territory.json."


def _is_inside(longitude: float, latitude: float, box: Box) -> bool:
    west, south, east, north = box
    return west <= longitude <= east and south <= latitude <= north


def _coordinates(value: Any, depth: int, box: Box) -> list[Any]:
    """Return the coordinates, rounded, of a geometry that nests them so deep.

    Raises `ValueError` with what to mend.
    """
    if not isinstance(value, list):
        raise ValueError("has broken coordinates: they are nested lists of numbers.")
    if depth:
        return [_coordinates(part, depth - 1, box) for part in value]
    if len(value) != 2 or not all(is_number(number) for number in value):
        raise ValueError(f"has a position that is not [longitude, latitude]: {shown(value)}.")
    sentence = outside(value[0], value[1], box)
    if sentence:
        raise ValueError(sentence)
    return [round(float(number), DECIMALS) for number in value]


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, tuple | list):
        return [_rounded(part) for part in coordinates]
    return round(coordinates, DECIMALS)
