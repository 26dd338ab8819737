"""What comes from the field is taken in once, taken over where it may be, and never lost."""

from datetime import date

import pytest
from django.contrib.gis.geos import Point, Polygon

from geodata.errors import NotTakenOver
from geodata.field.taking_in import take_in
from geodata.field.taking_over import keep_ours, take_over
from geodata.models import Observation, Place
from tests import towns
from tests.geodata.field.conftest import SPOT, Observe, Officer

pytestmark = pytest.mark.django_db

ELSEWHERE = Point(-10.06, 28.99, srid=4326)


def again(thing: Place) -> Place:
    """Return a place as the database has it now."""
    return Place.objects.get(pk=thing.pk)


def test_a_publishers_position_makes_an_unlocated_place_a_surveyed_one(
    officer: Officer, observe: Observe
):
    dlalat = towns.place("Dlalat", at=None)
    taken = take_in(observe(officer("publisher"), dlalat), officer("publisher", "other"))
    place = again(dlalat)
    assert taken.state == "applied"
    assert place.geometry == Point(SPOT, srid=4326)
    assert (place.position_quality, place.position_accuracy_m) == ("surveyed", 5)
    assert place.checked_on == date(2026, 11, 27)


def test_how_the_position_is_known_is_said_in_each_language(officer: Officer, observe: Observe):
    dlalat = towns.place("Dlalat", at=None, position_source_zgh="-")
    publisher = officer("publisher")
    take_in(observe(publisher, dlalat), publisher)
    place = again(dlalat)
    assert place.position_source_en == (
        "Surveyed on the spot on 27 November 2026: the mean of 42 positions of a phone, good to "
        "about 5 m."
    )
    said = {getattr(place, f"position_source_{code}") for code in ("ar", "fr", "es", "en")}
    assert len(said) == 4
    assert all("42" in one for one in said)
    assert place.position_source_zgh == ""


def test_the_same_observation_is_taken_in_once(officer: Officer, observe: Observe):
    souk, publisher = towns.place("Souk"), officer("publisher")
    first = observe(publisher, souk)
    take_in(first, publisher)
    Place.objects.update(geometry=ELSEWHERE)
    second = take_in(observe(publisher, souk, id=first.pk), publisher)
    assert (second.pk, second.state) == (first.pk, "applied")
    assert Observation.objects.count() == 1
    assert again(souk).geometry == ELSEWHERE


def test_an_editors_observation_of_a_public_place_waits_for_a_publisher(
    officer: Officer, observe: Observe
):
    souk, editor = towns.place("Souk", quality="approximate"), officer("editor")
    waiting = take_in(observe(editor, souk), editor)
    assert waiting.state == "waiting"
    assert again(souk).position_quality == "approximate"
    with pytest.raises(NotTakenOver, match="Only a publisher"):
        take_over(waiting, editor)
    with pytest.raises(NotTakenOver, match="Only a publisher"):
        keep_ours(waiting, editor)
    assert take_over(waiting, officer("publisher")).state == "applied"
    assert again(souk).position_quality == "surveyed"


def test_an_editor_surveys_a_draft_at_once(officer: Officer, observe: Observe):
    souk, editor = towns.draft(towns.place("Souk", at=None)), officer("editor")
    assert take_in(observe(editor, souk), editor).state == "applied"
    assert again(souk).position_quality == "surveyed"


def test_what_somebody_else_moved_meanwhile_is_a_conflict_and_both_positions_stay(
    officer: Officer, observe: Observe
):
    souk, publisher = towns.place("Souk"), officer("publisher")
    theirs = observe(publisher, souk)
    Place.objects.update(geometry=ELSEWHERE)
    conflict = take_in(theirs, publisher)
    assert conflict.state == "conflict"
    assert again(souk).geometry == ELSEWHERE
    assert conflict.position == Point(SPOT, srid=4326)
    take_over(conflict, publisher)
    assert again(souk).geometry == Point(SPOT, srid=4326)


def test_who_keeps_ours_leaves_the_place_as_it_is_and_the_observation_to_be_read(
    officer: Officer, observe: Observe
):
    souk, publisher = towns.place("Souk"), officer("publisher")
    theirs = observe(publisher, souk)
    Place.objects.update(geometry=ELSEWHERE)
    kept = keep_ours(take_in(theirs, publisher), publisher)
    assert (kept.state, kept.decided_by) == ("refused", publisher)
    assert again(souk).geometry == ELSEWHERE
    assert again(souk).checked_on is None
    with pytest.raises(NotTakenOver, match="decided already"):
        take_over(kept, publisher)


def test_what_one_phone_did_before_is_no_change_by_somebody_else(
    officer: Officer, observe: Observe
):
    souk, publisher = towns.place("Souk"), officer("publisher")
    nearer = Point(-10.0583, 28.9875, srid=4326)
    written = [
        observe(publisher, souk),
        observe(publisher, souk, "entrance"),
        observe(publisher, souk, position=nearer),
        observe(publisher, souk, "confirmation"),
    ]
    assert [take_in(each, publisher).state for each in written] == ["applied"] * 4
    assert again(souk).geometry == nearer
    assert again(souk).entrance == Point(SPOT, srid=4326)


def test_what_somebody_else_did_between_two_observations_of_one_phone_is_a_conflict(
    officer: Officer, observe: Observe
):
    souk, publisher = towns.place("Souk"), officer("publisher")
    entrance, position = observe(publisher, souk, "entrance"), observe(publisher, souk)
    take_in(observe(publisher, souk, position=ELSEWHERE), publisher)
    Place.objects.update(geometry=Point(-10.05, 28.98, srid=4326))
    assert take_in(entrance, publisher).state == "applied"
    assert take_in(position, publisher).state == "conflict"


def test_another_ones_text_stands_in_the_way_of_a_confirmation_but_not_of_a_position(
    officer: Officer, observe: Observe
):
    souk, publisher = towns.place("Souk"), officer("publisher")
    position, confirmation = observe(publisher, souk), observe(publisher, souk, "confirmation")
    Place.objects.update(name_fr="Souk neuf")
    assert take_in(position, publisher).state == "applied"
    assert take_in(confirmation, publisher).state == "conflict"


def test_a_point_does_not_take_the_place_of_an_outline_without_a_look(
    officer: Officer, observe: Observe
):
    area = Polygon.from_bbox((-10.06, 28.98, -10.05, 28.99))
    area.srid = 4326
    souk, publisher = towns.place("Souk"), officer("publisher")
    souk.geometry = area
    souk.save()
    assert take_in(observe(publisher, again(souk)), publisher).state == "conflict"
    assert take_in(observe(publisher, again(souk), "entrance"), publisher).state == "applied"
    assert again(souk).geometry == area


def test_a_confirmation_is_dated_by_the_phone_and_no_older_than_the_last(
    officer: Officer, observe: Observe
):
    souk, publisher = towns.place("Souk"), officer("publisher")
    take_in(observe(publisher, souk, "confirmation"), publisher)
    assert again(souk).checked_on == date(2026, 11, 27)
    older = observe(publisher, souk, "confirmation", made_at=towns.moment("2026-11-20T10:00"))
    take_in(older, publisher)
    assert again(souk).checked_on == date(2026, 11, 27)


def test_a_note_waits_to_be_read_whoever_wrote_it(officer: Officer, observe: Observe):
    souk, publisher = towns.place("Souk"), officer("publisher")
    note = take_in(observe(publisher, souk, "note", note="The gate is green."), publisher)
    assert note.state == "waiting"
    before = again(souk)
    assert take_over(note, publisher).state == "applied"
    assert again(souk).checked_on == before.checked_on


def test_an_entrance_waits_until_there_is_a_position(officer: Officer, observe: Observe):
    dlalat, publisher = towns.place("Dlalat", at=None), officer("publisher")
    entrance = take_in(observe(publisher, dlalat, "entrance"), publisher)
    assert entrance.state == "waiting"
    with pytest.raises(NotTakenOver, match="no position yet"):
        take_over(entrance, publisher)
    take_in(observe(publisher, dlalat), publisher)
    assert take_over(entrance, publisher).state == "applied"


def test_a_new_place_is_in_review_with_its_names_and_a_surveyed_position(
    officer: Officer, observe: Observe
):
    town, editor = towns.place("Guelmim", "town"), officer("editor")
    new = observe(
        editor,
        None,
        "new",
        names={"ar": "ورشة الفضة", "fr": "Atelier d’argent"},
        category="workshop",
        inside=town,
    )
    place = take_in(new, editor).place
    assert place is not None
    assert (place.slug, place.status, place.parent) == ("atelier-dargent", "in_review", town)
    assert (place.name_ar, place.position_quality) == ("ورشة الفضة", "surveyed")
    same = take_in(
        observe(editor, None, "new", names={"fr": "Atelier d’argent"}, category="workshop"), editor
    ).place
    assert same is not None
    assert same.slug == f"atelier-dargent-{same.code.lower()}"
    arabic = take_in(
        observe(editor, None, "new", names={"ar": "سوق"}, category="souk"), editor
    ).place
    assert arabic is not None
    assert arabic.slug == f"place-{arabic.code.lower()}"


def test_what_was_observed_of_a_deleted_place_is_not_lost(officer: Officer, observe: Observe):
    souk, editor = towns.place("Souk"), officer("editor")
    waiting = take_in(observe(editor, souk), editor)
    souk.delete()
    with pytest.raises(NotTakenOver, match="has been deleted"):
        take_over(waiting, officer("publisher"))
    assert Observation.objects.get().position == Point(SPOT, srid=4326)
