"""A register of artisans comes in as drafts, and nobody is shown without consent."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from crafts.models import Artisan
from geodata.interchange import batches
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
