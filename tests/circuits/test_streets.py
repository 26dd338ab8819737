"""Circuits along the streets: their legs, what is not certain about them, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.gis.geos import Point, Polygon

from circuits.legs import refresh_legs
from circuits.models import Circuit, Leg, Stop
from geodata.models import Place
from geodata.streets import Streets
from tests import tiny_streets, towns
from tests.tiny_streets import (
    ABOVE_THE_STAIRS,
    EAST,
    GATE,
    ISLAND,
    NORTH_EAST,
    OUT_OF_TOWN,
    SOUTH_OF_GATE,
    SQUARE,
    Metres,
)

pytestmark = pytest.mark.django_db


def place(name: str, at: Metres | None, **fields: Any) -> Place:
    return towns.place(name, at=tiny_streets.at(at) if at else None, **fields)


def circuit(*places: Place, **fields: Any) -> Circuit:
    return towns.circuit("Way", *((where, 20) for where in places), **fields)


def legs() -> list[Any]:
    return list(Leg.objects.select_related("start__place", "end__place"))


class TestALeg:
    """The way from a stop to the next."""

    def test_it_follows_the_streets_and_is_said_without_about(self, streets: Streets) -> None:
        circuit(place("South", SOUTH_OF_GATE), place("Gate", GATE))
        (leg,) = legs()
        assert (leg.basis, leg.is_approximate) == ("streets", False)
        assert leg.distance_m == pytest.approx(40, abs=2)
        assert leg.duration_s == pytest.approx(40 / 1.2, abs=5)
        assert leg.streets_version == streets.version
        assert [part["kind"] for part in leg.manoeuvres] == ["depart", "arrive"]
        assert (leg.start_moved_m, leg.end_moved_m) == (0, 0)

    def test_it_goes_around_what_a_straight_line_would_cross(self, streets: Streets) -> None:
        circuit(place("East", EAST), place("Above", ABOVE_THE_STAIRS))
        (leg,) = legs()
        assert leg.distance_m > 155
        assert len(leg.geometry.coords) > 2

    def test_all_legs_of_one_mode_are_one_request(
        self, streets: Streets, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        way = circuit(*(place(f"P{n}", at) for n, at in enumerate((GATE, SQUARE, EAST, GATE))))
        asked = []
        route = Streets.route

        def counted(self: Streets, waypoints: Any, *args: Any, **options: Any) -> Any:
            asked.append(len(waypoints))
            return route(self, waypoints, *args, **options)

        monkeypatch.setattr(Streets, "route", counted)
        refresh_legs(way)
        assert asked == [4]

    def test_by_car_and_then_on_foot_each_leg_has_its_way(self, streets: Streets) -> None:
        way = circuit(place("Far", OUT_OF_TOWN), place("South", SOUTH_OF_GATE), place("Gate", GATE))
        Stop.objects.filter(place__slug="far").first()
        first = way.stops.get(order=1)
        first.onward_mode = "car"
        first.save()
        by_car, on_foot = legs()
        assert (by_car.mode, on_foot.mode) == ("car", "foot")
        assert by_car.distance_m == pytest.approx(7_980, rel=0.01)
        assert by_car.duration_s < by_car.distance_m / 5
        assert on_foot.distance_m == pytest.approx(40, abs=2)

    def test_the_pace_of_the_circuit_decides_how_long_it_takes(self, streets: Streets) -> None:
        way = circuit(place("Gate", GATE), place("East", EAST))
        (normal,) = legs()
        way.pace = "slow"
        way.save()
        (slow,) = legs()
        assert slow.distance_m == normal.distance_m
        assert slow.duration_s == pytest.approx(normal.duration_s / 0.75, rel=0.05)

    def test_a_stop_off_the_streets_is_not_moved_there(self, streets: Streets) -> None:
        circuit(place("Gate", GATE), place("Field", (-260, -60), position_accuracy_m=10))
        (leg,) = legs()
        assert leg.is_approximate
        assert (leg.starts_off_street, leg.ends_off_street) == (False, True)
        assert leg.end_moved_m == pytest.approx(40, abs=2)
        assert leg.geometry.coords[-1] == pytest.approx(tiny_streets.at((-260, -60)), abs=1e-6)
        # On the street it would be 320 m; the last 40 m count with their detour.
        assert leg.distance_m == pytest.approx(320 + 40 * 1.3, abs=5)

    def test_the_way_from_a_stop_off_the_streets_tells_its_turns_where_they_are(
        self, streets: Streets
    ) -> None:
        circuit(place("Field", (-260, -60), position_accuracy_m=10), place("Gate", GATE))
        (leg,) = legs()
        assert leg.starts_off_street
        turn = next(part for part in leg.manoeuvres if part["kind"] == "left")
        assert leg.geometry.coords[turn["begin_index"]] == pytest.approx(
            tiny_streets.at(SOUTH_OF_GATE), abs=1e-5
        )

    def test_to_a_rough_spot_the_way_is_about_however_exact_the_streets(
        self, streets: Streets
    ) -> None:
        rough = place("Oasis", EAST, quality="approximate", position_accuracy_m=2_000)
        circuit(place("Gate", GATE), rough)
        (leg,) = legs()
        assert (leg.basis, leg.is_approximate) == ("streets", True)
        assert not leg.ends_off_street

    def test_a_sample_is_never_led_to_exactly(self, streets: Streets) -> None:
        circuit(place("Gate", GATE), place("Made up", EAST, quality="sample"))
        assert legs()[0].is_approximate

    def test_only_the_leg_that_has_no_way_falls_back_on_the_estimate(
        self, streets: Streets
    ) -> None:
        circuit(*(place(f"P{n}", at) for n, at in enumerate((GATE, SQUARE, ISLAND, EAST))))
        found = legs()
        assert [leg.basis for leg in found] == ["streets", "no_way", "no_way"]
        assert not found[0].is_approximate
        assert found[1].is_approximate
        assert len(found[1].geometry.coords) == 2

    def test_only_the_legs_of_a_stop_without_a_spot_are_unknown(self, streets: Streets) -> None:
        circuit(place("Gate", GATE), place("Square", SQUARE), place("Lost", None))
        found = legs()
        assert [leg.basis for leg in found] == ["streets", "unknown"]
        assert found[1].distance_m is None


class TestAWheelchair:
    """Ways without stairs."""

    def test_it_is_led_around_the_stairs(self, streets: Streets) -> None:
        circuit(place("Square", SQUARE), place("Above", ABOVE_THE_STAIRS), mode="wheelchair")
        (leg,) = legs()
        assert leg.basis == "streets"
        assert not any(part.get("way") == "stairs" for part in leg.manoeuvres)
        assert leg.distance_m > 150

    def test_where_all_ways_have_stairs_the_leg_says_so(
        self, tmp_path: Any, streets: Streets
    ) -> None:
        only_stairs = [
            line
            for line in tiny_streets.STREETS
            if line.tags["highway"] in {"secondary", "pedestrian", "steps"}
        ]
        tiny_streets.serve(tiny_streets.build(tmp_path / "stairs", only_stairs))
        circuit(place("Square", SQUARE), place("Above", ABOVE_THE_STAIRS), mode="wheelchair")
        (leg,) = legs()
        assert (leg.basis, leg.is_approximate) == ("stairs", True)


class TestABarrier:
    """A closure that nobody gets through."""

    @pytest.fixture
    def alley(self) -> Place:
        """Return an area across the alley between the square and the east."""
        corners = [tiny_streets.at(at) for at in ((75, 10), (85, 10), (85, 30), (75, 30), (75, 10))]
        works = towns.place("Works")
        works.geometry = Polygon(corners, srid=4326)
        works.save()
        return works

    def test_ways_lead_around_it_as_long_as_it_lasts(self, streets: Streets, alley: Place) -> None:
        way = towns.draft(circuit(place("Square", SQUARE), place("East", EAST)))
        (before,) = legs()
        closure = towns.closure(alley, "2026-01-01T00:00", None, "Travaux")
        assert legs()[0].distance_m == before.distance_m
        closure.blocks_way = True
        closure.save()
        (around,) = legs()
        assert around.basis == "streets"
        assert around.distance_m > before.distance_m + 80
        assert not around.geometry.intersects(alley.geometry)
        closure.delete()
        assert legs()[0].distance_m == before.distance_m
        assert way.reroutings.count() == 0

    def test_one_that_is_over_or_has_not_begun_blocks_nothing(
        self, streets: Streets, alley: Place
    ) -> None:
        towns.draft(circuit(place("Square", SQUARE), place("East", EAST)))
        (before,) = legs()
        for since, until in (
            ("2020-01-01T00:00", "2020-02-01T00:00"),
            ("2099-01-01T00:00", "2099-02-01T00:00"),
        ):
            closure = towns.closure(alley, since, until, "Travaux")
            closure.blocks_way = True
            closure.save()
        assert legs()[0].distance_m == before.distance_m

    def test_to_the_closed_place_itself_the_way_is_told_as_ever(
        self, streets: Streets, alley: Place
    ) -> None:
        alley.entrance = Point(tiny_streets.at((75, 20)), srid=4326)
        alley.save()
        towns.draft(circuit(place("Square", SQUARE), alley, place("East", EAST)))
        before = [leg.distance_m for leg in legs()]
        closure = towns.closure(alley, "2026-01-01T00:00", None, "Travaux")
        closure.blocks_way = True
        closure.save()
        assert [leg.distance_m for leg in legs()] == before

    def test_a_point_that_is_only_roughly_known_blocks_nothing(self, streets: Streets) -> None:
        rough = place("Rough", (80, 20), quality="approximate", position_accuracy_m=400)
        known = place("Known", (80, 20), position_accuracy_m=5)
        towns.draft(circuit(place("Square", SQUARE), place("East", EAST)))
        (before,) = legs()
        for blocked, is_longer in ((rough, False), (known, True)):
            closure = towns.closure(blocked, "2026-01-01T00:00", None, "Travaux")
            closure.blocks_way = True
            closure.save()
            assert (legs()[0].distance_m > before.distance_m) is is_longer


def test_without_a_graph_a_way_that_was_found_stays_while_its_ends_do(
    tmp_path: Any, settings: Any
) -> None:
    with tiny_streets.served(tmp_path / "var"):
        way = circuit(place("Gate", GATE), place("East", EAST), place("North", NORTH_EAST))
    found = [leg.distance_m for leg in legs()]
    settings.VAR_DIR = tmp_path / "elsewhere"
    refresh_legs(way)
    assert [leg.basis for leg in legs()] == ["streets", "streets"]
    assert [leg.distance_m for leg in legs()] == found
    north = way.stops.get(order=3).place
    north.geometry = Point(tiny_streets.at((150, 150)), srid=4326)
    north.save()
    way.mode = "wheelchair"
    refresh_legs(way)
    assert [leg.basis for leg in legs()] == ["estimate", "estimate"]
