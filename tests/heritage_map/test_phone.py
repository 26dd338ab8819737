"""The site as an app: its manifest, its service worker, the pages that phones keep."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from heritage_map import app_shell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guelmim")]


def shell_of(client: Client) -> dict:
    """Return what the service worker is told to keep."""
    text = client.get("/sw.js").content.decode()
    found = re.match(r"self\.SHELL=(\{.*?\});\n", text)
    assert found
    return json.loads(found[1])


class TestTheManifest:
    """What a phone shows of the app before it is opened."""

    @pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr")])
    def test_is_in_the_language_asked_for(
        self, client: Client, language: str, direction: str
    ) -> None:
        response = client.get(f"/manifest.webmanifest?lang={language}")
        assert response["Content-Type"] == "application/manifest+json"
        manifest = response.json()
        assert (manifest["lang"], manifest["dir"]) == (language, direction)
        assert manifest["start_url"] == f"/{language}/"
        assert all(one["url"].startswith(f"/{language}/") for one in manifest["shortcuts"])

    def test_is_else_in_the_readers_own(self, client: Client) -> None:
        assert (
            client.get("/manifest.webmanifest", headers={"accept-language": "es"}).json()["lang"]
            == "es"
        )
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
        assert client.get("/manifest.webmanifest").json()["lang"] == "ar"

    def test_has_icons_that_phones_may_cut_to_their_own_shape(self, client: Client) -> None:
        icons = client.get("/manifest.webmanifest").json()["icons"]
        assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
            (f"{px}x{px}", purpose) for px in (192, 512) for purpose in ("any", "maskable")
        }

    def test_takes_its_colours_from_the_style_sheets(self, client: Client) -> None:
        tokens = (settings.BASE_DIR / "frontend/css/tokens.css").read_text()
        manifest = client.get("/manifest.webmanifest").json()
        assert f"--band: {manifest['theme_color']};" in tokens
        assert f"--paper: {manifest['background_color']};" in tokens

    def test_refuses_a_language_that_there_is_not(self, client: Client) -> None:
        assert client.get("/manifest.webmanifest?lang=tlh").status_code == 400


class TestTheServiceWorker:
    """The script that opens pages without a network."""

    def test_may_serve_the_whole_site_and_is_asked_for_again(self, client: Client) -> None:
        response = client.get("/sw.js")
        assert response["Content-Type"].startswith("text/javascript")
        assert response["Service-Worker-Allowed"] == "/"
        assert response["Cache-Control"] == "no-cache"
        again = client.get("/sw.js", headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304

    def test_is_another_one_after_a_deploy(self, client: Client, settings: Any) -> None:
        before = shell_of(client)["version"]
        assert shell_of(client)["version"] == before
        settings.RELEASE = "2"
        assert shell_of(client)["version"] != before

    def test_keeps_nothing_that_is_not_there(self, client: Client) -> None:
        shell = shell_of(client)
        for pages in shell["pages"].values():
            for url in pages.values():
                assert client.get(url).status_code == 200, url
        for part in ("walk", "field"):
            names = [one["url"] for one in shell["core"] + shell[part]]
            assert len(names) == len(set(names))
        assert "/static/field.js" in names
        names = [one["url"] for one in shell["core"] + shell["walk"]]
        assert "/static/maplibre-gl-worker.mjs" in names
        assert "/static/fonts/tifinagh.woff2" in names
        assert all(one["size_bytes"] > 0 for part in app_shell.PAGES for one in shell[part])

    def test_knows_a_page_of_each_kind_in_every_language(self, client: Client) -> None:
        pages = shell_of(client)["pages"]
        assert set(pages) == {code for code, _name in settings.LANGUAGES}
        kinds = set(app_shell.CORE_PAGES | app_shell.WALK_PAGES | app_shell.FIELD_PAGES)
        assert all(set(ofLanguage) == kinds for ofLanguage in pages.values())


class TestThePagesThatPhonesKeep:
    """They are the same for everybody."""

    @pytest.mark.parametrize(
        "path", ["kept/", "kept/none/", "kept/circuit/", "kept/follow/", "kept/field/", "report/"]
    )
    def test_have_no_cookies_and_nothing_for_search_engines(
        self, client: Client, path: str
    ) -> None:
        response = client.get(f"/ar/{path}")
        assert response.status_code == 200
        assert not response.cookies
        assert response["X-Robots-Tag"] == "noindex"
        assert "script-src" in response["Content-Security-Policy"] or (
            "default-src 'self'" in response["Content-Security-Policy"]
        )


class TestTheMarker:
    """A cookie says what should be on a phone, since Safari leaves cookies of servers."""

    def send(self, client: Client, body: object, content_type: str = "application/json"):
        return client.post("/kept", json.dumps(body), content_type=content_type)

    def test_names_circuits_and_nobody(self, client: Client) -> None:
        response = self.send(client, {"circuits": ["souks", "old-town"]})
        assert response.status_code == 204
        assert response.cookies["kept"].value == "souks.old-town"
        assert response.cookies["kept"]["samesite"] == "Lax"

    def test_goes_with_the_last_circuit(self, client: Client) -> None:
        self.send(client, {"circuits": ["souks"]})
        response = self.send(client, {"circuits": []})
        assert response.cookies["kept"]["max-age"] == 0

    @pytest.mark.parametrize(
        "body",
        [
            None,
            [],
            {},
            {"circuits": "souks"},
            {"circuits": [1]},
            {"circuits": ["a;b"]},
            {"circuits": ["a" * 79] * 50},
        ],
    )
    def test_takes_nothing_else(self, client: Client, body: object) -> None:
        assert self.send(client, body).status_code == 400

    def test_cannot_be_sent_by_a_form_of_another_site(self, client: Client) -> None:
        assert self.send(client, {"circuits": ["souks"]}, "text/plain").status_code == 415
        assert client.get("/kept").status_code == 405
