"""Read features out of the map's tiles, whole again across the borders of tiles.

GDAL reads the tiles, each cut at its border: https://gdal.org/en/stable/drivers/vector/pmtiles.html
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

type Box = tuple[float, float, float, float]

EARTH_RADIUS_M = 6_378_137.0  # of EPSG:3857
HALF_WORLD_M = math.pi * EARTH_RADIUS_M
BORDER_TOLERANCE_M = 0.02
"""Pieces this near to a tile's border were cut there."""
POLYGON_GRID_M = 0.01
LINE_GRID_M = 0.25
"""Ends of lines are rounded to this, or the two sides of a border would not meet."""


def features(
    path: Path, layers: Sequence[str], bbox: Box, zoom: int
) -> Iterator[tuple[str, BaseGeometry, dict[str, Any]]]:
    """Yield layer, geometry in WGS 84 and attributes of what touches a box at a zoom level.

    Parameters
    ----------
    bbox
        West, south, east, north in degrees.
    """
    there = set(pyogrio.list_layers(path)[:, 0])
    area = (*_metres(*bbox[:2]), *_metres(*bbox[2:]))
    for layer in layers:
        if layer in there:
            for geometry, attributes in _of_layer(path, layer, area, zoom):
                yield layer, geometry, attributes


def _of_layer(
    path: Path, layer: str, area: Box, zoom: int
) -> Iterator[tuple[BaseGeometry, dict[str, Any]]]:
    head, _ids, wkb, columns = pyogrio.raw.read(
        path, layer=layer, bbox=area, ZOOM_LEVEL=str(zoom), CLIP="YES"
    )
    if not len(wkb):
        return
    geometries = [_alone(geometry) for geometry in shapely.from_wkb(wkb)]
    cut = _at_borders(geometries, zoom)
    pieces: dict[tuple[tuple[str, Any], ...], list[BaseGeometry]] = defaultdict(list)
    whole: list[BaseGeometry] = []
    described: list[dict[str, Any]] = []
    for n, geometry in enumerate(geometries):
        attributes = {
            str(name): value
            for name, column in zip(head["fields"], columns, strict=True)
            if name != "mvt_id" and (value := _value(column[n])) is not None
        }
        if cut[n]:
            pieces[tuple(attributes.items())].append(geometry)
        else:
            whole.append(geometry)
            described.append(attributes)
    for key, parts in pieces.items():
        for joined in _joined(parts):
            whole.append(joined)
            described.append(dict(key))
    yield from zip(_degrees(whole), described, strict=True)


def _alone(geometry: BaseGeometry) -> BaseGeometry:
    """Return the only part of a geometry of one part: GDAL calls all of them multiple."""
    parts = shapely.get_parts(geometry)
    return parts[0] if len(parts) == 1 else geometry


def _value(value: Any) -> Any:
    """Return an attribute as Python has it; None where the feature does not have it."""
    if value is None or value != value:
        return None
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.number):
        return int(value) if value == int(value) else float(value)
    return value


def _at_borders(geometries: Sequence[BaseGeometry], zoom: int) -> np.ndarray:
    """Say which geometries reach the border of their tile."""
    side = 2 * HALF_WORLD_M / 2**zoom
    tiles = (shapely.bounds(geometries) + HALF_WORLD_M) / side
    return (np.abs(tiles - np.round(tiles)) * side < BORDER_TOLERANCE_M).any(axis=1)


def _joined(parts: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return pieces with the same attributes put together where they meet."""
    kind = shapely.get_dimensions(parts[0])
    if kind == 2:
        joined = shapely.union_all(shapely.make_valid(parts), grid_size=POLYGON_GRID_M)
    elif kind == 1:
        lines = shapely.get_parts(shapely.set_precision(parts, LINE_GRID_M))
        joined = shapely.line_merge(shapely.multilinestrings(list(lines)), directed=True)
    else:
        joined = shapely.union_all(parts)
    return [part for part in shapely.get_parts(joined) if shapely.get_dimensions(part) == kind]


def _metres(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a position in EPSG:3857."""
    return (
        math.radians(longitude) * EARTH_RADIUS_M,
        math.asinh(math.tan(math.radians(latitude))) * EARTH_RADIUS_M,
    )


def _degrees(geometries: Sequence[BaseGeometry]) -> Sequence[BaseGeometry]:
    """Return geometries in WGS 84."""

    def to_degrees(xy: np.ndarray) -> np.ndarray:
        return np.degrees(
            np.column_stack(
                [xy[:, 0] / EARTH_RADIUS_M, np.arctan(np.sinh(xy[:, 1] / EARTH_RADIUS_M))]
            )
        )

    return shapely.transform(np.asarray(geometries, dtype=object), to_degrees)
