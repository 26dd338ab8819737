"""Clearing the samples: all of them go, nothing real goes, and none comes back."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from circuits.models import Circuit, Leg
from crafts.models import Artisan, Product, SalePoint
from geodata.models import Place
from tests.small_town import SmallTown, built, point, text, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(tmp_path: Path, settings: Any) -> SmallTown:
    town = built(tmp_path, settings)
    town.load()
    return town


def clear() -> str:
    out = StringIO()
    call_command("clear_sample_data", "--yes", stdout=out)
    return out.getvalue()


def test_it_says_what_it_removed(town: SmallTown) -> None:
    assert clear() == (
        "Removed: 1 stops at sample places, 2 sample sale points, 1 sample products, "
        "1 sample artisans, 1 sample places, 1 sample positions.\n"
    )


def test_every_sample_goes_and_every_real_record_stays(town: SmallTown) -> None:
    clear()
    assert set(Place.objects.values_list("slug", flat=True)) == {
        "town",
        "old-souk",
        "museum",
        "oasis",
    }
    assert not Artisan.objects.exists()
    assert [product.slug for product in Product.objects.all()] == ["bag"]
    assert [(s.place.slug, s.basis) for s in SalePoint.objects.all()] == [("old-souk", "inferred")]


def test_circuits_close_the_gap_and_their_legs_are_computed_anew(town: SmallTown) -> None:
    clear()
    stops = the(Circuit, "half-day").stops.all()
    assert [(s.order, s.place.slug) for s in stops] == [
        (1, "museum"),
        (2, "old-souk"),
        (3, "oasis"),
    ]
    assert not stops[1].artisans.exists()
    assert [leg.distance_m for leg in Leg.objects.all()] == [None, None]


def test_a_sample_position_is_unlocated_again_and_its_accuracy_stays(town: SmallTown) -> None:
    clear()
    souk = the(Place, "old-souk")
    assert (souk.geometry, souk.position_quality, souk.position_accuracy_m) == (
        None,
        "unlocated",
        400,
    )


def test_a_second_run_finds_nothing(town: SmallTown) -> None:
    clear()
    assert clear() == "There are no samples.\n"


def test_samples_stay_away_from_later_loads(town: SmallTown) -> None:
    clear()
    assert town.load().unchanged
    town.change("artisans.json", "sample-artisan", bio=text("Another word."))
    town.change("places.geojson", "old-souk", visit_minutes=60)
    points = [{"place": "museum", "basis": "sample"}, {"place": "oasis", "basis": "sourced"}]
    town.change("products.json", "bag", sale_points=points)
    outcome = town.load()
    assert outcome.kept == []
    assert not Artisan.objects.exists()
    souk = the(Place, "old-souk")
    assert (souk.visit_minutes, souk.position_quality) == (60, "unlocated")
    assert [(s.place.slug, s.basis) for s in SalePoint.objects.all()] == [("oasis", "sourced")]


def test_a_position_that_is_found_after_the_samples_went_is_taken_over(town: SmallTown) -> None:
    clear()
    town.change(
        "places.geojson",
        "old-souk",
        geometry=point(-10.0599, 28.9899),
        position_quality="published",
        position_accuracy_m=20,
    )
    town.sample_positions()
    assert town.load().kept == []
    assert the(Place, "old-souk").position_quality == "published"


def test_overwriting_brings_no_sample_back(town: SmallTown) -> None:
    clear()
    town.load(overwrite=True)
    assert not Place.objects.filter(is_sample=True).exists()
    assert the(Place, "old-souk").geometry is None


def test_a_real_record_can_take_the_place_of_a_sample_that_went(town: SmallTown) -> None:
    clear()
    town.change("workshops.json", "workshop-1", sample=False, sources=["gazette"])
    town.load()
    assert not the(Place, "workshop-1").is_sample


def test_a_real_product_of_a_sample_craft_stops_it_and_is_named(town: SmallTown) -> None:
    bag = the(Product, "bag")
    bag.craft.is_sample = True
    bag.craft.save()
    with pytest.raises(CommandError, match="Nothing was removed, because these need a sample"):
        clear()
    assert Artisan.objects.exists()


def test_nothing_goes_without_a_yes(town: SmallTown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("n\n"))
    with pytest.raises(CommandError, match="Nothing was removed"):
        call_command("clear_sample_data", stdout=StringIO())
    monkeypatch.setattr("sys.stdin", StringIO(""))
    with pytest.raises(CommandError, match="--yes"):
        call_command("clear_sample_data", stdout=StringIO())
    assert Artisan.objects.exists()
