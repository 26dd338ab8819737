"""Draw what a map lies on: the basemap where there is one, else a net of degrees."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.basemap import Basemap
from geodata.static_maps import labels, style, svg
from geodata.static_maps.frame import (
    EQUATOR_RADIUS_M,
    Box,
    Frame,
    Rectangle,
    degrees,
    mercator,
)
from geodata.static_maps.labels import Room
from geodata.static_maps.svg import Points, element

# Spacing of the net in degrees, up to which zoom level: as frontend/js/map/graticule.js has it.
NETS = ((0.5, 9.0), (0.1, 11.5), (0.02, 14.0), (0.005, 99.0))


LAYERS = (
    "land", "water", "waterways", "squares", "buildings", "streets", "walls", "pois", "labels",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Piece:
    """A feature of the basemap, or as much of it as is in one tile.

    Attributes
    ----------
    parts
        Rows of longitude and latitude (WGS 84): the rings of an area, lines, or a single point.
    """

    kind: str
    parts: tuple[Points, ...]
    properties: Mapping[str, object]


@dataclass(frozen=True, eq=False)
class Ground:
    """The basemap of a box, by layer."""

    layers: Mapping[str, Sequence[Piece]]

    def of(self, layer: str) -> Sequence[Piece]:
        """Return the pieces of a layer."""
        return self.layers.get(layer, ())


def read(frame: Frame, base: Basemap) -> Ground:
    """Return what of a basemap touches a frame, in whole tiles."""
    # Tiles are made for pixels; on paper, where more of them lie on an inch, the next level fits.
    level = min(max(round(frame.zoom + 0.5), base.min_zoom), base.max_zoom)
    return _read(base, _tiles_around(frame.box, level), level)


def _tiles_around(box: Box, level: int) -> Box:
    """Return the box of the tiles that a box touches: maps near by then share what was read."""
    side_m = 2 * math.pi * EQUATOR_RADIUS_M / 2**level
    (west, south), (east, north) = (mercator([box[:2], box[2:]]) / side_m).tolist()
    return (
        *degrees(math.floor(west) * side_m, math.floor(south) * side_m),
        *degrees(math.ceil(east) * side_m, math.ceil(north) * side_m),
    )


# Most of the time that a map takes goes into reading; a town's maps all need the same few tiles.
@lru_cache(maxsize=24)
def _read(base: Basemap, box: Box, level: int) -> Ground:
    west, south, east, north = box
    edge = (east - west) / 1e4  # or the tiles beyond would touch the box, too
    within = (west + edge, south + edge, east - edge, north - edge)
    layers: dict[str, list[Piece]] = {}
    for layer, geometry, attributes in base.features(LAYERS, within, level):
        piece = Piece(str(attributes.get("kind", "")), tuple(_parts(geometry)), attributes)
        layers.setdefault(layer, []).append(piece)
    return Ground(layers)


def _parts(geometry: BaseGeometry) -> Iterator[Points]:
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield shapely.get_coordinates(ring)
        else:
            yield shapely.get_coordinates(part)


def net(frame: Frame) -> str:
    """Return the ground without a basemap: paper and the net of the map on the screen."""
    west, south, east, north = frame.box
    step = next(step for step, up_to in NETS if frame.zoom < up_to)
    while (east - west + north - south) / step > 60:
        step *= 5
    lines = [((x, south), (x, north)) for x in _steps(west, east, step)]
    lines += [((west, y), (east, y)) for y in _steps(south, north, step)]
    data = "".join(svg.path(frame.project(line)) for line in lines)
    drawn = element(
        "path",
        d=data,
        fill="none",
        stroke=style.GRATICULE,
        stroke_opacity=f"{style.GRATICULE_OPACITY}",
        stroke_width=8,
    )
    return _paper(frame.rectangle, style.PAPER) + (svg.fine_group(drawn) if data else "")


def _steps(start: float, end: float, step: float) -> list[float]:
    first = math.ceil(start / step)
    return [number * step for number in range(first, math.floor(end / step) + 1)]


def _paper(area: Rectangle, fill: str) -> str:
    return element("rect", x=area.left, y=area.top, width=area.width, height=area.height, fill=fill)


_LAND: Mapping[str, str] = {
    "residential": style.QUARTER,
    "commercial": style.QUARTER,
    "industrial": style.WORKS,
    "military": style.WORKS,
    "school": style.PUBLIC,
    "hospital": style.PUBLIC,
    "farmland": style.FIELD,
    "scrub": style.FIELD,
    "park": style.PARK,
    "sport": style.PARK,
    "wetland": style.PARK,
    "forest": style.GROVE,
    "orchard": style.GROVE,
    "cemetery": style.GRAVE,
    "salt": style.ROCK,
    "rock": style.ROCK,
    "beach": style.SAND,
    "sand": style.SAND,
    "pier": style.WORKS,
    "parking": style.WORKS,
    "airport": style.WORKS,
}
_FAINT_LAND = frozenset({"school", "hospital"})
_BUILDINGS: Mapping[str, str] = {
    "mosque": style.SACRED,
    "church": style.SACRED,
    "market": style.MARKET,
    "public": style.PUBLIC,
    "fort": style.PUBLIC,
    "ruin": style.ROCK,
    "roof": style.WORKS,
}


@dataclass(frozen=True)
class _Street:
    """How wide a class of street is on the ground, and at least on paper; and its colours."""

    width_m: float
    least: float
    from_zoom: float = 0
    fill: str = style.STREET
    edge: str = style.STREET_EDGE
    is_path: bool = False


# From the widest to the narrowest; widths are those that are usual, drawn to scale where they show.
_STREETS: Mapping[str, _Street] = {
    "motorway": _Street(18, 3.6, fill=style.ARTERY, edge=style.ARTERY_EDGE),
    "primary": _Street(12, 3.0, fill=style.ARTERY, edge=style.ARTERY_EDGE),
    "secondary": _Street(9, 2.4),
    "minor": _Street(6.5, 1.4, from_zoom=12),
    "pedestrian": _Street(5, 1.3, from_zoom=13, fill=style.ALLEY),
    "service": _Street(4, 0.9, from_zoom=14),
    "alley": _Street(2.6, 0.9, from_zoom=14, fill=style.ALLEY),
    "track": _Street(2.5, 0.8, from_zoom=13, is_path=True),
    "path": _Street(1.6, 0.8, from_zoom=14.3, is_path=True),
    "stairs": _Street(2.4, 1.8, from_zoom=14.3),
}
SAME_THING = 48.0  # units: what is written nearer to one of our places is likely the same
_DRAWN_LOWER = frozenset({"tunnel"})
_BUILDINGS_FROM = 14.2
_STREET_NAMES_FROM = 15.0
_SIGNS_FROM = 15.6
_SIGNS = (
    "station", "museum", "market", "castle", "townhall", "mosque", "church", "theatre", "monument",
    "hospital", "viewpoint", "university",
)  # fmt: skip
_SETTLEMENTS = ("city", "town", "suburb", "village", "neighbourhood", "island", "hamlet")
_GROUNDS = ("square", "park", "harbour", "beach", "bay", "water", "quarter", "locality", "peak")


def basemap(
    frame: Frame,
    ground: Ground,
    room: Room,
    language: str,
    *,
    named: bool,
    known: Points,
) -> str:
    """Return the basemap inside a frame.

    Parameters
    ----------
    named
        Whether names are written, where there is room.
    known
        Where our own places are drawn: the signs of the basemap for the same things are left out.
    """
    a_metre = 1 / frame.metres_a_unit
    drawn = [_paper(frame.rectangle, style.EARTH)]
    drawn += [
        _areas(
            frame,
            _of_kind(ground.of("land"), kind),
            fill,
            fill_opacity="0.4" if kind in _FAINT_LAND else "1",
        )
        for kind, fill in _LAND.items()
    ]
    drawn.append(_areas(frame, ground.of("water"), style.WATER, stroke=style.SHORE, stroke_width=6))
    drawn.append(_lines(frame, ground.of("waterways"), stroke=style.SHORE, stroke_width=14))
    drawn.append(_areas(frame, ground.of("squares"), style.SQUARE))
    if frame.zoom >= _BUILDINGS_FROM:
        drawn += _buildings(frame, ground.of("buildings"))
    drawn += _streets(frame, ground.of("streets"), a_metre)
    drawn += _walls(frame, ground, a_metre)
    if named:
        drawn += _names(frame, ground, room, language, known)
    return "".join(drawn)


def _of_kind(pieces: Sequence[Piece], *kinds: str) -> list[Piece]:
    return [piece for piece in pieces if piece.kind in kinds]


def _data(frame: Frame, pieces: Sequence[Piece], *, closed: bool) -> str:
    """Return the path of all pieces that reach into the frame, projected in one go."""
    parts = [part for piece in pieces for part in piece.parts if len(part) > 1]
    if not parts:
        return ""
    points = frame.project(np.concatenate(parts))
    ends = np.cumsum([len(part) for part in parts])[:-1]
    area = frame.rectangle.inset(-20)
    data = []
    for part in np.split(points, ends):
        (left, top), (right, bottom) = part.min(axis=0), part.max(axis=0)
        if left < area.right and right > area.left and top < area.bottom and bottom > area.top:
            data.append(svg.path(part, closed=closed))
    return "".join(data)


def _areas(frame: Frame, pieces: Sequence[Piece], fill: str, **more: str | float) -> str:
    data = _data(frame, pieces, closed=True)
    if not data:
        return ""
    return svg.fine_group(element("path", d=data, fill=fill, fill_rule="evenodd", **more))


def _lines(frame: Frame, pieces: Sequence[Piece], **more: str | float) -> str:
    data = _data(frame, pieces, closed=False)
    return svg.fine_group(element("path", d=data, fill="none", **more)) if data else ""


def _buildings(frame: Frame, pieces: Sequence[Piece]) -> list[str]:
    edge: dict[str, str | float] = (
        {"stroke": style.BLOCK_EDGE, "stroke_width": 4} if frame.zoom > 15 else {}
    )
    plain = [piece for piece in pieces if piece.kind not in _BUILDINGS]
    drawn = [_areas(frame, plain, style.BLOCK, **edge)]
    drawn += [
        _areas(frame, _of_kind(pieces, kind), fill, **edge) for kind, fill in _BUILDINGS.items()
    ]
    return drawn


def _streets(frame: Frame, pieces: Sequence[Piece], a_metre: float) -> list[str]:
    shared: dict[str, str | float] = {"stroke_linejoin": "round", "stroke_linecap": "round"}
    shown = {kind: street for kind, street in _STREETS.items() if frame.zoom >= street.from_zoom}
    open_air = [piece for piece in pieces if piece.properties.get("layer") not in _DRAWN_LOWER]
    hidden = [piece for piece in pieces if piece.properties.get("layer") in _DRAWN_LOWER]
    edges, fills = [], []
    by_kind: dict[str, list[Piece]] = {kind: [] for kind in shown}
    for piece in open_air:
        if piece.kind in by_kind:
            by_kind[piece.kind].append(piece)
    for kind, street in reversed(shown.items()):
        width = max(street.width_m * a_metre, street.least) * svg.FINE
        here = by_kind[kind]
        if kind == "stairs":
            edges.append(_lines(frame, here, stroke=street.fill, stroke_width=width + 4, **shared))
            fills.append(
                _lines(frame, here, stroke=style.STAIR, stroke_width=width, stroke_dasharray="7 8")
            )
        elif street.is_path:
            fills.append(
                _lines(frame, here, stroke=style.PATH, stroke_width=9, stroke_dasharray="26 18")
            )
        else:
            edges.append(_lines(frame, here, stroke=street.edge, stroke_width=width + 10, **shared))
            fills.append(_lines(frame, here, stroke=street.fill, stroke_width=width, **shared))
    below = _lines(
        frame,
        [piece for piece in hidden if piece.kind in shown],
        stroke=style.COVER,
        stroke_width=10,
        stroke_dasharray="20 20",
    )
    rail = _of_kind(open_air, "rail")
    rails = _lines(frame, rail, stroke=style.RAIL, stroke_width=16)
    sleepers = _lines(frame, rail, stroke=style.STREET, stroke_width=9, stroke_dasharray="40 40")
    return [below, *edges, *fills, rails, sleepers]


def _walls(frame: Frame, ground: Ground, a_metre: float) -> list[str]:
    walls = ground.of("walls")
    drawn = [
        _lines(
            frame,
            _of_kind(walls, "city_wall"),
            stroke=style.WALL,
            stroke_width=max(2.5 * a_metre, 1.8) * svg.FINE,
        ),
        _lines(frame, _of_kind(walls, "pier"), stroke=style.RAIL, stroke_width=12),
    ]
    if frame.zoom >= _SIGNS_FROM:
        drawn.append(
            _lines(frame, _of_kind(walls, "wall", "cliff"), stroke=style.FENCE, stroke_width=7)
        )
    return drawn


def name_of(properties: Mapping[str, object], language: str) -> str:
    """Return a name in a language, else as it is tagged on the spot."""
    return str(properties.get(f"name:{language}") or properties.get("name") or "").strip()


def _names(frame: Frame, ground: Ground, room: Room, language: str, places: Points) -> list[str]:
    drawn: list[str] = []
    known: set[str] = set()

    def write(piece: Piece, size: float, colour: str, *, dot: bool, **more: str) -> None:
        name = name_of(piece.properties, language)
        if not name or name in known or not piece.parts:
            return
        (x, y) = frame.project(piece.parts[0])[0]
        if len(places) and np.hypot(*(places - (x, y)).T).min() < SAME_THING:
            return
        lines = labels.wrapped(name, size, 96, 2)
        if dot:
            found = room.place(lines, size, (x, y), 5, off_lines=True)
        else:
            width = max(labels.width_of(line, size) for line in lines)
            height = len(lines) * size * labels.LEADING
            box = Rectangle(x - width / 2, y - height / 2, width, height)
            found = (
                labels.label(lines, size, "middle", box)
                if room.is_free([box], off_lines=True)
                else None
            )
            if found:
                room.take(box)
        if found is None:
            return
        known.add(name)
        if dot:
            drawn.append(element("circle", cx=x, cy=y, r=1.8, fill=colour))
        drawn.append(_written(found, colour, **more))

    rank = {kind: order for order, kind in enumerate(_SETTLEMENTS + _GROUNDS)}
    named = [piece for piece in ground.of("labels") if piece.kind in rank]
    for piece in sorted(named, key=lambda piece: rank[piece.kind]):
        is_settlement = piece.kind in _SETTLEMENTS
        size = 13.0 if piece.kind in {"city", "town"} else 10.5 if is_settlement else 8.5
        colour = style.NAME_SOFT if is_settlement else style.NAME_PARK
        if piece.kind in {"bay", "harbour", "water"}:
            colour = style.NAME_WATER
        write(piece, size, colour, dot=False, letter_spacing="0.5" if is_settlement else "0")
    if frame.zoom >= _STREET_NAMES_FROM:
        drawn += _street_names(frame, ground.of("streets"), room, language)
    if frame.zoom >= _SIGNS_FROM:
        order = {kind: place for place, kind in enumerate(_SIGNS)}
        signs = [piece for piece in ground.of("pois") if piece.kind in order]
        for piece in sorted(signs, key=lambda piece: order[piece.kind]):
            write(piece, 8.0, style.SIGN, dot=True)
    return drawn


def _written(found: labels.Label, colour: str, **more: str) -> str:
    return "".join(
        svg.text(
            line,
            found.x,
            baseline,
            found.size,
            text_anchor=found.anchor,
            fill=colour,
            stroke=style.NAME_HALO,
            stroke_opacity="0.85",
            stroke_width=found.size / 4,
            stroke_linejoin="round",
            paint_order="stroke",
            **more,
        )
        for line, baseline in zip(found.lines, found.baselines, strict=True)
    )


def _street_names(frame: Frame, pieces: Sequence[Piece], room: Room, language: str) -> list[str]:
    """Return names along streets: each once, on the longest straight part that it fits on."""
    size = 7.8
    best: dict[str, tuple[float, Points]] = {}
    for piece in pieces:
        if piece.kind not in _STREETS or not (name := name_of(piece.properties, language)):
            continue
        for part in piece.parts:
            points = frame.project(part)
            for start, end in _straight_runs(points):
                length = float(np.hypot(*(end - start)))
                middle = (start + end) / 2
                width = labels.width_of(name, size)
                if length < width * 0.9 or length <= best.get(name, (0.0, points))[0]:
                    continue
                half = (end - start) / length * width / 2
                boxes = _boxes_along(middle - half, middle + half, size)
                if room.is_free(boxes, off_lines=True):
                    best[name] = length, np.array((start, end))
    drawn = []
    for name, (length, (start, end)) in sorted(best.items(), key=lambda each: -each[1][0]):
        width = labels.width_of(name, size)
        middle, along = (start + end) / 2, (end - start) / length
        boxes = _boxes_along(middle - along * width / 2, middle + along * width / 2, size)
        if not room.is_free(boxes, off_lines=True):
            continue
        room.take(*boxes)
        angle = math.degrees(math.atan2(along[1], along[0]))
        if abs(angle) > 90:
            angle -= math.copysign(180, angle)
        drawn.append(
            svg.text(
                name,
                0,
                size * 0.36,
                size,
                transform=f"translate({middle[0]:.1f} {middle[1]:.1f})rotate({angle:.0f})",
                text_anchor="middle",
                fill=style.NAME_SOFT,
                stroke=style.NAME_HALO,
                stroke_width=1.8,
                stroke_linejoin="round",
                paint_order="stroke",
                class_="street",
            )
        )
    return drawn


def _straight_runs(points: Points, most_turn: float = 0.22) -> list[tuple[Points, Points]]:
    """Return the ends of the runs in which a line turns by no more than so much (radians)."""
    steps = np.diff(points, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    kept = lengths > 0.05
    if not kept.any():
        return []
    corners = np.concatenate((points[:1], points[1:][kept]))
    angles = np.arctan2(steps[kept, 1], steps[kept, 0])
    runs, first = [], 0
    for index in range(1, len(angles) + 1):
        if index < len(angles):
            turn = (angles[index] - angles[first] + math.pi) % (2 * math.pi) - math.pi
            if abs(turn) <= most_turn:
                continue
        runs.append((corners[first], corners[index]))
        first = index
    return runs


def _boxes_along(start: Points, end: Points, size: float) -> list[Rectangle]:
    """Return upright boxes that together cover a slanted line of text."""
    length = float(np.hypot(*(end - start)))
    count = max(1, math.ceil(length / (size * 1.1)))
    centres = start + (end - start) * ((np.arange(count) + 0.5) / count)[:, None]
    half = size * 0.72
    return [Rectangle(x - half, y - half, 2 * half, 2 * half) for x, y in centres.tolist()]
