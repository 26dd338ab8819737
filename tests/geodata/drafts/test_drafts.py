"""A draft waits beside what the public sees, and changes that only when it is published."""

from typing import Any

import pytest
from django.contrib.gis.geos import Point

from geodata.drafts import drafts
from geodata.drafts.consequences import consequences
from geodata.drafts.models import Draft
from geodata.errors import DraftRefused
from geodata.history.documents import document_of
from geodata.models import Place


def proposed(souk, amina, **changes) -> Draft:
    """Propose what a form would say."""
    with drafts.tried(drafts.open_draft(souk)):
        place = Place.objects.get(pk=souk.pk)
        for name, value in changes.items():
            setattr(place, name, value)
        place.save()
        document = document_of(Place.objects.get(pk=souk.pk))
    draft = drafts.propose(souk, document, by=amina, reason="because")
    assert draft is not None
    return draft


def test_the_public_sees_nothing_of_a_draft_until_it_is_published(souk, amina):
    draft = proposed(souk, amina, opening_hours="Mo 08:00-12:00")
    assert Place.objects.get().opening_hours == "Mo-Sa 09:00-18:00"
    revision: Any = drafts.publish(draft, by=amina)
    assert Place.objects.get().opening_hours == "Mo 08:00-12:00"
    assert (revision.kind, revision.reason) == ("draft", "because")


def test_only_what_a_draft_changes_is_published(souk, amina):
    draft = proposed(souk, amina, opening_hours="Mo 08:00-12:00")
    souk.name_fr = "Grand souk"
    souk.save()
    souk.facts.create(text_fr="Neuf")
    drafts.publish(draft, by=amina)
    place = Place.objects.get()
    assert (place.name_fr, place.opening_hours) == ("Grand souk", "Mo 08:00-12:00")
    assert place.facts.count() == 2


def test_a_draft_that_contradicts_what_was_published_since_says_so(souk, amina):
    draft = proposed(souk, amina, opening_hours="Mo 08:00-12:00")
    Place.objects.update(opening_hours="Fr 08:00-12:00")
    assert drafts.contradictions(draft) == [("fields", "opening_hours")]
    with pytest.raises(DraftRefused, match="opening hours"):
        drafts.publish(draft, by=amina)
    assert Place.objects.get().opening_hours == "Fr 08:00-12:00"
    drafts.publish(draft, by=amina, force=True)
    assert Place.objects.get().opening_hours == "Mo 08:00-12:00"


def test_a_contradiction_outlives_that_the_draft_is_gone_on_with(souk, amina):
    proposed(souk, amina, opening_hours="Mo 08:00-12:00")
    Place.objects.update(opening_hours="Fr 08:00-12:00")
    draft = proposed(souk, amina, name_fr="Grand souk")
    with pytest.raises(DraftRefused, match="opening hours"):
        drafts.publish(draft, by=amina)


def test_there_is_one_open_draft_of_a_record_and_who_goes_on_changes_that(souk, amina):
    proposed(souk, amina, opening_hours="Mo 08:00-12:00")
    draft = proposed(souk, amina, name_fr="Grand souk")
    assert Draft.objects.count() == 1
    drafts.publish(draft, by=amina)
    place = Place.objects.get()
    assert (place.name_fr, place.opening_hours) == ("Grand souk", "Mo 08:00-12:00")


def test_a_draft_that_comes_to_say_what_is_published_is_dropped(souk, amina):
    draft = proposed(souk, amina, opening_hours="Mo 08:00-12:00")
    assert drafts.propose(souk, document_of(souk), by=amina) is None
    draft.refresh_from_db()
    assert draft.state == Draft.State.DROPPED


def test_a_part_that_a_draft_adds_keeps_its_key_when_the_draft_is_gone_on_with(souk, amina):
    with drafts.tried(None):
        souk.facts.create(text_fr="Neuf")
        document = document_of(Place.objects.get())
    drafts.propose(souk, document, by=amina)
    (new,) = set(document["parts"]["facts"]) - {str(souk.facts.get().pk)}
    with drafts.tried(drafts.open_draft(souk)):
        assert souk.facts.get(pk=int(new)).text_fr == "Neuf"
    drafts.publish(drafts.open_draft(souk), by=amina)
    assert souk.facts.get(pk=int(new)).text_fr == "Neuf"


def test_a_draft_is_decided_on_once(souk, amina):
    draft = proposed(souk, amina, opening_hours="Mo 08:00-12:00")
    drafts.publish(draft, by=amina)
    with pytest.raises(DraftRefused):
        drafts.publish(draft, by=amina)


def test_a_draft_of_what_has_been_deleted_is_refused_with_the_way_out(souk, amina):
    draft = proposed(souk, amina, opening_hours="Mo 08:00-12:00")
    souk.delete()
    with pytest.raises(DraftRefused, match="restore it first"):
        drafts.publish(draft, by=amina)


def test_what_a_draft_means_to_circuits_is_computed_and_leaves_nothing_behind(
    souk, amina, circuit, it_is
):
    it_is("2026-11-23 10:00")
    other = Place.objects.create(
        slug="other", category="souk", name_fr="Autre", status="published",
        geometry=Point(-10.05, 28.987, srid=4326), position_quality="published",
    )  # fmt: skip
    circuit.stops.create(place=other, order=2, dwell_minutes=20)
    legs = list(circuit.stops.order_by("order")[0].leg.geometry.coords)
    draft = proposed(
        souk, amina, geometry=Point(-10.08, 28.987, srid=4326), opening_hours="Mo-Su 18:00-20:00"
    )
    (consequence,) = consequences(draft)
    assert consequence.label == "Tour"
    assert "Closed when one comes as planned: Souk." in consequence.text
    assert "on the way to" in consequence.text
    assert list(circuit.stops.order_by("order")[0].leg.geometry.coords) == legs
    assert Place.objects.get(slug="souk").opening_hours == "Mo-Sa 09:00-18:00"
