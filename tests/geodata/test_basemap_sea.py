"""The sea lies to the right of coastlines."""

import pytest
import shapely
from shapely.geometry import Point

from geodata.basemap.sea import sea

BOX = (-11.0, 28.0, -10.0, 29.0)
WEST_TO_EAST = [(-11.5, 28.4), (-10.7, 28.5), (-10.2, 28.45), (-9.5, 28.6)]
ISLAND = [(-10.6, 28.2), (-10.4, 28.2), (-10.4, 28.3), (-10.6, 28.3), (-10.6, 28.2)]
NORTH, SOUTH = Point(-10.5, 28.8), Point(-10.5, 28.1)
ON_THE_ISLAND = Point(-10.5, 28.25)


def test_without_a_coast_there_is_no_sea():
    assert sea([], BOX).is_empty


def test_a_coast_elsewhere_makes_no_sea_here():
    assert sea([[(x + 5, y) for x, y in WEST_TO_EAST]], BOX).is_empty


def test_land_is_on_the_left():
    water = sea([WEST_TO_EAST], BOX)
    assert water.contains(SOUTH)
    assert not water.contains(NORTH)
    turned = sea([WEST_TO_EAST[::-1]], BOX)
    assert turned.contains(NORTH)
    assert not turned.contains(SOUTH)


def test_the_sea_ends_at_the_box():
    assert shapely.box(*BOX).covers(sea([WEST_TO_EAST], BOX).buffer(-1e-9))


@pytest.mark.parametrize("coasts", [[WEST_TO_EAST, ISLAND], [ISLAND]])
def test_an_island_is_land_in_the_sea(coasts):
    water = sea(coasts, BOX)
    assert not water.contains(ON_THE_ISLAND)
    assert water.contains(SOUTH)


def test_a_coast_in_pieces_is_as_good_as_a_whole_one():
    pieces = [WEST_TO_EAST[:2], WEST_TO_EAST[2:], WEST_TO_EAST[1:3]]
    assert sea(pieces, BOX).equals(sea([WEST_TO_EAST], BOX))


def test_a_coast_that_ends_inside_the_box_goes_on_to_its_nearest_side():
    cut = [(-10.98, 28.5), (-10.5, 28.5), (-10.03, 28.52)]
    water = sea([cut], BOX)
    assert water.contains(SOUTH)
    assert not water.contains(NORTH)


def test_coasts_that_contradict_each_other_leave_land():
    there = [(-11.5, 28.5), (-10.5, 28.5)]
    back = [(-9.5, 28.5), (-10.5, 28.5)]
    assert sea([there, back], BOX).is_empty
