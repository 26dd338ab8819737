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


@dataclass(frozen=True)
class Corner:
    """A node on the outline of a square, with its longitude and latitude."""

    number: int
    longitude: float
    latitude: float


def crossings(outline: Sequence[Corner], entrances: Collection[int]) -> list[tuple[int, int]]:
    """Return the pairs of nodes to join across a square, beside its outline.

    Parameters
    ----------
    outline
        The nodes around the square, the first one again at the end.
    entrances
        The numbers of the nodes where streets reach it.

    Returns
    -------
    Numbers of nodes; none where the outline crosses itself, is no area, or has too many corners.
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
            pairs.append((outline[one].number, outline[other].number))
    return pairs


def _sticks_in(points: Sequence[tuple[float, float]], index: int, is_left: bool) -> bool:
    """Whether the outline bends inwards at a corner."""
    # The last point is the first again.
    before = points[index - 1] if index else points[-2]
    (x0, y0), (x1, y1), (x2, y2) = before, points[index], points[index + 1]
    turn = (x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1)
    return turn < 0 if is_left else turn > 0


def _in_metres(outline: Sequence[Corner]) -> list[tuple[float, float]]:
    """Return positions in metres east and north of the first, on a plane that touches there."""
    first = outline[0]
    north_m = math.radians(1) * 6_371_008.8
    east_m = north_m * math.cos(math.radians(first.latitude))
    return [
        (
            (corner.longitude - first.longitude) * east_m,
            (corner.latitude - first.latitude) * north_m,
        )
        for corner in outline
    ]
