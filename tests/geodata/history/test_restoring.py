"""Any earlier state comes back, and a change with all that it did is undone as one."""

from typing import Any

import pytest
from django.contrib.gis.geos import Point

from circuits.models import Circuit
from geodata.errors import RestoreRefused
from geodata.history.documents import document_of
from geodata.history.models import Revision, Version
from geodata.history.recording import recording
from geodata.history.restoring import restore, undo
from geodata.models import Place, SearchEntry, Source
from tests.heritage_map.conftest import made


def first_version(record) -> Any:
    """Return the state that was found."""
    return Version.objects.filter(object_id=record.pk, model=record._meta.label_lower).last()


class TestRestoring:
    def test_an_earlier_state_comes_back_whole(self, souk, amina):
        source = made(Source, slug="source", name="Le360")
        souk.sources.add(source)
        was = document_of(souk)
        with recording(amina):
            souk.name_ar, souk.geometry = "آخر", Point(-10.06, 28.99, srid=4326)
            souk.save()
            souk.sources.clear()
            souk.facts.all().delete()
            souk.facts.create(text_fr="Neuf")
        restore(first_version(souk), by=amina)
        assert document_of(Place.objects.get()) == was

    def test_going_back_is_a_change_that_can_be_gone_back_on(self, souk, amina):
        with recording(amina):
            souk.name_fr = "Autre"
            souk.save()
        made: Any = restore(first_version(souk), by=amina, reason="it was right")
        assert (made.kind, made.made_by, made.reason) == ("restore", amina, "it was right")
        undo(made, by=amina)
        assert Place.objects.get().name_fr == "Autre"

    def test_the_state_that_is_there_is_not_restored_again(self, souk, amina):
        with recording(amina):
            souk.name_fr = "Autre"
            souk.save()
        assert restore(Version.objects.first(), by=amina) is None

    def test_search_finds_a_record_under_its_old_name_again(self, souk, amina):
        with recording(amina):
            souk.name_fr = "Autre"
            souk.save()
        restore(first_version(souk), by=amina)
        assert SearchEntry.objects.get(kind="place").title["fr"] == "Souk"

    def test_a_deleted_record_comes_back_with_its_code_its_parts_and_what_led_to_it(
        self, souk, amina, circuit
    ):
        was, code = document_of(circuit), souk.code
        with recording(amina):
            circuit.delete()
        with recording(amina):
            souk.delete()
        for label in ("geodata.place", "circuits.circuit"):
            gone = Version.objects.get(model=label, document__isnull=True)
            restore(gone.before, by=amina)
        assert Place.objects.get().code == code
        assert Place.objects.get().facts.count() == 1
        assert document_of(Circuit.objects.get()) == was

    def test_what_stands_in_the_way_is_named_and_nothing_is_written(self, souk, amina):
        with recording(amina):
            souk.slug = "moved"
            souk.save()
        made(Place, slug="souk", category="souk", name_fr="Un autre")
        with pytest.raises(RestoreRefused, match=r"\.$"):
            restore(first_version(souk), by=amina)
        souk.refresh_from_db()
        assert souk.slug == "moved"

    def test_a_record_is_not_restored_into_what_no_longer_exists(self, souk, amina):
        town = made(Place, slug="town", category="town", name_fr="Ville")
        souk.parent = town
        souk.save()
        with recording(amina):
            souk.parent = None
            souk.save()
        town.delete()
        with pytest.raises(RestoreRefused, match="no longer exists"):
            restore(first_version(souk), by=amina)


class TestUndoing:
    def test_all_that_a_change_did_is_taken_back_and_nothing_else(self, souk, amina):
        other = made(Place, slug="other", category="souk", name_fr="Autre", status="published")
        with recording(amina) as bulk:
            for place in (souk, other):
                place.status = "archived"
                place.save()
            made(Place, slug="new", category="souk", name_fr="Nouveau")
        souk.refresh_from_db()
        with recording(amina):
            souk.name_fr = "Grand souk"
            souk.save()
        undo(bulk.revision, by=amina)
        states = {place.slug: (place.status, place.name_fr) for place in Place.objects.all()}
        assert states == {
            "souk": ("published", "Grand souk"),
            "other": ("published", "Autre"),
        }

    def test_what_was_changed_again_since_is_named_unless_it_may_be_lost(self, souk, amina):
        with recording(amina) as first:
            souk.name_fr = "Premier"
            souk.save()
        with recording(amina):
            souk.name_fr = "Second"
            souk.save()
        with pytest.raises(RestoreRefused, match="Premier"):
            undo(first.revision, by=amina)
        undo(first.revision, by=amina, force=True)
        assert Place.objects.get().name_fr == "Souk"

    def test_a_change_is_undone_once(self, souk, amina):
        with recording(amina) as done:
            souk.name_fr = "Autre"
            souk.save()
        undo(done.revision, by=amina)
        with pytest.raises(RestoreRefused):
            undo(Revision.objects.get(kind="edit"), by=amina)

    def test_an_undone_deletion_brings_back_all_that_went_with_it(self, souk, amina):
        source = made(Source, slug="source", name="Le360")
        souk.sources.add(source)
        with recording(amina) as done:
            source.delete()
        undo(done.revision, by=amina)
        assert Place.objects.get().sources.get().name == "Le360"

    def test_what_others_need_is_not_undone_and_they_are_named(self, souk, amina):
        with recording(amina) as done:
            town = made(Place, slug="town", category="town", name_fr="Ville")
        Place.objects.filter(pk=souk.pk).update(parent=town)
        with pytest.raises(RestoreRefused, match="Souk"):
            undo(done.revision, by=amina)
        assert Place.objects.filter(slug="town").exists()
