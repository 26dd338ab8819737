"""Legs: how far it is where that is known, and nothing where it is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import GEOSGeometry, Point, Polygon

from circuits.legs import LegEstimate, approximate_leg, estimate, refresh_legs, straight_m
from circuits.models import Circuit, Leg, Mode, Stop
from geodata import territory
from geodata.models import Place
from geodata.territory import Territory
from tests.small_town import SmallTown, built, the

HERE, NORTH = Point(-10.05, 28.98, srid=4326), Point(-10.05, 28.99, srid=4326)


@pytest.fixture
def here(tmp_path: Path, settings: Any) -> Territory:
    return territory.read(built(tmp_path, settings).folder)


@pytest.fixture
def town(tmp_path: Path, settings: Any, db: None) -> SmallTown:
    town = built(tmp_path, settings)
    town.load()
    return town


def located(geometry: GEOSGeometry, accuracy_m: int) -> Place:
    return Place(geometry=geometry, position_quality="approximate", position_accuracy_m=accuracy_m)


def moved(slug: str, point: Point | None) -> None:
    place = the(Place, slug)
    place.geometry = point
    place.position_quality = "surveyed" if point else "unlocated"
    place.save()


def distances() -> list[int | None]:
    return list(Leg.objects.order_by("start__order").values_list("distance_m", flat=True))


def test_a_hundredth_of_a_degree_of_latitude_is_1108_metres_here() -> None:
    assert straight_m(HERE, NORTH) == pytest.approx(1108.4, abs=0.5)


def test_a_leg_without_streets_is_the_straight_line_times_the_detour(here: Territory) -> None:
    leg = approximate_leg(HERE, NORTH, Mode.FOOT, here)
    assert leg.distance_m == pytest.approx(1108.4 * 1.3, abs=1)
    assert leg.duration_s == pytest.approx(1108.4 * 1.3 / 1.2, abs=1)
    assert leg.geometry is not None
    assert leg.geometry.coords == ((-10.05, 28.98), (-10.05, 28.99))
    assert leg.is_approximate


def test_the_mode_decides_on_detour_and_speed(here: Territory) -> None:
    slow = replace(here, circuity=here.circuity | {"car": 2.0}, speed_m_s={"car": 5.0})
    leg = approximate_leg(HERE, NORTH, Mode.CAR, slow)
    assert leg.distance_m == pytest.approx(1108.4 * 2, abs=1)
    assert leg.duration_s == pytest.approx(1108.4 * 2 / 5, abs=1)


@pytest.mark.parametrize(("start", "end"), [(None, NORTH), (HERE, None), (None, None)])
def test_from_or_to_a_place_that_is_not_located_no_distance_is_known(
    start: Point | None, end: Point | None, here: Territory
) -> None:
    assert approximate_leg(start, end, Mode.FOOT, here) == LegEstimate(None, None, None, True)


def test_two_places_on_one_rough_point_are_near_each_other_and_not_zero_metres_apart(
    here: Territory,
) -> None:
    leg = estimate(located(HERE, 20), located(HERE, 500), Mode.FOOT, here)
    assert leg == LegEstimate(None, None, None, True)


def test_two_places_at_one_well_known_door_are_zero_metres_apart(here: Territory) -> None:
    leg = estimate(located(HERE, 10), located(HERE, 50), Mode.FOOT, here)
    assert (leg.distance_m, leg.duration_s) == (0, 0)


def test_a_leg_begins_at_the_entrance_where_there_is_one(here: Territory) -> None:
    garden = located(Polygon.from_bbox((-10.06, 28.97, -10.04, 28.98)), 5)
    garden.entrance = HERE
    leg = estimate(garden, located(NORTH, 5), Mode.FOOT, here)
    assert leg.geometry is not None
    assert leg.geometry.coords[0] == (-10.05, 28.98)


def test_a_place_that_moves_takes_its_legs_along(town: SmallTown) -> None:
    before = distances()
    moved("museum", Point(-10.1, 29.0, srid=4326))
    after = distances()
    assert after[0] is not None and before[0] is not None
    assert after[0] > before[0]
    assert after[1:] == before[1:]


def test_a_place_that_is_found_gets_distances_and_one_that_is_lost_loses_them(
    town: SmallTown,
) -> None:
    moved("workshop-1", Point(-10.0597, 28.9893, srid=4326))
    assert None not in distances()
    moved("workshop-1", None)
    assert distances()[1:] == [None, None]


def test_without_a_stop_its_neighbours_are_joined(town: SmallTown) -> None:
    Stop.objects.get(place__slug="workshop-1").delete()
    assert [(leg.start.place.slug, leg.end.place.slug) for leg in Leg.objects.all()] == [
        ("museum", "old-souk"),
        ("old-souk", "oasis"),
    ]
    assert None not in distances()


def test_a_stop_that_is_added_is_reached(town: SmallTown) -> None:
    circuit = the(Circuit, "half-day")
    Stop.objects.create(circuit=circuit, order=5, place=the(Place, "town"), dwell_minutes=10)
    assert len(distances()) == 4


def test_a_leg_follows_the_mode_of_its_stop_or_else_of_the_circuit(town: SmallTown) -> None:
    circuit = the(Circuit, "half-day")
    circuit.mode = Mode.WHEELCHAIR
    circuit.save()
    modes = Leg.objects.order_by("start__order").values_list("mode", flat=True)
    assert list(modes) == ["wheelchair", "car", "wheelchair"]


def test_refreshing_what_has_not_changed_writes_nothing(
    town: SmallTown, django_assert_num_queries: Any
) -> None:
    circuit = the(Circuit, "half-day")
    before = set(Leg.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2):
        refresh_legs(circuit)
    assert set(Leg.objects.values_list("pk", flat=True)) == before


def test_a_circuit_can_be_deleted_with_its_legs(town: SmallTown) -> None:
    the(Circuit, "half-day").delete()
    assert not Leg.objects.exists()
