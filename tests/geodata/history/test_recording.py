"""What somebody changes is kept, whichever way they change it."""

from typing import Any

from django.db.models import Model

from geodata.history.models import Revision, Version
from geodata.history.recording import recording, unrecorded
from geodata.models import Place, Source
from tests.heritage_map.conftest import made


def versions_of(record: Model) -> list[Any]:
    """Return the versions of a record, the first one first."""
    label = record._meta.label_lower
    return list(Version.objects.filter(model=label, object_id=record.pk).order_by("pk"))


def test_a_change_is_kept_with_who_and_why_beside_the_state_that_was_found(souk, amina):
    with recording(amina, reason="they told me"):
        souk.opening_hours = "Mo-Sa 08:00-12:00"
        souk.save()
    found, changed = versions_of(souk)
    assert found.revision is None
    assert found.document["fields"]["opening_hours"] == "Mo-Sa 09:00-18:00"
    assert changed.document["fields"]["opening_hours"] == "Mo-Sa 08:00-12:00"
    assert (changed.revision.made_by, changed.revision.reason) == (amina, "they told me")


def test_a_second_change_does_not_keep_the_state_between_them_twice(souk, amina):
    for hours in ("Mo 08:00-12:00", "Tu 08:00-12:00"):
        with recording(amina):
            souk.opening_hours = hours
            souk.save()
    assert [v.document["fields"]["opening_hours"] for v in versions_of(souk)] == [
        "Mo-Sa 09:00-18:00",
        "Mo 08:00-12:00",
        "Tu 08:00-12:00",
    ]


def test_what_changed_unseen_in_between_is_kept_as_it_was_found(souk, amina):
    with recording(amina):
        souk.save_base()
        souk.opening_hours = "Mo 08:00-12:00"
        souk.save()
    Place.objects.update(opening_hours="Fr 08:00-12:00")  # a load, an import, somebody in SQL
    souk.refresh_from_db()
    with recording(amina):
        souk.opening_hours = "Tu 08:00-12:00"
        souk.save()
    assert [
        (v.document["fields"]["opening_hours"], v.revision is not None) for v in versions_of(souk)
    ] == [
        ("Mo-Sa 09:00-18:00", False),
        ("Mo 08:00-12:00", True),
        ("Fr 08:00-12:00", False),
        ("Tu 08:00-12:00", True),
    ]


def test_saving_without_changing_anything_leaves_no_trace(souk, amina):
    with recording(amina):
        souk.save()
    assert not Version.objects.exists()
    assert not Revision.objects.exists()


def test_a_part_belongs_to_the_history_of_its_record(souk, amina):
    fact = souk.facts.get()
    with recording(amina):
        fact.text_fr = "Elles y vendent le matin."
        fact.save()
    _found, changed = versions_of(souk)
    (said,) = changed.document["parts"]["facts"].values()
    assert said["fields"]["text_fr"] == "Elles y vendent le matin."


def test_a_part_that_moves_to_another_record_changes_both(souk, amina):
    other = made(Place, slug="other", category="souk", name_fr="Autre")
    fact = souk.facts.get()
    with recording(amina):
        fact.place = other
        fact.save()
    assert versions_of(souk)[-1].document["parts"]["facts"] == {}
    assert str(fact.pk) in versions_of(other)[-1].document["parts"]["facts"]


def test_a_new_record_with_its_links_is_one_version(souk, amina):
    source = made(Source, slug="source", name="Le360")
    with recording(amina) as done:
        new = made(Place, slug="new", category="souk", name_fr="Nouveau")
        new.sources.add(source)
    (version,) = versions_of(new)
    assert version.revision == done.revision
    assert version.document["links"]["sources"] == [source.pk]


def test_links_are_kept_from_either_end(souk, amina):
    source = made(Source, slug="source", name="Le360")
    with recording(amina):
        source.place_set.add(souk)
    assert versions_of(souk)[-1].document["links"]["sources"] == [source.pk]


def test_a_deletion_is_kept_with_what_let_go_of_the_record(souk, amina):
    source = made(Source, slug="source", name="Le360")
    souk.sources.add(source)
    with recording(amina) as done:
        source.delete()
    changed = {
        (version.model, version.document is None)
        for version in Version.objects.filter(revision=done.revision)
    }
    assert changed == {("geodata.source", True), ("geodata.place", False)}


def test_nothing_is_kept_outside_a_recording_or_where_it_is_not_wanted(souk, amina):
    souk.opening_hours = "Mo 08:00-12:00"
    souk.save()
    with recording(amina), unrecorded():
        souk.opening_hours = "Tu 08:00-12:00"
        souk.save()
    assert not Version.objects.exists()


def test_what_fails_leaves_neither_a_change_nor_a_trace(souk, amina):
    try:
        with recording(amina):
            souk.opening_hours = "Mo 08:00-12:00"
            souk.save()
            raise RuntimeError
    except RuntimeError:
        pass
    souk.refresh_from_db()
    assert souk.opening_hours == "Mo-Sa 09:00-18:00"
    assert not Version.objects.exists()


def test_a_recording_inside_another_joins_it(souk, amina):
    with recording(amina) as outer:
        souk.opening_hours = "Mo 08:00-12:00"
        souk.save()
        with recording(reason="inner") as inner:
            souk.facts.create(text_fr="Neuf")
    assert inner is outer
    assert Revision.objects.count() == 1
    assert Revision.objects.get().made_by == amina
