"""Draw what a map is about: ways, spots with how well they are known, and the names beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from geodata.static_maps import labels, style, svg
from geodata.static_maps.content import Circle, Content, Dot, Road, Spot, Way
from geodata.static_maps.frame import Frame, Rectangle
from geodata.static_maps.labels import Label, Room
from geodata.static_maps.svg import Points, element
from geodata.templatetags.illustrations import FOLDER, GENERIC

MARKER_RADIUS = 9.5
MEDALLION_RADIUS = 19.0
ARROWS_EVERY = 74  # units along a way
LABEL_SIZE = 11.5
LABEL_WIDTH = 128
VAGUE = frozenset({"approximate", "sample"})
_COLOUR = re.compile(r"var\(--[\w-]+,\s*(#[0-9a-fA-F]{3,8})\)")


def ways(frame: Frame, all_ways: Sequence[Way]) -> str:
    """Return the ways with the direction they are walked in; approximate ones are dashed."""
    cased, lines, arrows = [], [], []
    for way in all_ways:
        points = frame.project(way.coordinates)
        data = svg.path(points)
        if not data:
            continue
        cased.append(element("path", d=data))
        lines.append(element("path", d=data, **_manner(way)))
        arrows += _arrows(points)
    shared = {"fill": "none", "stroke_linejoin": "round", "stroke_linecap": "round"}
    casing = svg.fine_group(
        "".join(cased), **shared, stroke=style.LEG_CASE, stroke_width=60, stroke_opacity="0.85"
    )
    drawn = svg.fine_group("".join(lines), **shared, stroke=style.LEG, stroke_width=30)
    heads = element("g", "".join(arrows), fill=style.LEG, stroke=style.LEG_CASE, stroke_width=1.1)
    return casing + drawn + (heads if arrows else "")


def _manner(way: Way) -> dict[str, str]:
    if not way.is_approximate:
        return {"class_": "way"}
    return {"class_": "way way--approximate", "stroke_width": "21", "stroke_dasharray": "64 48"}


def _arrows(points: Points) -> list[str]:
    steps = np.diff(points, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    along = np.concatenate(([0], np.cumsum(lengths)))
    clear = along[-1] - 2 * (MARKER_RADIUS + 6)
    if clear <= 0:
        return []
    count = max(1, round(clear / ARROWS_EVERY))
    drawn = []
    for place in (np.arange(count) + 0.5) * clear / count + MARKER_RADIUS + 6:
        step = min(int(np.searchsorted(along, place, side="right")) - 1, len(lengths) - 1)
        share = (place - along[step]) / lengths[step]
        x, y = points[step] + share * steps[step]
        angle = np.degrees(np.arctan2(steps[step, 1], steps[step, 0]))
        drawn.append(
            element(
                "path",
                d="M-4.5-4.6L6 0L-4.5 4.6L-2.4 0z",
                transform=f"translate({x:.1f} {y:.1f})rotate({angle:.0f})",
                class_="arrow",
            )
        )
    return drawn


def way_points(frame: Frame, all_ways: Sequence[Way]) -> Points:
    """Return points along the ways, close enough that no label slips between two of them."""
    parts = [np.empty((0, 2))]
    for way in all_ways:
        points = frame.project(way.coordinates)
        steps = np.hypot(*np.diff(points, axis=0).T)
        along = np.concatenate(([0], np.cumsum(steps)))
        dense = np.arange(0, along[-1] + 8, 8)
        parts.append(np.column_stack([np.interp(dense, along, points[:, axis]) for axis in (0, 1)]))
    return np.concatenate(parts)


def halos(frame: Frame, spots: Sequence[Spot]) -> str:
    """Return a circle as wide as its accuracy around every spot that is not exactly known."""
    drawn = []
    for spot in spots:
        radius = (spot.accuracy_m or 0) / frame.metres_a_unit
        if spot.position is None or spot.quality == "surveyed" or radius <= MARKER_RADIUS:
            continue
        (x, y) = frame.project([spot.position])[0]
        colour = style.SAMPLE if spot.quality == "sample" else style.HALO
        drawn.append(
            element(
                "circle",
                cx=x,
                cy=y,
                r=radius,
                fill=colour,
                fill_opacity="0.04",
                stroke=colour,
                stroke_opacity="0.6",
                stroke_width=1.3,
                stroke_dasharray="5 4" if spot.quality == "sample" else None,
                class_="halo",
            )
        )
    return "".join(drawn)


def circles(frame: Frame, areas: Sequence[Circle], room: Room) -> str:
    """Return the areas that unlocated places lie in, each with its caption at its upper edge."""
    drawn = []
    for area in areas:
        (x, y) = frame.project([area.position])[0]
        radius = area.radius_m / frame.metres_a_unit
        drawn.append(
            element(
                "circle",
                cx=x,
                cy=y,
                r=radius,
                fill="url(#hatch)",
                stroke=style.AREA,
                stroke_width=1.6,
                stroke_dasharray="6 4",
                class_="area",
            )
        )
        lines = labels.wrapped(area.caption, LABEL_SIZE, 190, 3)
        found = room.place(lines, LABEL_SIZE, (x, y), 4)
        drawn += [cartouche(found.box), lettering(found, style.INK)] if found else []
    return "".join(drawn)


def cartouche(box: Rectangle) -> str:
    """Return a slip of paper under words."""
    wide = box.inset(-4)
    return element(
        "rect",
        x=wide.left,
        y=wide.top,
        width=wide.width,
        height=wide.height,
        rx=4,
        fill=style.PAGE,
        fill_opacity="0.9",
    )


def roads(frame: Frame, all_roads: Sequence[Road], room: Room) -> str:
    """Return known roads as straight dashed lines: their courses are not known."""
    drawn, words = [], []
    for road in all_roads:
        points = frame.project([road.start, road.end])
        drawn.append(element("path", d=svg.path(points)))
        middle = points.mean(axis=0)
        size = 9.0
        width = labels.width_of(road.label, size)
        box = Rectangle(middle[0] - width / 2, middle[1] - size * 0.6, width, size * 1.2)
        if road.label and room.is_free([box]):
            room.take(box)
            found = labels.label([road.label], size, "middle", box)
            words += [cartouche(box), lettering(found, style.INK_SOFT)]
    lines = svg.fine_group(
        "".join(drawn),
        fill="none",
        stroke=style.ROAD,
        stroke_width=18,
        stroke_dasharray="90 70",
    )
    return lines + "".join(words)


def dots(frame: Frame, all_dots: Sequence[Dot], room: Room) -> str:
    """Return the places to find one's bearings by, those that there is room for."""
    drawn = []
    for dot in all_dots:
        (x, y) = frame.project([dot.position])[0]
        reach = 6.0 if dot.is_town else 3.0
        box = Rectangle(x - reach, y - reach, 2 * reach, 2 * reach)
        if not room.is_free([box]):
            continue
        size = 13.0 if dot.is_town else 9.5
        lines = labels.wrapped(dot.name, size, 110, 2)
        room.take(box)
        found = room.place(lines, size, (x, y), reach + 3, off_lines=True)
        if dot.is_town:
            lozenge = f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6-6z"
            drawn.append(
                element("path", d=lozenge, fill=style.PAGE, stroke=style.INK, stroke_width=1.2)
            )
        elif found:
            drawn.append(element("circle", cx=x, cy=y, r=2.4, fill=style.INK_SOFT))
        if found:
            drawn.append(lettering(found, style.INK if dot.is_town else style.INK_SOFT))
    return "".join(drawn)


def stops(frame: Frame, content: Content, room: Room, *, named: bool) -> str:
    """Return the located spots with their numbers, moved apart where they would cover each other.

    A moved one is tied to its spot with a line. Names follow where ``named`` and where there is
    room; the list in the margin has all of them.
    """
    spots = content.located
    if not spots:
        return ""
    true = frame.project(content.positions)
    edge = room.bounds.inset(MARKER_RADIUS + 2)
    shown = labels.apart(true, 2 * MARKER_RADIUS + 2.5, edge)
    ties, markers, names = [], [], []
    for spot, at, moved in zip(spots, true.tolist(), shown.tolist(), strict=True):
        reach = MARKER_RADIUS if spot.number is not None else MEDALLION_RADIUS
        if np.hypot(moved[0] - at[0], moved[1] - at[1]) > reach * 0.6:
            ties.append(_tie(at, moved))
        markers.append(_marker(spot, *moved))
        box = Rectangle(moved[0] - reach, moved[1] - reach, 2 * reach, 2 * reach)
        room.take(box)
    if named:
        for spot, moved in zip(spots, shown.tolist(), strict=True):
            reach = MARKER_RADIUS if spot.number is not None else MEDALLION_RADIUS
            lines = labels.wrapped(spot.name, LABEL_SIZE, LABEL_WIDTH, 2)
            found = room.place(lines, LABEL_SIZE, (moved[0], moved[1]), reach + 4)
            if found:
                names.append(lettering(found, style.INK, font_weight="600", class_="name"))
    return "".join((*ties, *markers, *names))


def _tie(at: Sequence[float], moved: Sequence[float]) -> str:
    line = element(
        "path",
        d=f"M{at[0]:.1f} {at[1]:.1f}L{moved[0]:.1f} {moved[1]:.1f}",
        stroke=style.STOP,
        stroke_width=1.2,
        class_="tie",
    )
    return line + element("circle", cx=at[0], cy=at[1], r=2, fill=style.STOP)


def _marker(spot: Spot, x: float, y: float) -> str:
    if spot.number is None:
        return _medallion(spot, x, y)
    return number_disc(spot, x, y, MARKER_RADIUS, class_="stop")


def number_disc(spot: Spot, x: float, y: float, radius: float, *, class_: str) -> str:
    """Return the number of a stop in a disc; hollow where its spot is not exactly known."""
    vague = spot.position is None or spot.quality in VAGUE
    broken = spot.position is None or spot.quality == "sample"
    disc = element(
        "circle",
        cx=x,
        cy=y,
        r=radius - 0.8,
        fill=style.ON_STOP if vague else style.STOP,
        stroke=style.STOP if vague else style.ON_STOP,
        stroke_width=1.6,
        stroke_dasharray="3 2.4" if broken else None,
    )
    words = str(spot.number)
    size = radius * (1.2 if len(words) < 2 else 1.05)
    return element(
        "g",
        disc
        + svg.text(
            words,
            x,
            y + size * 0.36,
            size,
            text_anchor="middle",
            font_weight="600",
            fill=style.STOP if vague else style.ON_STOP,
        ),
        class_=class_,
    )


def _medallion(spot: Spot, x: float, y: float) -> str:
    vague = spot.quality in VAGUE
    radius = MEDALLION_RADIUS
    ring = element("circle", cx=x, cy=y, r=radius, fill=style.MEDALLION_PAPER)
    edge = element(
        "circle",
        cx=x,
        cy=y,
        r=radius - 1.5,
        fill="none",
        stroke=style.SAMPLE if spot.quality == "sample" else style.MEDALLION,
        stroke_width=1.8 if vague else 3,
        stroke_dasharray="4 3" if spot.quality == "sample" else None,
    )
    side = 2 * (radius - 5.5)
    box = Rectangle(x - side / 2, y - side / 2, side, side)
    return element("g", ring + illustration(spot.category, box) + edge, class_="stop")


def illustration(category: str, box: Rectangle) -> str:
    """Return the site's drawing of a category of place in a square."""
    placed = element("svg", x=box.left, y=box.top, width=box.width, height=box.height).removesuffix(
        "/>"
    )
    return placed + _drawing(category)


@cache
def _drawing(category: str) -> str:
    """Return a drawing after its opening ``<svg``, in the light colours that it names itself."""
    path = FOLDER / "places" / f"{category}.svg"
    text = (path if path.is_file() else GENERIC).read_text(encoding="utf-8").strip()
    text = text.replace("\n", "").removeprefix("<svg")
    return _COLOUR.sub(r"\1", text.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))


def lettering(found: Label, colour: str, **attributes: str | float | None) -> str:
    """Return the lines of a label, with a rim of paper that keeps them apart from the ground."""
    return "".join(
        svg.text(
            line,
            found.x,
            baseline,
            found.size,
            text_anchor=found.anchor,
            fill=colour,
            stroke=style.NAME_HALO,
            stroke_width=found.size / 4,
            stroke_linejoin="round",
            paint_order="stroke",
            **attributes,
        )
        for line, baseline in zip(found.lines, found.baselines, strict=True)
    )
