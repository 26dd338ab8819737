"""Ways between two spots: along the streets where there are any, else as far as one can tell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point, Polygon

from circuits.models import Mode, Pace
from circuits.ways import Network, Spot, Way, estimate, spot_of, ways
from geodata import territory
from geodata.models import Place
from geodata.territory import Territory
from tests.small_town import built

HERE, NORTH = (-10.05, 28.98), (-10.05, 28.99)


@pytest.fixture
def here(tmp_path: Path, settings: Any) -> Territory:
    return territory.read(built(tmp_path, settings).folder)


class TestWithoutStreets:
    """A straight line times the detour factor."""

    def test_a_way_is_the_straight_line_times_the_detour(self, here: Territory) -> None:
        way = estimate(Spot(HERE), Spot(NORTH), Mode.FOOT, Pace.NORMAL, here)
        assert way.distance_m == pytest.approx(1108.4 * 1.3, abs=1)
        assert way.duration_s == pytest.approx(1108.4 * 1.3 / 1.2, abs=1)
        assert way.coordinates == (HERE, NORTH)
        assert (way.is_approximate, way.basis) == (True, "estimate")

    def test_the_mode_decides_on_detour_and_speed(self, here: Territory) -> None:
        slow = replace(here, circuity=here.circuity | {"car": 2.0}, speed_m_s={"car": 5.0})
        way = estimate(Spot(HERE), Spot(NORTH), Mode.CAR, Pace.NORMAL, slow)
        assert way.distance_m == pytest.approx(1108.4 * 2, abs=1)
        assert way.duration_s == pytest.approx(1108.4 * 2 / 5, abs=1)

    def test_the_pace_decides_on_the_time_on_foot_and_not_by_car(self, here: Territory) -> None:
        durations = {
            (mode, pace): estimate(Spot(HERE), Spot(NORTH), mode, pace, here).duration_s or 0
            for mode in (Mode.FOOT, Mode.CAR)
            for pace in Pace
        }
        on_foot = [durations[Mode.FOOT, pace] for pace in Pace]
        assert on_foot == sorted(on_foot, reverse=True)
        assert on_foot[0] == pytest.approx(on_foot[1] / 0.75, abs=1)
        assert len({durations[Mode.CAR, pace] for pace in Pace}) == 1

    @pytest.mark.parametrize(("start", "end"), [(None, NORTH), (HERE, None), (None, None)])
    def test_from_or_to_a_place_that_is_not_located_no_distance_is_known(
        self, start: Any, end: Any, here: Territory
    ) -> None:
        way = estimate(Spot(start), Spot(end), Mode.FOOT, Pace.NORMAL, here)
        assert way == Way("foot", "unknown", None, None, (), True)

    def test_two_places_on_one_rough_point_are_near_each_other_and_not_zero_metres_apart(
        self, here: Territory
    ) -> None:
        way = estimate(Spot(HERE, 20), Spot(HERE, 500), Mode.FOOT, Pace.NORMAL, here)
        assert (way.distance_m, way.basis) == (None, "unknown")

    def test_two_places_at_one_well_known_door_are_zero_metres_apart(self, here: Territory) -> None:
        way = estimate(Spot(HERE, 10), Spot(HERE, 50), Mode.FOOT, Pace.NORMAL, here)
        assert (way.distance_m, way.duration_s) == (0, 0)

    def test_each_leg_has_its_own_mode(self, here: Territory) -> None:
        spots = [Spot(HERE), Spot(NORTH), Spot(HERE)]
        found = ways(spots, ["car", "foot"], "normal", Network(here))
        assert [way.mode for way in found] == ["car", "foot"]

    def test_one_is_led_to_the_entrance_where_there_is_one(self) -> None:
        garden = Place(
            geometry=Polygon.from_bbox((-10.06, 28.97, -10.04, 28.98)),
            entrance=Point(HERE, srid=4326),
            position_quality="surveyed",
        )
        assert spot_of(garden) == Spot(HERE)

    @pytest.mark.parametrize(
        ("quality", "accuracy_m", "is_well_known"),
        [
            ("surveyed", None, True),
            ("published", 50, True),
            ("published", 51, False),
            ("approximate", 10, False),
            ("sample", 10, False),
        ],
    )
    def test_only_a_spot_that_somebody_vouches_for_is_well_known(
        self, quality: str, accuracy_m: int | None, is_well_known: bool
    ) -> None:
        place = Place(
            geometry=Point(HERE, srid=4326),
            position_quality=quality,
            position_accuracy_m=accuracy_m,
        )
        assert spot_of(place).is_well_known is is_well_known
