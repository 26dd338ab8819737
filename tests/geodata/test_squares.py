"""How people cross squares."""

from geodata.squares import Corner, crossings
from tests import tiny_streets as tiny

NEW = 1_000


def outline(*points: tiny.Metres) -> list[Corner]:
    corners = [Corner(number, *tiny.at(point)) for number, point in enumerate(points, 1)]
    return [*corners, corners[0]]


def numbers(lines: list[tuple[Corner, ...]]) -> list[list[int]]:
    return sorted([corner.number for corner in line] for line in lines)


SQUARE = outline((0, 0), (40, 0), (40, 40), (0, 40))
# The corner at (15, 15), the fourth, sticks into it.
ANGLE = outline((0, 0), (40, 0), (40, 15), (15, 15), (15, 40), (0, 40))


def test_opposite_entrances_are_joined_and_neighbours_have_the_outline():
    assert numbers(crossings(SQUARE, {1, 3}, NEW)) == [[1, 3]]
    assert crossings(SQUARE, {1, 2}, NEW) == []


def test_lines_that_cross_meet_in_a_new_node():
    lines = crossings(SQUARE, {1, 2, 3, 4}, NEW)

    assert numbers(lines) == [[1, NEW, 3], [2, NEW, 4]]
    (middle,) = {corner for line in lines for corner in line if corner.number == NEW}
    assert (round(middle.longitude, 6), round(middle.latitude, 6)) == tuple(
        round(degrees, 6) for degrees in tiny.at((20, 20))
    )


def test_who_cannot_see_across_goes_around_the_corner():
    assert numbers(crossings(ANGLE, {2, 6}, NEW)) == [[2, 4], [4, 6]]


def test_a_square_that_nobody_can_cross_is_left_alone():
    bow = outline((0, 0), (40, 40), (40, 0), (0, 40))

    assert crossings(bow, {1, 2, 3, 4}, NEW) == []
    assert crossings(SQUARE, {1}, NEW) == []
    assert crossings(SQUARE, set(), NEW) == []


def test_many_entrances_are_joined_without_nodes_between():
    ring = outline(*((x, 0) for x in range(0, 60, 4)), *((x, 50) for x in range(56, -4, -4)))

    lines = crossings(ring, {corner.number for corner in ring}, NEW)

    assert lines
    assert all(len(line) == 2 for line in lines)
