"""A preview says of each row what would become of it, and why."""

from __future__ import annotations

import json

import geopandas
import pytest
from django.contrib.gis.geos import Polygon
from shapely.geometry import Point

from geodata.errors import ImportRefused, InvalidProfile
from geodata.interchange import duplicates
from geodata.interchange.columns import Profile, recognised
from geodata.interchange.subjects import SUBJECTS
from geodata.models import Place
from tests import towns
from tests.geodata.interchange import files

pytestmark = pytest.mark.django_db

WORKSHOP = {"category": "workshop"}


def told(preview, number=None):
    """Return the state and the sentences of one row, the first if none is named."""
    finding = next(f for f in preview.findings if number in (None, f.number))
    return finding.state, " ".join(finding.reasons)


@pytest.mark.parametrize(
    ("heading", "attribute"),
    [
        ("name:ar", "name_ar"),
        ("Nom (arabe)", "name_ar"),
        ("الاسم بالعربية", "name_ar"),
        ("الاسم بالفرنسية", "name_fr"),
        ("Name in English", "name_en"),
        ("NOM", "name"),
        ("الصنف", "category"),
        ("Catégorie", "category"),
        ("addr:street", "address"),
        ("contact:phone", "phone"),
        ("Heures d'ouverture", "opening_hours"),
        ("خط العرض", "latitude"),
        ("X (m)", ""),
        ("Coordonnée X", "x"),
        ("Observations", ""),
        ("@id", "source_id"),
    ],
)
def test_columns_are_known_by_what_people_call_them(heading, attribute):
    found = recognised(heading, SUBJECTS["place"])
    assert found == attribute or (heading == "X (m)" and found in {"", "x"})


def test_a_name_without_a_language_is_kept_by_its_script(tmp_path, look):
    path = files.table(tmp_path / "t.csv", "nom,lat,lon\nسوق,28.98,-10.05\nAtelier,28.97,-10.06")
    first, second = look(path, defaults=WORKSHOP).findings
    assert first.values["name_ar"] == "سوق"
    assert second.values["name_fr"] == "Atelier"
    assert first.state == second.state == "new"


@pytest.mark.parametrize(
    ("heading", "first", "second"),
    [
        ("latitude;longitude", "28.987", "-10.0574"),
        ("Latitude;Longitude", "28,987", "-10,0574"),
        ("خط العرض;خط الطول", "28°59'13.2\"N", "10°03'26.6\"O"),
        ("x;y", "-10.0574", "28.987"),
        ("X UTM;Y UTM", "396993.3", "3207006.0"),
        ("x;y", "396 993,3", "3 207 006,0"),
        ("X Lambert;Y Lambert", "46241.1", "230401.3"),
    ],
)
def test_positions_are_found_in_the_system_that_they_are_written_in(
    tmp_path, look, heading, first, second
):
    quoted = first.replace('"', '""'), second.replace('"', '""')
    path = files.table(tmp_path / "t.csv", f'nom;{heading}\nA;"{quoted[0]}";"{quoted[1]}"')
    (finding,) = look(path, defaults=WORKSHOP).findings
    assert finding.state == "new", finding.reasons
    assert (finding.longitude, finding.latitude) == pytest.approx((-10.0574, 28.987), abs=1e-4)


def test_swapped_axes_wrong_projection_and_elsewhere_are_told_apart(tmp_path, look):
    rows = ["nom,latitude,longitude"] + [f"A{n},28.98{n},-10.05{n}" for n in range(8)]
    rows += ["Swapped,-10.0574,28.987", "Metres,3207118.6,396998.6", "Paris,48.85,2.35"]
    preview = look(files.table(tmp_path / "t.csv", "\n".join(rows)), defaults=WORKSHOP)
    assert told(preview, 2)[0] == "new"
    state, sentence = told(preview, 10)
    assert (state, "are swapped" in sentence) == ("suspicious", True)
    state, sentence = told(preview, 11)
    assert (state, "EPSG:32629" in sentence) == ("suspicious", True)
    state, sentence = told(preview, 12)
    assert (state, "outside Guelmim" in sentence) == ("suspicious", True)


def test_a_file_that_is_swapped_is_mended_by_its_profile(tmp_path, look):
    path = files.table(tmp_path / "t.csv", "nom,x,y\nA,28.987,-10.0574")
    assert "swapped" in told(look(path, defaults=WORKSHOP))[1]
    assert told(look(path, defaults=WORKSHOP, swapped=True))[0] == "new"


def test_a_map_that_states_the_wrong_projection_is_found_out(tmp_path, look):
    frame = geopandas.GeoDataFrame(
        {"nom": ["A"]}, geometry=[Point(396998.6, 3207118.6)], crs="EPSG:26192"
    )
    frame.to_file(tmp_path / "t.gpkg", layer="x")
    state, sentence = told(look(tmp_path / "t.gpkg", defaults=WORKSHOP))
    assert state == "suspicious"
    assert "written in EPSG:32629 and read as EPSG:26192" in sentence
    assert told(look(tmp_path / "t.gpkg", defaults=WORKSHOP, srid=32629))[0] == "new"


def test_a_shapefile_without_its_projection_waits_for_a_word(tmp_path, look):
    frame = geopandas.GeoDataFrame(
        {"nom": ["A"]}, geometry=[Point(396998.6, 3207118.6)], crs="EPSG:32629"
    )
    path = files.shapefile(tmp_path / "t.zip", frame, without=(".prj",))
    with pytest.raises(ImportRefused, match=r"\.prj.*32629"):
        look(path, defaults=WORKSHOP)
    assert told(look(path, defaults=WORKSHOP, srid=32629))[0] == "new"


def test_each_fault_is_told_with_its_column(tmp_path, look):
    rows = [
        "nom,catégorie,horaires,tarif,lat,lon,site",
        "A,souk,from nine to five,10,28.98,-10.05,",
        "B,spaceship,,10,28.98,-10.06,",
        "C,souk,,free,28.98,-10.07,",
        "D,souk,,,28°75'N,-10.05,",
        "E,souk,,,28.98,,",
        ",souk,,,28.98,-10.04,",
        "F,souk,,,28.97,-10.04,javascript:alert(1)",
        f"{'x' * 300},souk,,,28.96,-10.04,",
    ]
    preview = look(files.table(tmp_path / "t.csv", "\n".join(rows)))
    assert preview.counts["refused"] == 8
    for number, expected in {
        2: "Column “horaires”",
        3: "Column “catégorie”: “spaceship” is not known",
        4: "Column “tarif”: “free” is no number",
        5: "60 minutes",
        6: "One of the two coordinates is missing",
        7: "There is no name",
        8: "is no web address",
        9: "300 letters",
    }.items():
        assert expected in told(preview, number)[1]


def test_known_records_are_told_apart_field_by_field(tmp_path, look):
    souk = towns.place("Souk", phone="0528")
    other = towns.place("Other", at=(-10.2, 28.9))
    text = f"code,nom,tel\n{souk.code},Souk couvert,0528\n{other.code.lower()},Other,\n22222,X,"
    preview = look(files.table(tmp_path / "t.csv", text), columns={"nom": "name_fr"})
    changed, unchanged, unknown = preview.findings
    assert (changed.state, changed.values) == ("changed", {"name_fr": "Souk couvert"})
    assert changed.now == {"name_fr": "Souk"}
    assert unchanged.state == "unchanged"
    assert "no record of the code 22222" in unknown.reasons[0]


def test_two_rows_about_one_record_are_refused(tmp_path, look):
    towns.place("Souk")
    text = "slug,tel\nsouk,1\nsouk,2"
    first, second = look(files.table(tmp_path / "t.csv", text)).findings
    assert first.state == "changed"
    assert "Row 2 is about the same record" in second.reasons[0]


def test_the_address_of_what_is_public_stays(tmp_path, look):
    souk = towns.place("Souk")
    path = files.table(tmp_path / "t.csv", f"code,slug\n{souk.code},elsewhere")
    assert "plaques and links" in told(look(path))[1]


@pytest.mark.parametrize(
    "name", ["Souk Amhirich", "سوق أمحيريش", "Amhayrich", "ⴰⵎⵃⵉⵔⵉⵛ", "souk amhirch"]
)
def test_a_place_nearby_under_another_spelling_is_suspicious(tmp_path, look, name):
    towns.place("Souk Amhirich", category="weekly_market")
    path = files.table(tmp_path / "t.csv", f"nom,lat,lon\n{name},28.9874,-10.0579")
    state, sentence = told(look(path, defaults=WORKSHOP))
    assert state == "suspicious"
    assert "looks like “souk-amhirich”" in sentence


@pytest.mark.parametrize("name", ["Souk Dlalat", "Place Bir Anzarane", "سوق الدلالات"])
def test_another_name_nearby_is_not(tmp_path, look, name):
    towns.place("Souk Amhirich")
    path = files.table(tmp_path / "t.csv", f"nom,lat,lon\n{name},28.9874,-10.0579")
    assert told(look(path, defaults=WORKSHOP))[0] == "new"


def test_what_lies_in_a_place_of_its_name_is_not_that_place(tmp_path, look):
    towns.place("Amtoudi (Amtdi, Id Aïssa)", slug="amtoudi", category="oasis")
    row = "Agadir Id Aïssa,28.987,-10.057"
    path = files.table(tmp_path / "t.csv", f"nom,lat,lon\n{row}")
    assert told(look(path, defaults={"category": "monument"}))[0] == "suspicious"
    inside = files.table(tmp_path / "i.csv", f"nom,lat,lon,dans\n{row},amtoudi")
    assert told(look(inside, defaults={"category": "monument"}))[0] == "new"


def test_a_crowd_in_one_spot_is_looked_through_and_the_same_is_found(tmp_path, look, monkeypatch):
    monkeypatch.setattr(duplicates, "MOST_NEIGHBOURS", 20)
    names = "".join(f"Atelier {a}{b}rahim,28.987,-10.057\n" for a in "bcdfg" for b in "aeiou")
    text = f"nom,lat,lon\n{names}Atelier barahim,28.987,-10.0571\n"
    found = look(files.table(tmp_path / "t.csv", text), defaults=WORKSHOP)
    assert "looks like row 2," in found.findings[-1].reasons[0]


def test_stalls_with_other_numbers_are_not_the_same(tmp_path, look):
    text = "nom,lat,lon\n" + "\n".join(f"Stand {n},28.987,-10.05{n:02}" for n in range(30))
    assert look(files.table(tmp_path / "t.csv", text), defaults=WORKSHOP).counts["new"] == 30


def test_the_same_row_twice_is_suspicious(tmp_path, look):
    text = "nom,lat,lon\nAtelier Hassan,28.987,-10.057\nAtelier Hassan,28.987,-10.0572"
    first, second = look(files.table(tmp_path / "t.csv", text), defaults=WORKSHOP).findings
    assert (first.state, second.state) == ("new", "suspicious")
    assert "looks like row 2" in second.reasons[0]


def test_a_place_whose_spot_was_not_known_is_recognised_by_its_name(tmp_path, look):
    towns.place("Souk Dlalat", at=None)
    path = files.table(tmp_path / "t.csv", "nom,lat,lon\nsouk dlalat,28.987,-10.057")
    assert "has the name of “souk-dlalat”" in told(look(path, defaults=WORKSHOP))[1]


def test_an_area_keeps_its_outline(tmp_path, look):
    area = Polygon.from_bbox((-10.06, 28.98, -10.05, 28.99))
    path = files.table(tmp_path / "t.csv", f'nom,wkt\nA,"{area.wkt}"')
    (finding,) = look(path, defaults=WORKSHOP).findings
    assert finding.state == "new"
    assert finding.values["position_quality"] == "approximate"


def test_columns_that_may_be_the_same_wait_for_a_word(tmp_path, look):
    path = files.table(tmp_path / "t.csv", "nom,dénomination\nA,B")
    with pytest.raises(InvalidProfile, match="both look like name"):
        look(path)
    (finding,) = look(path, columns={"nom": ""}, defaults=WORKSHOP).findings
    assert finding.values["name_fr"] == "B"


@pytest.mark.parametrize(
    "text",
    ["[", "[]", '{"a": 1}', '{"srid": 1}', '{"srid": "x"}', '{"columns": {"a": 1}}', "[" * 9999],
)
def test_a_profile_that_is_none_is_refused_in_a_sentence(text):
    with pytest.raises(InvalidProfile, match=r"\.$"):
        Profile.parse(text)


def test_a_profile_survives_being_written_down():
    profile = Profile({"a": "name_fr"}, {"category": "souk"}, 26192, True, "cp1256")
    assert Profile.parse(json.dumps(profile.as_json())) == profile


def test_nothing_is_written_by_a_preview(tmp_path, look):
    look(files.table(tmp_path / "t.csv", "nom,lat,lon\nA,28.987,-10.057"), defaults=WORKSHOP)
    assert not Place.objects.exists()
