"""Legs are kept in step with circuits, each circuit once however much changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from circuits import upkeep
from circuits.models import Circuit, Leg, Stop
from tests import towns
from tests.small_town import built

pytestmark = pytest.mark.django_db


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses of the circuits that are computed from now on."""
    found: list[str] = []
    refresh, follow = upkeep.refresh_legs, upkeep.reroutings.follow

    def noted_refresh(circuit: Circuit, *args: Any) -> Any:
        found.append(circuit.slug)
        return refresh(circuit, *args)

    def noted_follow(circuit: Circuit, *args: Any) -> Any:
        found.append(circuit.slug)
        return follow(circuit, *args)

    monkeypatch.setattr(upkeep, "refresh_legs", noted_refresh)
    monkeypatch.setattr(upkeep.reroutings, "follow", noted_follow)
    return found


def test_inside_a_block_each_circuit_is_computed_once_at_its_end(computed: list[str]) -> None:
    places = [towns.place(f"P{n}", at=(-10.05 - n / 1000, 28.98)) for n in range(4)]
    with upkeep.deferred():
        towns.circuit("One", *((place, 10) for place in places))
        towns.circuit("Two", *((place, 10) for place in places[:2]))
        places[0].visit_minutes = 10
        places[0].save()
        assert computed == []
    assert computed == ["one", "two"]
    assert Leg.objects.count() == 4


def test_after_an_error_in_a_block_nothing_is_computed(computed: list[str]) -> None:
    with pytest.raises(ZeroDivisionError), upkeep.deferred():
        towns.circuit("One", (towns.place("P"), 10))
        raise ZeroDivisionError
    assert computed == []


def test_loading_a_territory_computes_each_circuit_once(
    tmp_path: Path, settings: Any, computed: list[str]
) -> None:
    town = built(tmp_path, settings)
    town.load()
    assert computed == ["half-day"]
    assert Leg.objects.count() == 3
    computed.clear()
    town.change("places.geojson", "museum", geometry={"type": "Point", "coordinates": [-10.1, 29]})
    town.change("circuits.json", "half-day", pace="brisk")
    town.load()
    assert computed == ["half-day"]
    assert Circuit.objects.get().pace == "brisk"


def test_deleting_a_circuit_computes_nothing(computed: list[str]) -> None:
    circuit = towns.circuit("One", (towns.place("A"), 10), (towns.place("B"), 10))
    computed.clear()
    circuit.delete()
    assert computed == []


def test_a_stop_that_goes_to_another_circuit_changes_both(computed: list[str]) -> None:
    stops = [(towns.place(name), 10) for name in "abc"]
    one, two = towns.circuit("One", *stops), towns.circuit("Two", *stops[:2])
    computed.clear()
    stop = Stop.objects.get(circuit=one, order=3)
    stop.circuit = two
    stop.save()
    assert sorted(computed) == ["one", "two"]
    assert Leg.objects.filter(start__circuit=one).count() == 1
    assert Leg.objects.filter(start__circuit=two).count() == 2
