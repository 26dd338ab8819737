"""Probes, and what visitors are told when the database does not answer.

The database is taken away for real: another process serves the site through a folder that holds a
link to PostgreSQL's socket, or does not, and loses its connections with the link.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from geodata.models import Place
from tests import tiny_streets

SERVE = """
from wsgiref.simple_server import make_server
from django.conf import settings
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
from heritage_map.wsgi import application
server = make_server("localhost", 0, application)
print(server.server_port, flush=True)
server.serve_forever()
"""


@dataclass(frozen=True)
class Answer:
    """What the site answered; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True)
class Site:
    """The site in a process of its own, on a port of this machine."""

    port: int

    def ask(
        self, path: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """Ask for a path, or send a form to it."""
        client = HTTPConnection("localhost", self.port, timeout=30)
        if form is None:
            client.request("GET", path, headers=headers or {})
        else:
            content_type = {"Content-Type": "application/x-www-form-urlencoded"}
            client.request("POST", path, urlencode(form), content_type | (headers or {}))
        response = client.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, headers, response.read().decode())
        client.close()
        return answer


@contextmanager
def served(socket_folder: Path) -> Iterator[Site]:
    """Serve the site with the tests' database, whose socket is sought in a folder."""
    database = connection.settings_dict
    query = f"host={socket_folder}&port={database['PORT']}&user={database['USER']}"
    environment = {
        "DJANGO_SETTINGS_MODULE": "heritage_map.settings",
        "DATABASE_URL": f"postgis:///{database['NAME']}?{query}",
    }
    with subprocess.Popen(
        [sys.executable, "-c", SERVE],
        cwd=django_settings.BASE_DIR,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield Site(int(process.stdout.readline()))
        process.kill()


@pytest.fixture(scope="module")
def cut_off(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return the site where no database answers."""
    with served(tmp_path_factory.mktemp("empty")) as site:
        yield site


@pytest.mark.parametrize(
    ("path", "language", "direction", "words"),
    [
        ("/ar/places/", "ar", "rtl", ""),
        ("/fr/places/", "fr", "ltr", ""),
        ("/en/places/", "en", "ltr", "Back in a moment"),
        ("/es/places/", "es", "ltr", ""),
    ],
)
def test_without_a_database_a_page_says_so_in_the_language_of_its_address(
    cut_off, path, language, direction, words
):
    answer = cut_off.ask(path)
    assert answer.status == 503
    assert answer.headers["retry-after"] == "30"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}" dir="{direction}">' in answer.text
    assert words in answer.text
    assert f'href="{path}"' in answer.text


def test_the_page_obeys_the_content_security_policy(cut_off):
    answer = cut_off.ask("/en/places/")
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "<style" not in answer.text
    assert "style=" not in answer.text
    assert "<script" not in answer.text


def test_without_a_database_the_api_answers_with_problem_details(cut_off):
    answer = cut_off.ask("/api/v1/places.geojson", headers={"Accept-Language": "en"})
    assert answer.status == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "30"
    problem = json.loads(answer.text)
    assert problem["status"] == 503
    assert "does not answer" in problem["detail"]


def test_without_a_database_the_process_lives_and_is_not_ready(cut_off):
    assert cut_off.ask("/healthz").status == 200
    answer = cut_off.ask("/readyz")
    assert answer.status == 503
    checks = json.loads(answer.text)["checks"]
    assert checks["database"] == {"ok": False, "detail": "It does not answer; the log says why."}


def test_without_a_database_what_was_sent_is_said_to_be_lost(cut_off):
    form = cut_off.ask("/manage/login/")
    assert form.status == 200
    token = form.headers["set-cookie"].split(";")[0].removeprefix("csrftoken=")
    answer = cut_off.ask(
        "/manage/login/",
        {"username": "fatima", "password": "-", "csrfmiddlewaretoken": token},
        {"Cookie": f"csrftoken={token}", "Accept-Language": "en"},
    )
    assert answer.status == 503
    assert "What you just sent was not kept" in answer.text
    assert 'http-equiv="refresh"' not in answer.text


def test_a_database_that_goes_and_comes_back_is_followed_without_a_restart(
    transactional_db, tmp_path: Path
):
    folder = connection.settings_dict["HOST"]
    if not folder.startswith("/"):
        pytest.skip("the tests' database is not reached through a Unix socket")
    link = tmp_path / f".s.PGSQL.{connection.settings_dict['PORT'] or 5432}"
    link.symlink_to(Path(folder) / link.name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(pid) FROM pg_stat_activity")
        others = cursor.fetchone()[0]
    with served(tmp_path) as site:
        assert site.ask("/en/places/").status == 200
        link.unlink()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> ALL(%s)",
                [others],
            )
        assert site.ask("/en/places/").status == 503
        assert site.ask("/api/v1/places.geojson").status == 503
        link.symlink_to(Path(folder) / link.name)
        assert site.ask("/en/places/").status == 200
        assert site.ask("/api/v1/places.geojson").status == 200


def test_a_site_with_a_public_place_is_ready_also_without_streets(client, souk, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    Place.objects.update(status="published")
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "checks": {"database": {"ok": True}, "migrations": {"ok": True}, "territory": {"ok": True}},
        "built": {"streets": None, "basemap": None},
        "work": {"jobs": 0, "workers": 0},
    }


def test_a_site_says_how_old_its_streets_are(client, souk, tmp_path):
    with tiny_streets.served(tmp_path) as streets:
        built = client.get("/readyz").json()["built"]
    assert built["streets"] == {
        "version": streets.version,
        "map_of": "2026-01-01T00:00:00+00:00",
    }
    assert built["basemap"] is None


@pytest.mark.django_db
def test_a_site_without_its_territory_is_not_ready_and_says_which_command_loads_it(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "load_territory" in response.json()["checks"]["territory"]["detail"]


def test_a_site_with_migrations_to_apply_is_not_ready(client, transactional_db):
    call_command("migrate", "sessions", "zero", verbosity=0)
    try:
        response = client.get("/readyz")
    finally:
        call_command("migrate", "sessions", verbosity=0)
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"]["detail"] == (
        "1 to apply: run manage.py migrate."
    )


def test_a_probe_may_ask_under_any_host_name_and_needs_no_database(client):
    response = client.get("/healthz", headers={"host": "10.1.2.3:8000"})
    assert response.status_code == 200
    assert response.content == b"ok\n"


def test_a_probe_is_not_sent_to_https(client, settings, souk):
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/readyz").status_code == 503
    assert Client().get("/manage/").status_code == 301
