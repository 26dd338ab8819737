"""Imports at the desk: editors look, publishers decide, and everything can be taken back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from geodata.interchange import jobs, previews, waiting
from geodata.models import ImportBatch, ImportJob, ImportProfile, Place
from tests import towns
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


@pytest.fixture
def _all_is_large(monkeypatch) -> None:
    monkeypatch.setattr(jobs, "SMALL_FILE_BYTES", 0)
    monkeypatch.setattr(jobs, "SMALL_ROWS", 0)


def let_a_worker_work() -> None:
    for result in DBTaskResult.objects.ready():
        result.task.call(*result.args_kwargs["args"])


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
    said = {"columns": {"foo": "name_fr", "bar": "phone"}, "defaults": {"category": "workshop"}}
    assert client.get(path + "profile.json").json() == said
    assert not ImportProfile.objects.exists()
    page = client.post(path, data | {"save_as": "Registre"}, follow=True)
    assert "Kept as “Registre”." in page.content.decode()
    kept = ImportProfile.objects.get()
    assert (kept.said, str(kept.saved_by)) == (said, "editor")
    assert "Registre" in client.get(UPLOAD).content.decode()
    again = preview(client, text="foo,bar\nC,1", name="u.csv", profile=kept.pk)
    assert again.context["preview"].counts["new"] == 1


def test_a_profile_is_for_files_of_its_kind_and_saving_it_again_replaces_it(signed_in):
    client = signed_in("editor")
    path = preview(client, text="nom,bar\nA,0528", name="t.csv").request["PATH_INFO"]
    for phone in ("phone", "address_fr"):
        data = {"match": "1", "column_0": "name_fr", "column_1": phone, "save_as": "R"}
        client.post(path, data)
    kept = ImportProfile.objects.get()
    assert kept.said["columns"]["bar"] == "address_fr"
    refused = send(client, profile=kept.pk, subject="artisan")
    assert "for files of other things" in refused.content.decode()


@pytest.mark.parametrize(("role", "sees", "removes"), [
    ("editor", True, False), ("publisher", True, True), ("operator", False, False),
])  # fmt: skip
def test_publishers_remove_a_profile_and_editors_see_it(role, sees, removes, signed_in):
    kept = ImportProfile.objects.create(name="R", subject="place")
    client = signed_in(role)
    assert (client.get(address(kept)).status_code == 200) is sees
    client.post(address(kept, "delete"), {"post": "yes"})
    assert ImportProfile.objects.exists() is not removes


@pytest.mark.usefixtures("_all_is_large")
def test_a_worker_looks_at_a_large_file_imports_it_and_takes_it_back(signed_in, settings):
    client = signed_in("publisher")
    page = preview(client)
    path = page.request["PATH_INFO"]
    assert "no worker is there to do it" in page.content.decode()
    assert 'http-equiv="refresh"' in page.content.decode()
    client.get(path)
    assert ImportJob.objects.count() == 1
    let_a_worker_work()
    page = client.get(path)
    assert page.context["preview"].counts["new"] == 56
    assert "“fusée” is not known" in page.content.decode()

    answer = decide(client, page, without_refused="on")
    decide(client, page, without_refused="on")
    assert answer["Location"] == path
    assert "Importing stalls.csv" in client.get(path).content.decode()
    assert not Place.objects.exists()
    let_a_worker_work()
    batch = ImportBatch.objects.get()
    assert client.get(path)["Location"] == address(batch)
    assert (str(batch.created_by), batch.reason) == ("publisher", "register")
    assert Place.objects.count() == 56
    assert not list((settings.VAR_DIR / "imports").iterdir())

    told = client.post(address(batch, "undo"), follow=True).content.decode()
    assert "Undoing the import of stalls.csv" in told
    assert Place.objects.count() == 56
    let_a_worker_work()
    assert "Undoing" not in client.get(address(batch)).content.decode()
    assert not Place.objects.exists()


@pytest.mark.usefixtures("_all_is_large")
def test_what_a_worker_refuses_is_said_on_the_page_and_can_be_decided_anew(signed_in):
    client = signed_in("publisher")
    path = preview(client).request["PATH_INFO"]
    let_a_worker_work()
    decide(client, client.get(path))
    let_a_worker_work()
    page = client.get(path)
    assert "4 rows are refused" in page.content.decode()
    assert not ImportBatch.objects.exists()
    decide(client, page, without_refused="on")
    let_a_worker_work()
    batch = ImportBatch.objects.get()
    Place.objects.filter(name_fr="Atelier de abrahim").update(phone="0528")
    client.post(address(batch, "undo"))
    let_a_worker_work()
    assert "have changed since the import" in client.get(address(batch)).content.decode()
    client.post(address(batch, "undo"), {"force": "on"})
    let_a_worker_work()
    page = client.get(address(batch)).content.decode()
    assert "have changed since the import" not in page
    assert not Place.objects.exists()


@pytest.mark.usefixtures("_all_is_large")
def test_a_large_file_that_cannot_be_read_is_refused_on_its_page(signed_in):
    client = signed_in("editor")
    path = preview(client, text="nom\n", name="t.xlsx").request["PATH_INFO"]
    let_a_worker_work()
    page = client.get(path).content.decode()
    assert "The zip file is broken" in page
    assert "Send another file" in page


def test_a_preview_is_computed_once_in_each_language(signed_in, monkeypatch):
    client = signed_in("editor")
    page = preview(client)
    path = page.request["PATH_INFO"]
    made = []
    make = previews.make

    def counted(kept):
        made.append(kept)
        return make(kept)

    monkeypatch.setattr(previews, "make", counted)
    client.get(path)
    client.get(path + "?state=refused")
    assert not made
    assert "n’est pas connu" in client.get(path, headers={"accept-language": "fr"}).content.decode()
    assert len(made) == 1
    Place.objects.create(slug="x", name_fr="X", category="workshop")
    client.get(path)
    assert len(made) == 2


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


@pytest.mark.usefixtures("_all_is_large")
def test_probes_and_the_desk_say_that_imports_wait_without_a_worker(signed_in, monkeypatch):
    client = signed_in("editor")
    said = "Imports that wait, with no worker"
    assert said not in client.get("/manage/").content.decode()
    preview(client)
    towns.place("Souk")
    assert client.get("/readyz").json()["work"] == {"jobs": 1, "workers": 0}
    assert said in client.get("/manage/").content.decode()
    monkeypatch.setattr(jobs, "_names", lambda: ["worker abc job 1 3%"])
    assert client.get("/readyz").json()["work"] == {"jobs": 1, "workers": 1}
    assert said not in client.get("/manage/").content.decode()
