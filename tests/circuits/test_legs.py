"""Legs: how far it is where that is known, and nothing where it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point

from circuits.legs import refresh_legs
from circuits.models import Circuit, Leg, Mode, Stop
from geodata.models import Place
from tests.small_town import SmallTown, built, the


@pytest.fixture
def town(tmp_path: Path, settings: Any, db: None) -> SmallTown:
    town = built(tmp_path, settings)
    town.load()
    return town


def moved(slug: str, point: Point | None) -> None:
    place = the(Place, slug)
    place.geometry = point
    place.position_quality = "surveyed" if point else "unlocated"
    place.save()


def distances() -> list[int | None]:
    return list(Leg.objects.order_by("start__order").values_list("distance_m", flat=True))


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
    with django_assert_num_queries(7) as queries:
        refresh_legs(circuit)
    assert not [sql for sql in queries if sql["sql"].startswith(("INSERT", "UPDATE"))]
    assert set(Leg.objects.values_list("pk", flat=True)) == before


def test_a_circuit_can_be_deleted_with_its_legs(town: SmallTown) -> None:
    the(Circuit, "half-day").delete()
    assert not Leg.objects.exists()
