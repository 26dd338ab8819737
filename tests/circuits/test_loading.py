"""Loading circuits: their stops, in their order, with whom one meets there."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Any

import pytest

from circuits.models import Circuit, Leg, Stop
from geodata.models import Place
from tests.small_town import SmallTown, built, the


@pytest.fixture
def town(tmp_path: Path, settings: Any) -> SmallTown:
    return built(tmp_path, settings)


def stop(place: str, minutes: int = 30) -> dict[str, Any]:
    return {"place": place, "dwell_minutes": minutes}


def test_a_circuit_has_two_stops_at_least(town: SmallTown) -> None:
    town.change("circuits.json", "half-day", stops=[stop("museum")])
    assert "circuits.json, half-day, stops: has 1: there must be at least 2." in town.faults()


def test_a_circuit_has_two_stops_also_without_the_samples(town: SmallTown) -> None:
    town.change("circuits.json", "half-day", stops=[stop("museum"), stop("workshop-1")])
    assert town.faults() == [
        "circuits.json, half-day, stops: has 1 at places that are no samples: there must be at "
        "least 2, or the circuit itself is a sample."
    ]


def test_a_stop_without_its_duration_is_found_by_its_number(town: SmallTown) -> None:
    town.change("circuits.json", "half-day", stops=[stop("museum"), {"place": "oasis"}])
    assert town.faults() == ["circuits.json, half-day, stops[2].dwell_minutes: is missing: add it."]


@pytest.mark.parametrize("wrong", ["9:00", "25:00", "morning"])
def test_a_circuit_starts_at_a_time_of_day(town: SmallTown, wrong: str) -> None:
    town.change("circuits.json", "half-day", start_time=wrong)
    assert town.faults() == [
        f'circuits.json, half-day, start_time: must be a time such as 09:00, not "{wrong}".'
    ]


@pytest.mark.django_db
def test_a_circuit_is_loaded_with_its_stops_in_order(town: SmallTown) -> None:
    town.load()
    circuit = the(Circuit, "half-day")
    assert circuit.start_time == time(9, 0)
    assert [
        (s.order, s.place.slug, s.dwell_minutes, s.onward_mode) for s in circuit.stops.all()
    ] == [
        (1, "museum", 30, ""),
        (2, "old-souk", 45, "car"),
        (3, "workshop-1", 20, ""),
        (4, "oasis", 90, ""),
    ]
    souk = circuit.stops.get(order=2)
    assert [artisan.slug for artisan in souk.artisans.all()] == ["sample-artisan"]
    assert {product.slug for product in souk.products.all()} == {"bag", "sample-belt"}


@pytest.mark.django_db
def test_the_legs_are_there_as_soon_as_the_circuit_is(town: SmallTown) -> None:
    town.load()
    legs = Leg.objects.order_by("start__order")
    assert [(leg.start.order, leg.mode) for leg in legs] == [(1, "foot"), (2, "car"), (3, "foot")]
    assert [leg.distance_m is None for leg in legs] == [False, True, True]


@pytest.mark.django_db
def test_without_samples_the_circuit_goes_by_the_real_places(town: SmallTown) -> None:
    town.load(samples=False)
    stops = the(Circuit, "half-day").stops.all()
    assert [(s.order, s.place.slug) for s in stops] == [
        (1, "museum"),
        (2, "old-souk"),
        (3, "oasis"),
    ]
    assert not stops[1].artisans.exists()
    assert [product.slug for product in stops[1].products.all()] == ["bag"]


@pytest.mark.django_db
def test_stops_can_be_reordered_in_the_files(town: SmallTown) -> None:
    town.load()
    stops = [stop("oasis"), stop("museum"), stop("old-souk")]
    town.change("circuits.json", "half-day", stops=stops)
    town.load()
    circuit = the(Circuit, "half-day")
    assert [s.place.slug for s in circuit.stops.all()] == ["oasis", "museum", "old-souk"]
    assert Leg.objects.count() == 2


@pytest.mark.django_db
def test_a_stay_that_was_changed_at_the_desk_keeps_the_stops(town: SmallTown) -> None:
    town.load()
    Stop.objects.filter(place__slug="museum").update(dwell_minutes=60)
    town.change("circuits.json", "half-day", stops=[stop("museum"), stop("oasis")])
    assert town.load().kept == ["kept the desk's stops of half-day"]
    assert Stop.objects.count() == 4


@pytest.mark.django_db
def test_a_stop_at_a_place_that_was_deleted_is_left_out(town: SmallTown) -> None:
    town.load()
    Stop.objects.filter(place__slug="oasis").delete()
    the(Place, "oasis").delete()
    stops = [stop("museum"), stop("oasis"), stop("old-souk", 15)]
    town.change("circuits.json", "half-day", stops=stops)
    outcome = town.load()
    assert outcome.kept == []
    assert [s.place.slug for s in the(Circuit, "half-day").stops.all()] == ["museum", "old-souk"]
