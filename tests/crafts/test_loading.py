"""Loading crafts, people and products: what hangs together, and what a real person needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crafts.models import Artisan, Craft, Organisation, Product
from geodata.models import Place
from tests.small_town import SmallTown, built, text, the


@pytest.fixture
def town(tmp_path: Path, settings: Any) -> SmallTown:
    return built(tmp_path, settings)


def test_a_real_person_is_not_published_from_a_file(town: SmallTown) -> None:
    town.change("artisans.json", "sample-artisan", sample=False, workplaces=[])
    town.change("products.json", "sample-belt", sample=False, sources=["gazette"])
    assert [fault for fault in town.faults() if "consent" in fault] == [
        "artisans.json, sample-artisan, status: a real person is published only with consent, "
        'which is entered at the desk: write "status": "draft" here, or mark a made-up person as '
        '"sample": true.'
    ]


def test_a_real_person_may_be_prepared_as_a_draft(town: SmallTown) -> None:
    town.change(
        "artisans.json", "sample-artisan", sample=False, status="draft", workplaces=[], products=[]
    )
    assert town.faults() == []


def test_languages_are_codes(town: SmallTown) -> None:
    town.change("artisans.json", "sample-artisan", languages="Arabic, French")
    assert town.faults() == [
        "artisans.json, sample-artisan, languages: “Arabic, French” is not a list of language "
        "codes such as ar fr zgh."
    ]


def test_a_product_is_on_sale_at_each_place_once(town: SmallTown) -> None:
    twice = [{"place": "museum", "basis": "sourced"}, {"place": "museum", "basis": "inferred"}]
    town.change("products.json", "bag", sale_points=twice)
    assert town.faults() == [
        "products.json, bag, sale_points: names museum twice: make one of the two."
    ]


def test_a_fault_in_a_row_is_found_by_its_number(town: SmallTown) -> None:
    town.change("products.json", "bag", sale_points=[{"place": "museum", "basis": "hearsay"}])
    assert town.faults() == [
        'products.json, bag, sale_points[1].basis: "hearsay" is not known; allowed are: sourced, '
        "inferred, sample."
    ]


@pytest.mark.django_db
def test_a_craft_is_practised_where_the_places_say(town: SmallTown) -> None:
    town.load()
    leather = the(Craft, "leather")
    assert {place.slug for place in leather.places.all()} == {"old-souk", "workshop-1"}
    assert [(tool.order, tool.local_name, tool.name_en) for tool in leather.tools.all()] == [
        (1, "lamma", "awl"),
        (2, "mqass", "shears"),
    ]


@pytest.mark.django_db
def test_an_artisan_is_loaded_with_workplaces_and_products(town: SmallTown) -> None:
    town.load()
    artisan = the(Artisan, "sample-artisan")
    assert artisan.is_sample
    assert artisan.organisation == the(Organisation, "guild")
    assert {(w.place.slug, w.opening_hours) for w in artisan.workplaces.all()} == {
        ("workshop-1", "Mo-Fr 09:00-17:00"),
        ("old-souk", "Sa 08:00-13:00"),
    }
    assert {product.slug for product in artisan.products.all()} == {"bag", "sample-belt"}


@pytest.mark.django_db
def test_a_product_is_loaded_with_sale_points_motifs_and_makers(town: SmallTown) -> None:
    town.load()
    bag = the(Product, "bag")
    assert bag.price_mad is None
    assert bag.made_here
    assert {(s.place.slug, s.basis) for s in bag.sale_points.all()} == {
        ("old-souk", "inferred"),
        ("museum", "sample"),
    }
    assert [motif.slug for motif in bag.motifs.all()] == ["star"]
    assert [organisation.slug for organisation in bag.organisations.all()] == ["guild"]


@pytest.mark.django_db
def test_without_samples_a_product_is_sold_only_where_it_is_known_to_be(town: SmallTown) -> None:
    town.load(samples=False)
    assert not Artisan.objects.exists()
    assert [s.place.slug for s in the(Product, "bag").sale_points.all()] == ["old-souk"]


@pytest.mark.django_db
def test_rows_keep_their_keys_when_others_come_and_go(town: SmallTown) -> None:
    town.load()
    bag = the(Product, "bag")
    at_the_souk = bag.sale_points.get(place__slug="old-souk")
    points = [{"place": "oasis", "basis": "sourced"}, {"place": "old-souk", "basis": "sourced"}]
    town.change("products.json", "bag", sale_points=points)
    town.load()
    assert {(s.place.slug, s.basis) for s in bag.sale_points.all()} == {
        ("oasis", "sourced"),
        ("old-souk", "sourced"),
    }
    assert bag.sale_points.get(place__slug="old-souk").pk == at_the_souk.pk


@pytest.mark.django_db
def test_a_workplace_entered_at_the_desk_outlives_a_change_in_the_files(town: SmallTown) -> None:
    town.load()
    artisan = the(Artisan, "sample-artisan")
    artisan.workplaces.create(place=the(Place, "museum"), opening_hours="Su")
    town.change("artisans.json", "sample-artisan", workplaces=[], bio=text("Another word."))
    outcome = town.load()
    artisan.refresh_from_db()
    assert artisan.workplaces.count() == 3
    assert artisan.bio_en == "Another word."
    assert outcome.kept == ["kept the desk's workplaces of sample-artisan"]


@pytest.mark.django_db
def test_a_craft_added_to_a_place_at_the_desk_stays(town: SmallTown) -> None:
    town.load()
    silver = Craft(slug="silver")
    silver.save()
    the(Place, "old-souk").crafts.add(silver)
    town.change("places.geojson", "old-souk", crafts=[])
    outcome = town.load()
    assert silver.places.count() == 1
    assert outcome.kept == ["kept the desk's crafts of old-souk"]
