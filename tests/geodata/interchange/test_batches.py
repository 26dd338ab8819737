"""An import is applied as a whole or not at all, and taken back as one."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from circuits.models import Leg
from crafts.models import Workplace
from geodata import search
from geodata.errors import ImportRefused, UndoRefused
from geodata.interchange import batches
from geodata.interchange.records import plain_query
from geodata.models import Fact, ImportBatch, Place
from tests import towns
from tests.geodata.interchange import files

pytestmark = pytest.mark.django_db

WORKSHOP = {"category": "workshop"}
THREE = "nom,lat,lon\nHassan,28.987,-10.057\nBrahim,28.97,-10.05\nصانع,28.96,-10.04"


@pytest.fixture
def import_text(tmp_path, look):
    """Return a function that imports a table."""

    def run(text, **options):
        path = files.table(tmp_path / "t.csv", text)
        found = look(path, defaults=WORKSHOP)
        return batches.apply(found, file_name="t.csv", reason="stalls", **options)

    return run


def test_new_places_are_drafts_with_codes_and_addresses_of_their_own(import_text):
    towns.place("Hassan", at=(-10.3, 28.9))
    batch = import_text(THREE)
    assert batch.counts["added"] == 3
    made = Place.objects.filter(status="draft")
    assert made.count() == len({place.code for place in made}) == 3
    slugs = set(made.values_list("slug", flat=True))
    assert "brahim" in slugs and "hassan" not in slugs
    assert any(slug.startswith("place-") for slug in slugs)
    arabic = made.get(name_ar="صانع")
    assert str(arabic) == "صانع"
    assert arabic.position_quality == "approximate"


def test_published_places_are_found_at_once(import_text):
    import_text(THREE, status="published")
    assert [hit.title for hit in search.search("Brahim", "fr").hits] == ["Brahim"]


def test_a_refused_row_refuses_all_unless_it_is_left_out(import_text):
    text = f"{THREE}\n,28.9,-10.1"
    with pytest.raises(ImportRefused, match="1 row is refused"):
        import_text(text)
    assert not Place.objects.exists()
    assert not ImportBatch.objects.exists()
    assert import_text(text, without_refused=True).counts["left_out"] == 1


def test_suspicious_rows_stay_out_until_they_are_taken(import_text):
    towns.place("Hassan")
    assert import_text(THREE).counts["added"] == 2
    Place.objects.exclude(slug="hassan").delete()
    assert import_text(THREE, with_suspicious=True).counts["added"] == 3


def test_a_fault_in_the_middle_leaves_nothing(import_text, monkeypatch):
    def full_disk(*_parts):
        raise OSError("No space left on device")

    monkeypatch.setattr(batches.findable, "refresh", full_disk)
    with pytest.raises(OSError, match="No space"):
        import_text(THREE, status="published")
    assert not Place.objects.exists()
    assert not ImportBatch.objects.exists()


def test_what_has_changed_since_the_preview_refuses_the_import(tmp_path, look):
    towns.place("Souk", phone="1")
    found = look(files.table(tmp_path / "t.csv", "slug,tel\nsouk,2"))
    Place.objects.update(phone="3")
    with pytest.raises(ImportRefused, match="has changed since the preview"):
        batches.apply(found, file_name="t.csv", reason="")
    assert Place.objects.get().phone == "3"


def test_undo_takes_back_what_was_added_and_what_was_changed(import_text, look):
    souk = towns.place("Souk", phone="1", at=(-10.3, 28.9), visit_minutes=None)
    before = {name: getattr(souk, name) for name in ("phone", "visit_minutes", "geometry")}
    batch = import_text(
        "slug,nom,tel,visit_minutes,lat,lon\nsouk,,2,30,28.91,-10.31\n,New,,,28.9,-10.4"
    )
    souk.refresh_from_db()
    assert (souk.phone, souk.visit_minutes) == ("2", 30)
    assert batches.undo(batch) == {"deleted": 1, "restored": 1}
    souk.refresh_from_db()
    assert {name: getattr(souk, name) for name in before} == before
    assert Place.objects.count() == 1
    with pytest.raises(UndoRefused, match="already"):
        batches.undo(batch)


def test_what_depends_on_places_follows_when_many_are_changed_at_once(import_text):
    souk = towns.place("Souk", at=(-10.3, 28.9), name_en="Market")
    well = towns.place("Puits", at=(-10.31, 28.9))
    towns.circuit("Way", (souk, 10), (well, 10))
    distance_m = Leg.objects.get().distance_m or 0
    batch = import_text("slug,nom,tel,lat,lon\nsouk,Lahdim,,28.91,-10.35\npuits,,2,,")
    assert (Leg.objects.get().distance_m or 0) > distance_m
    hits = search.search("Lahdim", "fr").hits
    assert [hit.slug for hit in hits] == ["souk", "way"]  # and the circuit that stops there
    assert Place.objects.get(phone="2").updated_at > well.updated_at
    assert batches.undo(batch) == {"deleted": 0, "restored": 2}
    assert Leg.objects.get().distance_m == distance_m
    assert not search.search("Lahdim", "fr").hits
    assert not Place.objects.filter(phone="2").exists()


def test_the_untranslated_column_is_written_with_those_of_the_languages(import_text):
    towns.place("Souk", name_en="Market")
    batch = import_text("slug,nom\nsouk,Lahdim")
    assert plain_query(Place).values_list("name", "name_en").get() == ("Lahdim", "Market")
    batches.undo(batch)
    assert plain_query(Place).values_list("name", "name_en").get() == ("Souk", "Market")


def test_undo_with_force_restores_what_was_changed_since(import_text):
    towns.place("Souk", phone="1")
    batch = import_text("slug,tel\nsouk,2")
    Place.objects.update(phone="3")
    with pytest.raises(UndoRefused, match="souk"):
        batches.undo(batch)
    assert Place.objects.get().phone == "3"
    assert batches.undo(batch, force=True)["restored"] == 1
    assert Place.objects.get().phone == "1"


def test_undo_refuses_what_was_changed_since_and_names_it(import_text):
    batch = import_text(THREE)
    Place.objects.filter(name_fr="Brahim").update(phone="0528")
    with pytest.raises(UndoRefused, match="Brahim") as refused:
        batches.undo(batch)
    assert refused.value.records == ["Brahim"]
    assert Place.objects.count() == 3
    assert batches.undo(batch, force=True)["deleted"] == 3


def test_undo_refuses_what_others_have_come_to_need(import_text):
    batch = import_text(THREE)
    hassan = Place.objects.get(name_fr="Hassan")
    Fact.objects.create(place=hassan, text_fr="x")
    Workplace.objects.create(artisan=towns.artisan("A"), place=hassan)
    with pytest.raises(UndoRefused, match="Hassan"):
        batches.undo(batch)
    towns.place("Inside", parent=hassan, at=None)
    with pytest.raises(UndoRefused, match="Inside"):
        batches.undo(batch, force=True)
    assert Place.objects.filter(name_fr="Brahim").exists()


def test_a_file_with_ids_of_its_own_finds_its_records_again(tmp_path, look):
    text = "@id,name,lat,lon\nnode/1,Hassan,28.987,-10.057"
    path = files.table(tmp_path / "t.csv", text)
    batch = batches.apply(look(path, defaults=WORKSHOP), file_name="t.csv", reason="")
    assert look(path, defaults=WORKSHOP).counts["unchanged"] == 1
    batches.undo(batch)
    assert look(path, defaults=WORKSHOP).counts["new"] == 1


def run(command, *arguments, **options):
    out = StringIO()
    call_command(command, *arguments, stdout=out, **options)
    return out.getvalue()


def test_the_commands_tell_what_they_would_do_do_it_and_undo_it(tmp_path):
    path = files.table(tmp_path / "t.csv", f"{THREE}\nBad,1,1")
    profile = files.table(tmp_path / "p.json", '{"defaults": {"category": "workshop"}}')
    report = tmp_path / "r.csv"
    told = run("import_places", path, "--dry-run", "--profile", profile, "--report", report)
    assert "3 new, 0 changed, 0 unchanged, 1 suspicious, 0 refused" in told
    assert "Row 5 (Bad)" in report.read_text(encoding="utf-8-sig").replace("5,Bad", "Row 5 (Bad)")
    assert not Place.objects.exists()
    told = run("import_places", path, "--profile", profile)
    assert "3 added, 0 updated, 1 left out" in told
    batch = ImportBatch.objects.get()
    assert "3 deleted" in run("undo_import", batch.pk)
    for arguments in (("import_places", tmp_path / "no.csv"), ("undo_import", 0)):
        with pytest.raises(CommandError):
            run(*arguments)
