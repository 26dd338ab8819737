"""Find how people walk across a square: straight from where they come in to where they go out.

OpenStreetMap draws a square as an area, which a street graph has no way through. Valhalla can lay
ways along the middle axis of an area, which lead three times as far where a square is wide. Here
each two entrances are joined by the shortest line that stays inside: straight where they see each
other, else around the corners that stick into the square. The lines between all corners and
entrances that see each other are the visibility graph (Lozano-Pérez and Wesley, "An algorithm for
planning collision-free paths among polyhedral obstacles", 1979), in which shortest ways are found.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

import shapely

# With more corners the lines would outnumber the streets of the town.
MOST_CORNERS = 60
# A line may leave the square by the rounding of its corners, in metres.
ROUNDING_M = 0.05
# Up to so many lines meet where they cross: those of eight entrances, all in sight of each other.
MOST_MEETING = 28
# Two crossings nearer than this are one: Valhalla has no edge shorter than a metre.
APART_M = 2.0
EARTH_RADIUS_M = 6_371_008.8

type Metres = tuple[float, float]  # east and north of the first corner


@dataclass(frozen=True)
class Corner:
    """A node on the outline of a square, with its longitude and latitude."""

    number: int
    longitude: float
    latitude: float


def crossings(
    outline: Sequence[Corner], entrances: Collection[int], first_number: int
) -> list[tuple[Corner, ...]]:
    """Return the lines to lay across a square, beside its outline.

    Where there are few, they meet in new nodes, so that who stops in the middle of a square can
    leave it in every direction.

    Parameters
    ----------
    outline
        The nodes around the square, the first one again at the end.
    entrances
        The numbers of the nodes where streets reach it.
    first_number
        What to number new nodes from.

    Returns
    -------
    None where the outline crosses itself, is no area, or has too many corners.
    """
    points = _in_metres(outline)
    polygon = shapely.Polygon(points)
    if not polygon.is_valid or polygon.is_empty:
        return []
    is_left = shapely.is_ccw(polygon.exterior)
    corners = [
        index
        for index, corner in enumerate(outline[:-1])
        if corner.number in entrances or _sticks_in(points, index, is_left)
    ]
    if not 2 <= len(corners) <= MOST_CORNERS:
        return []
    wide = polygon.buffer(ROUNDING_M)
    shapely.prepare(wide)
    last = len(outline) - 2
    pairs = []
    for one, other in combinations(corners, 2):
        is_side = other - one == 1 or (one == 0 and other == last)
        if not is_side and wide.covers(shapely.LineString([points[one], points[other]])):
            pairs.append((one, other))
    if len(pairs) > MOST_MEETING:
        return [(outline[one], outline[other]) for one, other in pairs]
    return _meeting(outline, points, pairs, first_number)


def _meeting(
    outline: Sequence[Corner],
    points: Sequence[Metres],
    pairs: Sequence[tuple[int, int]],
    first_number: int,
) -> list[tuple[Corner, ...]]:
    """Return lines between corners with a node wherever two of them cross."""
    nodes = [(points[index], outline[index]) for pair in pairs for index in pair]
    on_line: list[dict[Corner, float]] = [
        {outline[one]: 0.0, outline[other]: math.dist(points[one], points[other])}
        for one, other in pairs
    ]
    new = 0
    for (one, line), (other, further) in combinations(enumerate(pairs), 2):
        if set(line) & set(further):
            continue
        cross = shapely.LineString([points[i] for i in line]).intersection(
            shapely.LineString([points[i] for i in further])
        )
        if cross.geom_type != "Point":
            continue
        at = (cross.x, cross.y)
        near = next((node for place, node in nodes if math.dist(place, at) < APART_M), None)
        if near is None:
            near = _located(outline[0], at, first_number + new)
            new += 1
            nodes.append((at, near))
        for index, begin in ((one, line[0]), (other, further[0])):
            on_line[index].setdefault(near, math.dist(points[begin], at))
    return [tuple(sorted(line, key=line.__getitem__)) for line in on_line]


def _sticks_in(points: Sequence[Metres], index: int, is_left: bool) -> bool:
    """Whether the outline bends inwards at a corner."""
    # The last point is the first again.
    before = points[index - 1] if index else points[-2]
    (x0, y0), (x1, y1), (x2, y2) = before, points[index], points[index + 1]
    turn = (x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1)
    return turn < 0 if is_left else turn > 0


def _in_metres(outline: Sequence[Corner]) -> list[Metres]:
    """Return positions on a plane that touches at the first."""
    first = outline[0]
    east_m, north_m = _degree_m(first)
    return [
        (
            (corner.longitude - first.longitude) * east_m,
            (corner.latitude - first.latitude) * north_m,
        )
        for corner in outline
    ]


def _located(first: Corner, point: Metres, number: int) -> Corner:
    east_m, north_m = _degree_m(first)
    return Corner(number, first.longitude + point[0] / east_m, first.latitude + point[1] / north_m)


def _degree_m(corner: Corner) -> Metres:
    """Return how long a degree of longitude and of latitude is."""
    north_m = math.radians(1) * EARTH_RADIUS_M
    return north_m * math.cos(math.radians(corner.latitude)), north_m
