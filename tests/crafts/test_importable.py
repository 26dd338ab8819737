"""A register of artisans comes in as drafts, and nobody is shown without consent."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from crafts.models import Artisan, Workplace
from geodata.errors import UndoRefused
from geodata.interchange import batches, comparison, exporting
from geodata.interchange.columns import Profile
from geodata.interchange.subjects import SUBJECTS
from geodata.models import ImportBatch
from tests import towns
from tests.geodata.interchange import files

pytestmark = pytest.mark.django_db

REGISTER = (
    "Nom et prénom;الحرفة;Téléphone;Consentement;Recueilli par\n"
    "Fatima;Tissage;0612345678;23/11/2026;Mme Salma\n"
    "حسن;tissage, cuir;;23 نونبر 2026;Mme Salma\n"
    "Brahim;Cuir;;;\n"
)


def run(path, *options):
    out = StringIO()
    call_command("import_artisans", path, *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def register(tmp_path):
    for name in ("Tissage", "Cuir"):
        towns.craft(name)
    return files.table(tmp_path / "r.csv", REGISTER, "cp1256")


def test_a_register_comes_in_as_drafts_with_its_crafts(register):
    assert "3 added" in run(register)
    hassan = Artisan.objects.get(name_ar="حسن")
    assert [craft.slug for craft in hassan.crafts.order_by("slug")] == ["cuir", "tissage"]
    assert str(hassan.consent_given_on) == "2026-11-23"
    assert set(Artisan.objects.values_list("status", flat=True)) == {"draft"}
    assert "3 unchanged" not in run(register, "--dry-run")
    batches.undo(ImportBatch.objects.get())
    assert not Artisan.objects.exists()


def test_nobody_is_published_without_consent(register):
    with pytest.raises(CommandError, match="Row 4: An artisan is published only with consent"):
        run(register, "--publish")
    assert not Artisan.objects.exists()


def test_a_month_before_the_day_and_an_unknown_craft_are_refused(tmp_path):
    towns.craft("Cuir")
    path = files.table(tmp_path / "r.csv", "nom,métier,consentement\nA,Cuir,11/23/2026\nB,Rien,")
    told = run(path, "--dry-run")
    assert "“11/23/2026” is no date" in told
    assert "There is no craft “Rien”" in told


@pytest.fixture
def places():
    """Make three places to work at."""
    return [towns.place("Dlalat"), towns.place("Amhirich"), towns.place("Complexe", at=None)]


def look(path):
    return comparison.preview(path, path.name, SUBJECTS["artisan"], Profile())


def works(artisan):
    return {
        (one.place.slug, one.opening_hours, one.note_fr or "")
        for one in artisan.workplaces.select_related("place")
    }


def test_artisans_come_in_with_where_they_work_and_when(tmp_path, places):
    towns.craft("Cuir")
    code = places[0].code
    path = files.table(
        tmp_path / "r.csv",
        "nom,métier,lieu de travail,horaires\n"
        f"Ali,Cuir,{code},Mo-Th 09:00-18:00\n"
        "Fatima,Cuir,dlalat (Mo-Fr 09:00-12:00; Sa off) | Amhirich (Sa 06:00-14:00),\n"
        "Hassan,Cuir,,\n",
    )
    assert "3 added" in run(path)
    assert works(Artisan.objects.get(name_fr="Ali")) == {("dlalat", "Mo-Th 09:00-18:00", "")}
    assert works(Artisan.objects.get(name_fr="Fatima")) == {
        ("dlalat", "Mo-Fr 09:00-12:00; Sa off", ""),
        ("amhirich", "Sa 06:00-14:00", ""),
    }
    batches.undo(ImportBatch.objects.get())
    assert not Artisan.objects.exists() and not Workplace.objects.exists()


@pytest.mark.parametrize(("workplace", "hours", "said"), [
    ("Nulle part", "", "There is no place “Nulle part”"),
    ("dlalat (whenever)", "", "whenever"),
    ("dlalat | dlalat (Mo 09:00-10:00)", "", "is written twice"),
    ("dlalat | amhirich", "Mo 09:00-10:00", "in brackets behind each"),
])  # fmt: skip
def test_a_workplace_that_cannot_be_read_is_refused(tmp_path, places, workplace, hours, said):
    towns.craft("Cuir")
    text = f"nom,métier,lieu de travail,horaires\nAli,Cuir,{workplace},{hours}"
    assert said in run(files.table(tmp_path / "r.csv", text), "--dry-run")


@pytest.fixture
def ali(places):
    """Make an artisan who works at two places."""
    artisan = towns.artisan(
        "Ali", phone="0612345678", consent_given_on="2026-11-01", consent_given_to="Mme Salma"
    )
    artisan.crafts.set([towns.craft("Cuir"), towns.craft("Argent")])
    dlalat, amhirich, _complex = places
    Workplace.objects.create(
        artisan=artisan, place=dlalat, opening_hours="Mo-Th 09:00-18:00", note_fr="au fond"
    )
    Workplace.objects.create(artisan=artisan, place=amhirich)
    return artisan


def test_other_workplaces_replace_those_that_stand_and_come_back_with_undo(ali, tmp_path):
    before = works(ali)
    path = files.table(
        tmp_path / "r.csv", f"code,workplaces\n{ali.code},dlalat (Fr 09:00-12:00) | complexe"
    )
    told = look(path).findings[0]
    assert told.state == "changed"
    run(path)
    assert works(ali) == {("dlalat", "Fr 09:00-12:00", "au fond"), ("complexe", "", "")}
    batch = ImportBatch.objects.get()
    Workplace.objects.filter(place__slug="complexe").update(opening_hours="Mo 09:00-10:00")
    with pytest.raises(UndoRefused, match="Ali"):
        batches.undo(batch)
    batches.undo(batch, force=True)
    assert works(ali) == before


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "csv", "xlsx", "kml", "zip"])
def test_a_round_trip_of_artisans_changes_nothing(ali, tmp_path, ending):
    towns.artisan("Sample", is_sample=True)
    Artisan.objects.filter(pk=ali.pk).update(consent_given_to="")  # as older records have it
    path = tmp_path / f"artisans.{ending}"
    call_command("export_artisans", path, stdout=StringIO())
    (finding,) = look(path).findings
    assert (finding.state, finding.values, finding.reasons) == ("unchanged", {}, [])


def test_artisans_go_out_where_their_first_workplace_is_known_to_be(ali, tmp_path):
    path = tmp_path / "artisans.geojson"
    exporting.export(SUBJECTS["artisan"], Artisan.objects.all(), path)
    (feature,) = json.loads(path.read_text())["features"]
    assert feature["geometry"]["type"] == "Point"
    assert feature["properties"]["workplaces"] == "dlalat (Mo-Th 09:00-18:00) | amhirich"
    Workplace.objects.all().delete()
    exporting.export(SUBJECTS["artisan"], Artisan.objects.all(), path)
    (feature,) = json.loads(path.read_text())["features"]
    assert feature["geometry"] is None
