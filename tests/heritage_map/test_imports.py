"""Imports at the desk: editors look, publishers decide, and everything can be taken back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from geodata.interchange import waiting
from geodata.models import ImportBatch, Place
from tests.heritage_map.conftest import address

pytestmark = pytest.mark.django_db

UPLOAD = "/manage/geodata/importbatch/new/"
STALLS = "nom,catégorie,lat,lon\n" + "\n".join(
    f"Atelier de {name},{'atelier' if n % 15 else 'fusée'},28.{900 + n},-10.{100 + n}"
    for n, name in enumerate(f"{chr(97 + n // 26)}{chr(97 + n % 26)}rahim" for n in range(60))
)


@pytest.fixture(autouse=True)
def _apart(settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "var"


def send(client, text: str = STALLS, name: str = "stalls.csv", **more):
    file = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    return client.post(UPLOAD, {"subject": "place", "file": file} | more)


def preview(client, **more):
    """Send a file, and return the page that it leads to."""
    response = send(client, **more)
    assert response.status_code == 302, response.context["form"].errors
    return client.get(response["Location"])


def decide(client, page, **more):
    data = {"reason": "register", "digest": page.context["preview"].digest} | more
    return client.post(page.request["PATH_INFO"], data)


def test_a_publisher_looks_decides_and_takes_it_back(signed_in):
    client = signed_in("publisher")
    page = preview(client)
    assert page.context["preview"].counts["refused"] == 4
    assert page.context["preview"].counts["new"] == 56
    assert "“fusée” is not known" in page.content.decode()
    refused = decide(client, page)
    assert "4 rows are refused" in refused.content.decode()
    assert not Place.objects.exists()
    done = decide(client, page, without_refused="on")
    batch = ImportBatch.objects.get()
    assert done["Location"] == address(batch)
    assert (str(batch.created_by), batch.reason, batch.file_name) == (
        "publisher", "register", "stalls.csv",
    )  # fmt: skip
    assert Place.objects.filter(status="draft").count() == 56
    assert "Undo this import" in client.get(address(batch)).content.decode()
    told = client.post(address(batch, "undo"), follow=True).content.decode()
    assert "Undone: 56 deleted, 0 restored." in told
    assert "Undo this import" not in told
    assert not Place.objects.exists()


def test_rows_are_shown_by_state_on_a_map_and_as_a_report(signed_in):
    client = signed_in("editor")
    page = preview(client)
    assert 'id="map_rows"' in page.content.decode()
    chosen = client.get(page.request["PATH_INFO"] + "?state=refused")
    assert {row["state"] for row in chosen.context["rows"]} == {"refused"}
    report = client.get(page.request["PATH_INFO"] + "report.csv")
    assert len(report.content.decode("utf-8-sig").splitlines()) == 61


def test_columns_are_corrected_and_kept_as_a_profile(signed_in):
    client = signed_in("editor")
    page = preview(client, text="foo,bar\nA,0528\nB,0529", name="t.csv")
    assert "None of the columns is known" in page.content.decode()
    path = page.request["PATH_INFO"]
    data = {"match": "1", "category": "workshop", "column_0": "name_fr", "column_1": "phone"}
    page = client.post(path, data, follow=True)
    assert page.context["preview"].counts["new"] == 2
    profile = client.get(path + "profile.json")
    assert profile.json() == {
        "columns": {"foo": "name_fr", "bar": "phone"}, "defaults": {"category": "workshop"},
    }  # fmt: skip
    again = preview(client, text="foo,bar\nC,1", name="u.csv", profile=profile.content.decode())
    assert again.context["preview"].counts["new"] == 1


@pytest.mark.parametrize("role", ["editor", "publisher", "administrator", "operator", "anonymous"])
def test_editors_look_publishers_decide_and_others_do_neither(role, signed_in, client):
    client = signed_in(role)
    response = send(client)
    looks = role in {"editor", "publisher", "administrator"}
    decides = role in {"publisher", "administrator"}
    if not looks:
        assert "/login/" in response["Location"]
        return
    page = client.get(response["Location"])
    assert ("Import it" in page.content.decode()) is decides
    answer = decide(client, page, without_refused="on")
    assert answer.status_code == (302 if decides else 403)
    assert ImportBatch.objects.exists() is decides
    batch = ImportBatch.objects.first() or ImportBatch.objects.create(subject="place")
    assert ("Undo this import" in client.get(address(batch)).content.decode()) is decides
    answer = client.post(address(batch, "undo"))
    assert answer.status_code == (302 if decides else 403)
    batch.refresh_from_db()
    assert (batch.undone_at is not None) is decides


@pytest.mark.parametrize("role", ["operator", "anonymous"])
def test_who_has_no_place_at_the_desk_opens_no_file_that_waits(role, signed_in, tmp_path):
    kept = waiting.keep([STALLS.encode()], "s.csv", 9, "place", waiting.Profile())
    client = signed_in(role)
    for page in ("", "report.csv", "profile.json"):
        assert "/login/" in client.get(f"{UPLOAD}{kept.token}/{page}")["Location"]


def test_a_file_that_cannot_be_read_is_refused_at_its_field_and_not_kept(signed_in, settings):
    response = send(signed_in("editor"), text="nom\n", name="t.xlsx")
    (sentence,) = response.context["form"].errors["file"]
    assert sentence.endswith(".")
    assert not list((settings.VAR_DIR / "imports").iterdir())


def test_what_changes_after_the_preview_is_looked_at_again(signed_in):
    client = signed_in("publisher")
    page = preview(client)
    Place.objects.create(slug="x", name_fr="Atelier de abrahim", category="workshop")
    answer = decide(client, page, without_refused="on")
    assert "Records have changed since the preview" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_files_wait_for_a_day_under_a_random_name(signed_in, settings):
    client = signed_in("publisher")
    path = preview(client).request["PATH_INFO"]
    (folder,) = (settings.VAR_DIR / "imports").iterdir()
    assert folder.name in path and "stalls" not in folder.name
    os.utime(folder, (0, 0))
    assert client.get(path).status_code == 404
    waiting.sweep()
    assert not folder.exists()
    assert waiting.find("../../etc") is None


def test_a_file_goes_once_it_is_imported(signed_in, settings):
    client = signed_in("publisher")
    decide(client, preview(client), without_refused="on")
    assert not list((settings.VAR_DIR / "imports").iterdir())
