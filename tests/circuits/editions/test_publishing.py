"""Editions are made when a circuit says something else, stay as they are, and forget people."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from circuits.editions import publishing
from circuits.errors import EditionIsImmutable, EditionWithdrawn, NoEdition
from circuits.models import Circuit, Edition, OutdatedEdition
from geodata.models import Place, Publication
from tests import towns
from tests.circuits.editions.conftest import Town

type Commit = Any


def versions(circuit: Circuit) -> list[tuple[int, bool]]:
    """Return the versions of a circuit's editions, and which is current."""
    editions = circuit.editions.order_by("version")
    return list(editions.values_list("version", "is_current"))


class TestAnEdition:
    def test_is_named_by_the_hash_of_what_it_says(self, town: Town):
        edition = town.publish()
        assert (edition.version, len(edition.hash)) == (1, 16)
        served = publishing.as_json(edition)
        assert edition.size_bytes == len(served)
        assert json.loads(served) == edition.document | {
            "hash": edition.hash,
            "version": 1,
            "published_at": "2026-11-23T09:00+01:00",
        }

    def test_is_not_saved_again(self, town: Town):
        edition = town.publish()
        edition.version = 7
        with pytest.raises(EditionIsImmutable):
            edition.save()

    def test_is_not_deleted(self, town: Town):
        edition = town.publish()
        with pytest.raises(EditionIsImmutable):
            edition.delete()
        with pytest.raises(EditionIsImmutable):
            Edition.objects.all().delete()
        with pytest.raises(EditionIsImmutable):
            Edition.objects.update(version=7)

    @pytest.mark.parametrize(
        "fields", [{"document": {"format": 2}}, {"version": 7}, {"hash": "0" * 16}, {"people": []}]
    )
    def test_is_kept_by_the_database_as_it_is(self, town: Town, fields: dict[str, Any]):
        town.publish()
        with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
            QuerySet.update(Edition.objects.all(), **fields)

    def test_goes_with_its_circuit(self, town: Town):
        town.publish()
        town.circuit.delete()
        assert not Edition.objects.exists()


class TestPublishing:
    def test_an_unchanged_circuit_makes_no_new_edition(
        self, town: Town, it_is: Callable[[str], Any]
    ):
        first = town.publish()
        it_is("2027-02-20T09:00")
        assert town.publish() == first
        assert versions(town.circuit) == [(1, True)]

    def test_a_changed_circuit_makes_one_that_is_current(self, town: Town):
        first = town.publish()
        Place.objects.filter(pk=town.souk.pk).update(name_fr="Grand souk")
        second = town.publish()
        assert second.hash != first.hash
        assert versions(town.circuit) == [(1, False), (2, True)]

    def test_a_circuit_that_is_changed_back_returns_to_its_edition(self, town: Town):
        first = town.publish()
        Place.objects.filter(pk=town.souk.pk).update(name_fr="Grand souk")
        town.publish()
        Place.objects.filter(pk=town.souk.pk).update(name_fr="Souk")
        assert town.publish() == first
        assert versions(town.circuit) == [(1, True), (2, False)]

    def test_a_draft_has_no_edition(self, town: Town):
        towns.draft(town.circuit)
        assert publishing.publish(town.circuit) is None
        with pytest.raises(NoEdition):
            publishing.current("tour")

    def test_what_is_taken_back_has_no_current_edition(self, town: Town):
        edition = town.publish()
        town.circuit.refresh_from_db()
        towns.draft(town.circuit)
        assert publishing.publish(town.circuit) is None
        assert versions(town.circuit) == [(1, False)]
        with pytest.raises(EditionWithdrawn):
            publishing.current("tour")
        with pytest.raises(EditionWithdrawn):
            publishing.published(edition.hash)

    def test_the_command_finds_what_was_changed_in_bulk(self, town: Town):
        town.publish()
        Place.objects.filter(pk=town.souk.pk).update(name_fr="Grand souk")
        out = StringIO()
        call_command("publish_editions", stdout=out)
        assert "New editions: 1." in out.getvalue()
        assert "tour: version 2" in out.getvalue()
        out = StringIO()
        call_command("publish_editions", stdout=out)
        assert "New editions: 0." in out.getvalue()


class TestWhatIsNoticed:
    """Each change at the desk makes an edition once it is there for good."""

    CHANGES: dict[str, Callable[[Town], Any]] = {
        "the circuit": lambda town: _set(town.circuit, pace="slow"),
        "a stop": lambda town: _set(town.circuit.stops.get(order=1), dwell_minutes=45),
        "a stop that goes": lambda town: town.circuit.stops.get(order=3).delete(),
        "a place": lambda town: _set(town.souk, name_fr="Grand souk"),
        "the town around": lambda town: _set(town.dlalat.parent, name_fr="Guelmim"),
        "a closure": lambda town: towns.closure(town.souk, "2026-12-01T00:00", None, "Travaux"),
        "a festival": lambda town: towns.event(
            "Dromadaire", town.souk.parent, kind="festival", first_day=date(2026, 12, 5)
        ),
        "an artisan": lambda town: _set(town.fatima, bio_fr="Depuis 1991"),
        "who is met": lambda town: town.circuit.stops.get(order=2).artisans.add(town.fatima),
        "a workplace": lambda town: town.fatima.workplaces.get().delete(),
        "a product": lambda town: _set(town.fatima.products.get(), price_mad="300"),
        "a craft": lambda town: _set(town.fatima.crafts.get(), name_fr="Maroquinerie"),
        "a motif": lambda town: towns.motif("Gravure", town.souk),
    }

    @pytest.mark.parametrize("what", CHANGES)
    def test_a_change_makes_a_new_edition(
        self, town: Town, django_capture_on_commit_callbacks: Commit, what: str
    ):
        town.publish()
        OutdatedEdition.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            self.CHANGES[what](town)
            assert versions(town.circuit) == [(1, True)]
        assert versions(town.circuit) == [(1, False), (2, True)]
        assert not OutdatedEdition.objects.exists()

    def test_publishing_a_circuit_makes_its_first_edition(
        self, town: Town, django_capture_on_commit_callbacks: Commit
    ):
        towns.draft(town.circuit)
        with django_capture_on_commit_callbacks(execute=True):
            _set(town.circuit, status=Publication.PUBLISHED)
        assert versions(town.circuit) == [(1, True)]

    def test_what_is_rolled_back_leaves_no_note(self, town: Town):
        town.publish()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            _set(town.souk, name_fr="Grand souk")
            raise ZeroDivisionError
        assert not OutdatedEdition.objects.exists()

    def test_a_note_that_nobody_heeded_is_heeded_at_the_next_request(self, town: Town):
        town.publish()
        _set(town.souk, name_fr="Grand souk")  # and the process dies before the commit's callbacks
        assert publishing.current("tour").version == 2

    def test_a_circuit_elsewhere_is_left_alone(
        self, town: Town, django_capture_on_commit_callbacks: Commit
    ):
        town.publish()
        towns.circuit("Other", (towns.place("A"), 10), (towns.place("B"), 10))
        OutdatedEdition.objects.all().delete()
        _set(Place.objects.get(slug="a"), name_fr="C")
        assert {note.circuit.slug for note in OutdatedEdition.objects.all()} == {"other"}

    def test_a_change_to_many_circuits_publishes_a_few_and_the_others_when_asked_for(
        self, town: Town, django_capture_on_commit_callbacks: Commit
    ):
        for number in range(4):
            towns.circuit(f"Way {number}", (town.souk, 10), (town.amhirich, 10))
        publishing.publish_all()
        with django_capture_on_commit_callbacks(execute=True):
            _set(town.souk, name_fr="Grand souk")
        newest = Edition.objects.filter(version=2)
        assert newest.count() < 5
        for circuit in Circuit.objects.all():
            assert publishing.current(circuit.slug).version == 2


class TestConsentTakenBack:
    def test_no_edition_with_the_person_is_to_be_had_from_that_moment(self, town: Town):
        first = town.publish()
        town.withdraw()
        current = publishing.current("tour")
        assert current.version == 2
        assert "atima" not in publishing.as_json(current).decode()
        with pytest.raises(EditionWithdrawn) as refused:
            publishing.published(first.hash)
        assert refused.value.current == current

    def test_not_even_where_no_signal_told_of_it(self, town: Town):
        town.publish()
        OutdatedEdition.objects.all().delete()
        type(town.fatima).objects.filter(pk=town.fatima.pk).update(status=Publication.DRAFT)
        assert publishing.current("tour").document["artisans"] == {}

    def test_who_agrees_again_is_shown_again(self, town: Town):
        first = town.publish()
        town.withdraw()
        publishing.current("tour")
        _set(town.fatima, consent_withdrawn_on=None)
        assert publishing.current("tour") == first
        assert "fatima" in publishing.published(first.hash).document["artisans"]

    def test_who_is_deleted_is_taken_out_of_what_is_kept(
        self, town: Town, django_capture_on_commit_callbacks: Commit
    ):
        first = town.publish()
        with django_capture_on_commit_callbacks(execute=True):
            town.fatima.delete()
        kept = Edition.objects.get(pk=first.pk)
        assert "atima" not in json.dumps(kept.document)
        assert kept.document["stops"][0]["people"] == []
        with pytest.raises(EditionWithdrawn):
            publishing.published(first.hash)


def _set(record: Any, **fields: Any) -> None:
    record = type(record)._default_manager.get(pk=record.pk)
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()
