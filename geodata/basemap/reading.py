"""Read what the basemap shows out of an OpenStreetMap extract, one feature at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import osmium
import shapely
from osmium.osm import Area, Node, Way
from shapely.geometry import LineString, MultiLineString, Point
from shapely.geometry.base import BaseGeometry

from geodata.basemap import schema
from geodata.basemap.schema import Match, Shape
from geodata.basemap.sea import Box, Line, sea

NODE_LOCATIONS = "sparse_file_array"
"""Where osmium keeps the nodes' positions: in a file, since a country's do not fit in memory."""


@dataclass(frozen=True)
class Feature:
    """Something that the map shows: its geometry in WGS 84 and its attributes.

    It is in the tiles from ``zoom`` on.
    """

    layer: str
    geometry: BaseGeometry
    attributes: dict[str, str | int | bool]
    zoom: int


@dataclass
class Reader:
    """One reading of an extract.

    Attributes
    ----------
    box
        West, south, east, north in degrees: what lies outside is left out, and the sea is filled
        up to here.
    coastlines
        Those met so far; the sea is made of them at the end.
    """

    path: Path
    box: Box
    coastlines: list[Line] = field(default_factory=list)

    def features(self) -> Iterator[Feature]:
        """Yield all features of the map, the sea last."""
        for item in _objects(self.path):
            tags = {tag.k: tag.v for tag in item.tags}
            if isinstance(item, Area):
                yield from self._of_area(item, tags)
            elif isinstance(item, Way):
                yield from self._of_way(item, tags)
            elif isinstance(item, Node):
                yield from self._of_node(item, tags)
        for part in sea(self.coastlines, self.box).geoms:
            yield Feature("water", part, {"kind": "sea"}, schema.MIN_ZOOM)

    def _of_node(self, node: Node, tags: dict[str, str]) -> Iterator[Feature]:
        if node.location.valid():
            spot = Point(node.location.lon, node.location.lat)
            for match in schema.matches(tags, Shape.SPOT):
                yield from self._feature(match, tags, spot)

    def _of_way(self, way: Way, tags: dict[str, str]) -> Iterator[Feature]:
        is_coast = tags.get("natural") == "coastline"
        found = () if _is_area(way, tags) else tuple(schema.matches(tags, Shape.LINE))
        if not is_coast and not found:
            return
        parts = _stretches(way)
        if is_coast:
            self.coastlines += parts
        if not found or not parts:
            return
        if tags.get("oneway") == "-1":
            parts = [part[::-1] for part in parts]
        line = LineString(parts[0]) if len(parts) == 1 else MultiLineString(parts)
        for match in found:
            yield from self._feature(match, tags, line)

    def _of_area(self, area: Area, tags: dict[str, str]) -> Iterator[Feature]:
        if not area.from_way():
            tags["area"] = "yes"  # a relation for an area says so by being one
        found = tuple(schema.matches(tags, Shape.AREA, Shape.SPOT))
        if not found:
            return
        shape = shapely.from_wkb(_wkb.create_multipolygon(area))
        parts = shapely.get_parts(shape)
        if len(parts) == 1:
            shape = parts[0]
        for match in found:
            is_spot = match.shape is Shape.SPOT
            yield from self._feature(match, tags, _middle(shape) if is_spot else shape)

    def _feature(
        self, match: Match, tags: dict[str, str], geometry: BaseGeometry
    ) -> Iterator[Feature]:
        attributes = schema.attributes(match, tags)
        if match.layer in schema.NAME_NEEDED and "name" not in attributes:
            return
        west, south, east, north = geometry.bounds
        if (
            self.box[0] <= east
            and west <= self.box[2]
            and self.box[1] <= north
            and south <= self.box[3]
        ):
            yield Feature(match.layer, geometry, attributes, match.zoom)


_wkb = osmium.geom.WKBFactory()


def _objects(path: Path) -> osmium.FileProcessor:
    return (
        osmium.FileProcessor(str(path))
        .with_locations(NODE_LOCATIONS)
        .with_areas(osmium.filter.KeyFilter(*schema.KEYS))
        .with_filter(osmium.filter.KeyFilter(*schema.KEYS))
    )


def _is_area(way: Way, tags: dict[str, str]) -> bool:
    """Say whether a way is on the map as the area that osmium makes of it, and not as a line."""
    return (
        len(way.nodes) > 3
        and way.is_closed()
        and (tags.get("area") == "yes" or tags.get("man_made") in {"pier", "breakwater", "groyne"})
    )


def _stretches(way: Way) -> list[list[tuple[float, float]]]:
    """Return a way's positions, parted where the extract lacks nodes of it."""
    parts: list[list[tuple[float, float]]] = [[]]
    for node in way.nodes:
        if node.location.valid():
            parts[-1].append((node.location.lon, node.location.lat))
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if len(part) > 1]


def _middle(shape: BaseGeometry) -> Point:
    """Return the centre of an area if it lies inside it, else a spot inside."""
    centre = shape.centroid
    return centre if shape.is_valid and shape.contains(centre) else shape.point_on_surface()
