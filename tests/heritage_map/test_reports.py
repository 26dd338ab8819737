"""The page on which visitors report, and the inbox in which the municipality reads it."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from geodata.models import Closure, Place, Report
from geodata.reports import inbox, photos
from heritage_map import reports
from heritage_map.clients import Allowance
from heritage_map.models import User
from tests import pictures, towns
from tests.heritage_map.conftest import address, filled, made
from tests.reading import read

REPORT = "/en/report/"


@pytest.fixture(autouse=True)
def _fresh_allowance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "allowance", Allowance(most=30))


def kept_photo() -> bytes:
    """Return a photo as it is kept."""
    return photos.redrawn(BytesIO(pictures.photo()))


@pytest.mark.django_db
class TestThePage:
    """An ordinary form, for browsers without scripts too."""

    @pytest.fixture(autouse=True)
    def souk(self) -> Place:
        return towns.place("Souk Dlalat", slug="souk", code="4QHJ7")

    def chosen(self, client: Client, query: str) -> str | None:
        """Return the place that the form begins with."""
        value: str | None = client.get(f"{REPORT}{query}").context["form"]["place"].value()
        return value

    def test_begins_with_the_place_that_the_address_names(self, client: Client):
        assert self.chosen(client, "?place=souk") == "souk"
        assert self.chosen(client, "?place=4qhj7") == "souk"
        assert not self.chosen(client, "?place=nowhere")
        assert not self.chosen(client, "?place=%00")
        page = client.get(f"{REPORT}?place=souk&circuit=old-town&stop=3").content.decode()
        assert '<option value="souk" selected>' in page
        assert 'name="circuit" value="old-town"' in page
        assert 'name="stop" value="3"' in page

    def test_lists_no_workshop_but_the_one_that_is_named(self, client: Client):
        towns.place("Workshop", "workshop", slug="workshop")
        assert 'value="workshop"' not in client.get(REPORT).content.decode()
        page = client.get(f"{REPORT}?place=workshop").content.decode()
        assert '<option value="workshop" selected>' in page

    def test_sets_no_cookie_and_is_nothing_for_search_engines(self, client: Client):
        response = client.get(REPORT)
        assert not response.cookies
        assert response["X-Robots-Tag"] == "noindex"

    def test_leads_from_places_and_circuits_to_it(self, client: Client, souk: Place):
        towns.circuit("Old town", (souk, 20), slug="old-town")
        place, circuit = (
            read(client.get(f"/en/{path}/")).links for path in ("places/souk", "circuits/old-town")
        )
        assert place["Something is wrong here?"] == "/en/report/?place=souk"
        assert circuit["Something is wrong on the way?"] == "/en/report/?circuit=old-town"

    def test_takes_a_report_and_says_what_happens_next(self, client: Client, souk: Place):
        photo = SimpleUploadedFile("a.jpg", pictures.photo())
        told = {"kind": "hours", "text": "Closed on Fridays.", "place": "souk", "photo": photo}
        response = client.post(REPORT, told, follow=True)
        kept = Report.objects.get()
        assert response.redirect_chain == [(f"/en/report/{kept.pk}/", 302)]
        page = read(response)
        assert page.one("h1").text.startswith("Thank you")
        assert "Somebody at the municipality reads it" in page.text
        assert "Closed on Fridays." in page.text
        assert (kept.place, kept.language) == (souk, "en")
        assert pictures.WHERE_IT_WAS_TAKEN not in bytes(kept.photo or b"")

    def test_that_is_sent_twice_by_a_double_tap_is_kept_once(self, client: Client):
        told = {"id": str(uuid4()), "kind": "closed", "place": "souk"}
        first, again = (client.post(REPORT, told) for _tap in range(2))
        assert first["Location"] == again["Location"]
        assert Report.objects.count() == 1

    def test_that_is_written_after_going_back_is_another_one(self, client: Client):
        told = {"id": str(uuid4()), "kind": "other", "place": "souk"}
        client.post(REPORT, told | {"text": "No shade."})
        client.post(REPORT, told | {"text": "No water either."})
        assert Report.objects.count() == 2

    def test_keeps_what_was_typed_and_says_what_to_mend(self, client: Client):
        told = {"kind": "moved", "text": "<b>Behind</b> the mosque", "place": "souk"}
        photo = SimpleUploadedFile("a.svg", pictures.SVG)
        response = client.post(REPORT, told | {"photo": photo})
        assert response.status_code == 422
        page = response.content.decode()
        assert "&lt;b&gt;Behind&lt;/b&gt; the mosque" in page
        assert "This file is no photo that can be read" in page
        assert "A photo is to be chosen again" in page
        assert '<option value="souk" selected>' in page
        assert 'value="moved" checked' in page

    def test_keeps_what_was_typed_beside_a_photo_that_is_too_large(self, client: Client):
        photo = SimpleUploadedFile("a.jpg", bytes(photos.MOST_BYTES + 500_000))
        response = client.post(REPORT, {"kind": "other", "text": "No shade.", "photo": photo})
        assert response.status_code == 422
        assert "No shade.</textarea>" in response.content.decode()
        assert "larger than 8 MB" in response.content.decode()

    def test_says_so_where_there_are_too_many(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        told = {"kind": "other", "text": "No shade."}
        monkeypatch.setattr(reports, "allowance", Allowance(most=0))
        response = client.post(REPORT, told)
        assert response.status_code == 429
        assert "try again in an hour" in response.content.decode()
        assert "No shade.</textarea>" in response.content.decode()
        monkeypatch.setattr(reports, "allowance", Allowance(most=9))
        monkeypatch.setattr(inbox, "MOST_WAITING", 0)
        assert client.post(REPORT, told).status_code == 503

    def test_thanks_who_fills_in_what_nobody_sees_and_keeps_nothing(self, client: Client):
        told = {"kind": "other", "text": "Buy!", "homepage": "https://spam.example"}
        response = client.post(REPORT, told)
        assert response.status_code == 200
        assert read(response).one("h1").text.startswith("Thank you")
        assert not Report.objects.exists()

    def test_takes_nothing_from_the_pages_of_other_sites(self, client: Client):
        response = client.post(
            REPORT, {"kind": "closed", "place": "souk"}, headers={"sec-fetch-site": "cross-site"}
        )
        assert response.status_code == 403
        assert read(response).one("h1").text == "This cannot be taken in"

    def test_says_what_has_become_of_a_report_to_who_knows_its_address(self, client: Client):
        kept = made(Report, kind="other", text="No shade.", made_at="2026-11-28T10:00Z")
        for status, title in {
            "accepted": "Your report has been accepted",
            "answered": "Your report has an answer",
            "refused": "Your report has been set aside",
        }.items():
            kept.answer = "Trees are planted in March."
            inbox.settle(kept, status, None)
            page = read(client.get(f"/en/report/{kept.pk}/"))
            assert page.one("h1").text == title
            assert "Trees are planted in March." in page.text
        assert client.get(f"/en/report/{uuid4()}/").status_code == 404


@pytest.fixture
def report(souk: Place) -> Any:
    """Return a report that the souk is closed, written by somebody before it."""
    return made(
        Report,
        kind="closed",
        text="مغلق منذ ماي",
        language="ar",
        place=souk,
        position=Point(-10.0580, 28.9875, srid=4326),
        accuracy_m=12,
        photo=kept_photo(),
        made_at=towns.moment("2026-11-28 11:00"),
    )


def press(client: Client, report: Report, button: str, **changes: str) -> Any:
    """Press a button of a report."""
    page = client.get(address(report))
    return client.post(address(report), filled(page, **changes) | {button: "yes"})


def photo_of(report: Report, size: str = "photo") -> str:
    """Return the address of a photo."""
    return f"/manage/geodata/report/{report.pk}/{size}.jpg"


class TestTheInbox:
    """Under /manage/."""

    def test_the_desk_says_first_how_many_reports_wait(self, report: Report, signed_in: Any):
        client = signed_in("editor")
        task = client.get("/manage/").context["tasks"][0]
        assert (task.count, task.label) == (1, "Reports from the field")
        assert client.get(task.url).context["cl"].result_count == 1
        inbox.settle(report, "accepted", None)
        labels = [task.label for task in client.get("/manage/").context.get("tasks", [])]
        assert "Reports from the field" not in labels

    def test_the_list_shows_the_photo_and_where_they_stood(self, report: Report, signed_in: Any):
        made(Report, kind="blocked", circuit="old-town", stop=2, made_at="2026-11-28T10:00Z")
        page = signed_in("editor").get(address(Report, "list")).content.decode()
        assert photo_of(report, "thumbnail") in page
        assert "80 m from the place (within 10 m)" in page
        assert "circuit old-town, stop 2" in page
        assert page.count("report__thumbnail") == 1

    def test_the_list_reads_no_photo(self, report: Report, signed_in: Any):
        client = signed_in("editor")
        with CaptureQueriesContext(connection) as asked:
            client.get(address(Report, "list"))
        reads = [one["sql"] for one in asked if 'FROM "geodata_report"' in one["sql"]]
        assert reads
        assert not any('"geodata_report"."photo",' in sql for sql in reads)

    def test_a_report_is_shown_beside_the_place_on_a_map(self, report: Report, signed_in: Any):
        page = signed_in("editor").get(address(report)).content.decode()
        assert "مغلق منذ ماي" in page
        assert '"accuracyM": 12' in page
        assert '"beside": {"type": "Point"' in page
        assert f'src="{photo_of(report)}"' in page

    def test_photos_are_for_the_desk_alone(self, report: Report, signed_in: Any, client: Client):
        assert client.get(photo_of(report)).status_code == 302
        assert signed_in("operator").get(photo_of(report), follow=True).status_code == 403
        for role in ("editor", "publisher", "administrator"):
            response = signed_in(role).get(photo_of(report, "thumbnail"))
            assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
            assert max(Image.open(BytesIO(response.content)).size) == photos.THUMBNAIL_PX
        client.force_login(User.objects.get(username="editor"))
        for wrong in (photo_of(report, "raw"), photo_of(Report(id=uuid4()))):
            assert client.get(wrong).status_code == 404

    def test_what_was_reported_cannot_be_rewritten(self, report: Report, signed_in: Any):
        client = signed_in("publisher")
        press(client, report, "_refuse", text="nothing", kind="other", status="new")
        report.refresh_from_db()
        assert (report.text, report.kind, report.status) == ("مغلق منذ ماي", "closed", "refused")

    def test_an_answer_reaches_who_wrote_the_report(
        self, report: Report, signed_in: Any, client: Client
    ):
        editor = signed_in("editor")
        response = press(editor, report, "_answer")
        assert response.status_code == 200
        assert response.context["adminform"].form.errors["answer"] == [
            "Write the answer that whoever wrote the report is to read."
        ]
        press(editor, report, "_answer", answer="It opens again on Monday.")
        report.refresh_from_db()
        assert (report.status, str(report.handled_by)) == ("answered", "editor")
        assert report.handled_at
        assert "It opens again on Monday." in read(client.get(f"/en/report/{report.pk}/")).text

    def test_a_closed_place_leads_a_publisher_to_a_closure_that_is_filled_in(
        self, report: Report, signed_in: Any
    ):
        client = signed_in("publisher")
        response = press(client, report, "_accept")
        closure = f"/manage/geodata/closure/add/?report={report.pk}"
        assert response["Location"] == closure
        page = client.get(closure)
        assert "What was reported" in page.content.decode()
        form = page.context["adminform"].form
        assert form["place"].value() == report.place_id
        assert form["since"].value() == report.happened_at
        day, time = "2026-11-28", "11:00:00"
        sent = filled(page, since_0=day, since_1=time, reason_ar="أشغال", place=report.place_id)
        sent.pop("since", None)
        saved = client.post(closure, sent | {"_save": "yes"})
        assert saved.status_code == 302, saved.context["adminform"].form.errors
        assert saved["Location"] == address(report)
        assert Closure.objects.get().reason_ar == "أشغال"

    def test_who_may_not_close_a_place_is_led_to_the_place(self, report: Report, signed_in: Any):
        client = signed_in("editor")
        page = press(client, report, "_accept")["Location"]
        assert page == f"{address(report.place)}?report={report.pk}"
        Place.objects.update(status="published")
        shown = client.get(page).content.decode()
        assert "What was reported" in shown
        assert "waits as a draft until a publisher agrees" in shown

    def test_anything_else_leads_to_the_place_with_the_report_beside_it(
        self, report: Report, signed_in: Any
    ):
        Report.objects.update(kind="moved")
        client = signed_in("publisher")
        page = press(client, report, "_accept")["Location"]
        assert page == f"{address(report.place)}?report={report.pk}"
        form = client.get(page)
        assert "28.9875, -10.058" in form.content.decode()
        wrong = client.post(page, filled(form, opening_hours="from nine to five"))
        assert "What was reported" in wrong.content.decode()
        saved = client.post(page, filled(form, name_fr="Souk neuf") | {"_save": "yes"})
        assert saved["Location"] == address(report)
        assert "What was reported" not in client.get(address(report.place)).content.decode()

    @pytest.mark.parametrize("named", ["", "7", "00000000-0000-0000-0000-000000000000"])
    def test_a_report_that_is_not_there_is_beside_nothing(
        self, souk: Place, signed_in: Any, named: str
    ):
        page = signed_in("editor").get(f"{address(souk)}?report={named}")
        assert page.status_code == 200
        assert "What was reported" not in page.content.decode()

    def test_without_a_place_it_stays_with_the_report(self, report: Report, signed_in: Any):
        Report.objects.update(place=None)
        assert press(signed_in("editor"), report, "_accept")["Location"] == address(report)

    def test_useless_ones_are_set_aside_together(self, report: Report, signed_in: Any):
        signed_in("editor").post(
            address(Report, "list"), {"action": "set_aside", "_selected_action": [report.pk]}
        )
        report.refresh_from_db()
        assert (report.status, str(report.handled_by)) == ("refused", "editor")

    def test_only_a_publisher_deletes_one_with_its_photo(self, report: Report, signed_in: Any):
        gone = address(report, "delete")
        assert signed_in("editor").post(gone, {"post": "yes"}).status_code == 403
        assert signed_in("publisher").post(gone, {"post": "yes"}).status_code == 302
        assert not Report.objects.exists()

    @pytest.mark.parametrize("button", ["_accept", "_answer", "_refuse"])
    def test_an_operator_and_a_stranger_do_nothing_to_it(
        self, report: Report, signed_in: Any, client: Client, button: str
    ):
        for other in (client, signed_in("operator")):
            other.post(address(report), {button: "yes", "answer": "ha"})
        report.refresh_from_db()
        assert (report.status, report.answer) == ("new", "")
