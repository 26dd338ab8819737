"""Tell which reference system the numbers of a file are in, and say so where it is not sure.

Nothing is guessed for one row: the whole column decides, by where its positions would lie. Where
two systems would both put them into the territory, the file's owner has to say which it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pyproj
import shapely

from geodata import territory

WGS_84 = 4326
LAMBERT_NORTH, LAMBERT_SOUTH = 26191, 26192  # Nord Maroc and Sud Maroc
WEB_MERCATOR = 3857
MOST = 0.5  # of the positions have to lie inside for a system to be the one


def candidates() -> tuple[int, ...]:
    """Return the EPSG codes that maps of the territory are drawn in."""
    metric = territory.current().metric_srid
    return (WGS_84, metric, LAMBERT_SOUTH, LAMBERT_NORTH, WEB_MERCATOR)


@cache
def _transformer(srid: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(srid, WGS_84, always_xy=True)


def is_known(srid: int) -> bool:
    """Tell whether there is a reference system of this EPSG code."""
    try:
        _transformer(srid)
    except pyproj.exceptions.ProjError:
        return False
    return True


def to_wgs_84(x: np.ndarray, y: np.ndarray, srid: int) -> tuple[np.ndarray, np.ndarray]:
    """Return longitudes and latitudes of positions; infinite where there are none."""
    if srid == WGS_84:
        return x, y
    return _transformer(srid).transform(x, y)


def shapes_to_wgs_84(shapes: np.ndarray, srid: int) -> np.ndarray:
    """Return geometries in WGS 84, longitude first."""
    if srid == WGS_84:
        return shapes

    def transform(corners: np.ndarray) -> np.ndarray:
        return np.column_stack(to_wgs_84(corners[:, 0], corners[:, 1], srid))

    return shapely.transform(shapes, transform)


def inside(longitudes: np.ndarray, latitudes: np.ndarray) -> np.ndarray:
    """Tell of each position whether it lies in the territory's box."""
    west, south, east, north = territory.current().bbox
    return (west <= longitudes) & (longitudes <= east) & (south <= latitudes) & (latitudes <= north)


def fitting(x: Sequence[float], y: Sequence[float]) -> list[int]:
    """Return the systems in which most of the positions would lie in the territory."""
    xs, ys = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    return [srid for srid in candidates() if inside(*to_wgs_84(xs, ys, srid)).mean() >= MOST]


def explanation(x: float, y: float, stated: int) -> tuple[str, int]:
    """Say how a position outside the territory would lie inside it.

    Returns ``("swapped", srid)``, ``("projection", srid)`` or ``("outside", stated)``.
    """
    one, other = np.array([x]), np.array([y])
    if inside(*to_wgs_84(other, one, stated)).all():
        return "swapped", stated
    for srid in candidates():
        if inside(*to_wgs_84(one, other, srid)).all():
            return "projection", srid
    for srid in candidates():
        if inside(*to_wgs_84(other, one, srid)).all():
            return "swapped", srid
    return "outside", stated
