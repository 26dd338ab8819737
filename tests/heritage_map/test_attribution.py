"""Whose data the streets and the basemap are, while they serve."""

from pathlib import Path

import pytest
from django.core.management import call_command

from geodata import basemap
from tests import monaco, tiny_streets

pytestmark = pytest.mark.django_db
COPYRIGHT = "https://www.openstreetmap.org/copyright"


def test_nobody_is_credited_for_what_is_not_there(client, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    for page in ("/en/", "/en/about/", "/en/map/"):
        assert "openstreetmap.org" not in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "© OpenStreetMap contributors"),
        ("fr", "© les contributeurs d’OpenStreetMap"),
        ("es", "© colaboradores de OpenStreetMap"),
        ("ar", "© المساهمون في OpenStreetMap"),
    ],
)
def test_while_streets_serve_every_page_says_whose_they_are(client, tmp_path, language, words):
    with tiny_streets.served(tmp_path):
        for page in ("", "about/", "places/"):
            shown = client.get(f"/{language}/{page}").content.decode()
            assert f'<a href="{COPYRIGHT}" rel="noopener">{words}</a>' in shown
        # Where a map fills the page there is no foot to say it in: it stands on the map.
        shown = client.get(f"/{language}/map/").content.decode()
        assert f'<a href="{COPYRIGHT}" rel="external license">{words}</a>' in shown


def test_the_page_about_the_data_names_the_licence(client, tmp_path):
    with tiny_streets.served(tmp_path):
        shown = client.get("/en/about/").content.decode()
    assert "https://opendatacommons.org/licenses/odbl/1-0/" in shown
    assert "Open Database License (ODbL) 1.0" in shown
    assert ".pmtiles" not in shown


def test_the_basemap_can_be_had_whole(client, settings, tmp_path: Path):
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    call_command("build_basemap", tiny_streets.write(tmp_path / "tiny.osm"), verbosity=0)
    ground = basemap.current()
    assert ground is not None

    shown = client.get("/en/about/").content.decode()
    assert f'<a href="{ground.url}" download>' in shown
    assert client.get(ground.url).status_code == 200


def test_the_town_made_of_a_real_extract_has_no_fault_and_serves(client, settings, tmp_path):
    monaco.built(tmp_path, settings)
    call_command("load_territory", "monaco", verbosity=0)
    for page in ("", "map/", "circuits/", "circuits/le-rocher/", "places/palais-princier/"):
        assert client.get(f"/en/{page}").status_code == 200
