"""`POST /api/v1/reports`: what phones send, once each."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from geodata.models import Place, Report
from geodata.reports import inbox, photos
from heritage_map import reports
from heritage_map.clients import Allowance
from tests import pictures, towns

pytestmark = pytest.mark.django_db

REPORTS = "/api/v1/reports"


@pytest.fixture(autouse=True)
def souk(monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(reports, "allowance", Allowance(most=30))
    return towns.place("Souk", slug="souk")


def told(**fields: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "kind": "closed", "place": "souk"} | fields


def send(client: Client, body: Any, query: str = "?lang=en", **more: Any) -> Any:
    """Send JSON."""
    sent = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(f"{REPORTS}{query}", sent, content_type="application/json", **more)


def send_form(client: Client, photo: bytes | None = None, **fields: Any) -> Any:
    """Send a form, as phones do."""
    files = {"photo": SimpleUploadedFile("photo.jpg", photo)} if photo is not None else {}
    return client.post(f"{REPORTS}?lang=en", fields | files)


def problem(response: Any, status: int) -> dict[str, Any]:
    """Return the problem details of an answer."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    return found


def errors(response: Any) -> dict[str, str]:
    """Return what is to be mended by field."""
    return {error["field"]: error["detail"] for error in problem(response, 422)["errors"]}


class TestAReport:
    """What arrives."""

    def test_is_answered_with_its_id_and_where_to_follow_it(self, client: Client, souk: Place):
        report = told(text="Since May.\nThey told me so.", stop=2, longitude=-10.05, latitude=29)
        response = send(client, report)
        assert response.status_code == 201
        assert response.json() == {"id": report["id"], "url": f"/en/report/{report['id']}/"}
        assert client.get(response.json()["url"]).status_code == 200
        kept = Report.objects.get()
        assert (kept.place, kept.text) == (souk, "Since May.\nThey told me so.")
        assert (kept.stop, kept.status, kept.language) == (2, "new", "en")

    def test_may_have_a_photo_of_which_only_the_picture_is_kept(self, client: Client):
        assert send_form(client, pictures.photo(), **told()).status_code == 201
        photo = bytes(Report.objects.get().photo or b"")
        assert photo.startswith(b"\xff\xd8")
        assert pictures.WHERE_IT_WAS_TAKEN not in photo

    def test_that_is_sent_again_is_answered_the_same_and_kept_once(self, client: Client):
        report = told(text="first")
        first = send(client, report)
        again = send(client, report | {"text": "again"})
        form = send_form(client, pictures.photo(), **report)
        assert (first.status_code, first.json()) == (again.status_code, again.json())
        assert (form.status_code, form.json()) == (201, first.json())
        assert Report.objects.get().text == "first"

    def test_leaves_nothing_of_who_sent_it(self, client: Client):
        response = send(client, told(), REMOTE_ADDR="192.0.2.77", headers={"user-agent": "Phone"})
        assert not response.cookies
        kept = Report.objects.values().get()
        assert not any("192.0.2.77" in str(value) or value == "Phone" for value in kept.values())

    def test_that_fills_in_what_nobody_sees_is_thrown_away_without_a_word(self, client: Client):
        report = told(homepage="https://spam.example")
        response = send(client, report)
        assert (response.status_code, response.json()["id"]) == (201, report["id"])
        assert send_form(client, **told(homepage="spam")).status_code == 201
        assert not Report.objects.exists()


class TestWhatIsRefused:
    """With a sentence for each mistake."""

    def test_fields_are_named(self, client: Client):
        assert errors(send(client, told(kind="boring", stop="two", colour="red"))) == {
            "stop": "This takes a whole number.",
            "colour": "There is no such field.",
        }
        found = errors(send_form(client, **told(kind="boring", stop="two", place="nowhere")))
        assert set(found) == {"kind", "stop", "place"}

    def test_each_language_says_it_its_own_way(self, client: Client):
        body = told(kind="other")
        said = {
            language: errors(send(client, body, f"?lang={language}"))["text"]
            for language in ("en", "fr", "ar", "es")
        }
        assert len(set(said.values())) == 4

    def test_an_id_is_needed(self, client: Client):
        report = told()
        del report["id"]
        assert errors(send(client, report)) == {
            "id": "Make a UUID for the report, and send it along."
        }
        assert list(errors(send(client, told(id="7")))) == ["id"]

    @pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\xff", b"{", b"null", b'"report"'])
    def test_garbage_is_no_report(self, client: Client, body: bytes):
        assert send(client, body).status_code in {400, 422}

    @pytest.mark.parametrize(
        ("content_type", "body"),
        [
            ("multipart/form-data", b"--x\r\n\r\n--x--"),
            ("multipart/form-data; boundary=", b"--x"),
            ("multipart/form-data; boundary=x", b"garbage"),
            ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data"),
            ("multipart/form-data; boundary=" + "x" * 300, b"--x"),
        ],
    )
    def test_a_broken_form_is_no_report(self, client: Client, content_type: str, body: bytes):
        response = client.generic("POST", f"{REPORTS}?lang=en", body, content_type=content_type)
        assert response.status_code in {400, 422}
        assert response["Content-Type"] == "application/problem+json"

    def test_a_form_of_a_thousand_fields_is_not_read(self, client: Client):
        response = send_form(client, **{f"field{number}": "x" for number in range(1100)})
        assert "no form that can be read" in problem(response, 400)["detail"]

    def test_what_is_too_long_is_not_read(self, client: Client):
        assert "64000" in problem(send(client, b"x" * 64_001), 413)["detail"]
        problem(send_form(client, bytes(photos.MOST_BYTES + 200_000), **told()), 413)
        found = errors(send_form(client, bytes(photos.MOST_BYTES + 1), **told()))
        assert found == {"photo": "The photo is larger than 8 MB: choose a smaller one."}

    def test_a_length_is_needed(self, client: Client):
        response = client.generic(
            "POST",
            REPORTS,
            b"",
            content_type="multipart/form-data; boundary=x",
            headers={"transfer-encoding": "chunked"},
        )
        problem(response, 411)

    @pytest.mark.parametrize("content", [pictures.SVG, pictures.HTML, b"\0" * 99, pictures.bomb()])
    def test_a_file_that_is_no_photo_does_harm_to_nobody(self, client: Client, content: bytes):
        assert list(errors(send_form(client, content, **told()))) == ["photo"]
        assert not Report.objects.exists()

    def test_who_sends_too_many_is_asked_to_come_back(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(reports, "allowance", Allowance(most=2))
        first = told()
        for report in (first, told()):
            assert send(client, report).status_code == 201
        response = send(client, told())
        problem(response, 429)
        assert response["Retry-After"] == "3600"
        assert send(client, first).status_code == 201  # what is here already costs nothing
        assert send(client, told(), REMOTE_ADDR="192.0.2.9").status_code == 201

    def test_a_full_inbox_asks_to_come_back(self, client: Client, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(inbox, "MOST_WAITING", 0)
        response = send(client, told())
        problem(response, 503)
        assert response["Retry-After"] == "3600"

    def test_the_pages_of_other_sites_send_nothing(self, client: Client):
        problem(send(client, told(), headers={"sec-fetch-site": "cross-site"}), 403)
        assert not Report.objects.exists()

    def test_it_is_only_written_to(self, client: Client):
        assert problem(client.get(REPORTS), 405)


def test_openapi_tells_of_it(client: Client):
    described = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/reports"]["post"]
    form = described["requestBody"]["content"]["multipart/form-data"]["schema"]["properties"]
    assert {"id", "kind", "place", "photo"} <= set(form)
    assert "homepage" not in form
