"""What is sent by mistake is answered with one sentence that says what to mend; nothing is lost."""

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from circuits.models import Circuit
from crafts.models import Craft, Product
from geodata.models import Closure, Event, Photo, Place, Report, Road
from tests import pictures
from tests.heritage_map.conftest import address, filled, made

pytestmark = pytest.mark.django_db

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1" + bytes(500)
CROSSED = "[[-10.06,28.98],[-10.05,28.99],[-10.05,28.98],[-10.06,28.99],[-10.06,28.98]]"


def errors(answer: Any) -> str:
    """Return what a form complains of, the forms of its parts too."""
    assert answer.status_code == 200, answer
    told = [answer.context["adminform"].form.errors.as_text()]
    for inline in answer.context["inline_admin_formsets"]:
        told += [str(inline.formset.non_form_errors()), str(inline.formset.errors)]
    return "\n".join(told)


def sent(client: Any, thing: Any, page: str = "change", **changes: Any) -> Any:
    """Fill in a form with something wrong, and send it."""
    url = address(thing, page)
    return client.post(url, filled(client.get(url)) | changes)


def area(ring: str) -> str:
    return f'{{"type": "Polygon", "coordinates": [{ring}]}}'


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("entrance", "29.03, -10.0574", "The entrance lies 4.8 km from the place: move one of"),
        ("entrance", "by the gate", "Write latitude and longitude in degrees, such as 28.987"),
        ("geometry", area(""), "The geometry is empty: draw it, or leave it out."),
        ("geometry", area(CROSSED), "The outline crosses itself at -10.055 28.985: draw it again."),
        ("checked_on", "2099-01-01", "This day is still to come"),
        ("checked_on", "0026-01-01", "Look at the year: it goes from 1900 to 2100."),
        ("admission_mad", "-20", "greater than or equal to 0"),
    ],
)
def test_a_place_is_refused_what_cannot_be(field, value, sentence, souk, signed_in):
    answer = sent(signed_in("editor"), souk, **{field: value})
    assert sentence in errors(answer)
    assert value.partition(",")[0][:8] in unescape(answer.content.decode())


def test_a_place_that_is_roughly_known_has_its_entrance_farther_off(souk, signed_in):
    answer = sent(signed_in("editor"), souk, entrance="29.03, -10.0574", position_accuracy_m="5000")
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"until_0": "2026-12-01", "until_1": "10:00"}, "A closure must end after it begins."),
        ({"since_0": "9999-12-31", "held_on": "2026-12-12"}, "Look at the year"),
        ({"since_0": "0001-01-01"}, "Look at the year"),
        ({"held_on": "9999-12-31"}, "Look at the year"),
        ({"instead": "itself"}, "Choose another place than the one that is closed."),
        ({"reason_ar": " "}, "This field is required."),
    ],
)
def test_a_closure_is_refused_what_cannot_be(changes, sentence, souk, signed_in):
    told = {
        "place": souk.pk,
        "since_0": "2026-12-10",
        "since_1": "00:00",
        "reason_ar": "أشغال",
    } | {key: souk.pk if value == "itself" else value for key, value in changes.items()}
    assert sentence in errors(sent(signed_in("publisher"), Closure, "add", **told))
    assert not Closure.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first_day": "2026-12-05", "last_day": "2026-12-03"}, "must end after it begins"),
        ({"last_day": "2026-12-03"}, "must end after it begins"),
        ({"first_day": "2926-12-05"}, "Look at the year"),
        ({"rrule": "FREQ=SECONDLY"}, "This rule cannot be read"),
        ({"rrule": "FREQ=DAILY;INTERVAL=0"}, "This rule cannot be read"),
        ({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"}, "This rule cannot be read"),
        ({"months": ["13"]}, "13 is not one of the available choices"),
    ],
)
def test_an_event_is_refused_what_cannot_be(changes, sentence, signed_in):
    told = {
        "kind": "festival",
        "slug": "fete",
        "name_ar": "مهرجان",
        "recurrence_ar": "كل سنة",
        "confidence": "high",
    } | changes
    assert sentence in errors(sent(signed_in("editor"), Event, "add", **told))
    assert not Event.objects.exists()


def test_the_months_of_an_event_are_ticked(signed_in):
    event = made(Event, slug="e", kind="fair", name_ar="م", recurrence_ar="ك", months=[10, 11])
    editor = signed_in("editor")
    assert filled(editor.get(address(event)))["months"] == [10, 11]
    assert sent(editor, event, months=["3", "10"]).status_code == 302
    event.refresh_from_db()
    assert event.months == [3, 10]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xd8\xff" + bytes(30_000_000), "The photo is larger than 8 MB: choose a smaller"),
        (pictures.SVG, "This file is no photo that can be read: choose a JPEG, PNG or WebP."),
        (HEIC, "This photo is in the HEIC format, which few browsers show: export it as a JPEG."),
    ],
)
def test_a_photo_that_cannot_be_shown_is_refused_whatever_it_is_called(
    content, sentence, signed_in
):
    told = {"alt_ar": "سوق", "credit": "Amina", "licence": "CC0"}
    file = SimpleUploadedFile("photo.jpg", content, "image/jpeg")
    answer = sent(signed_in("editor"), Photo, "add", image=file, **told)
    assert sentence in errors(answer)
    assert 'value="Amina"' in answer.content.decode()
    assert not Photo.objects.exists()


def test_the_name_of_a_photos_file_is_of_no_matter(signed_in):
    told = {"alt_ar": "سوق", "credit": "Amina", "licence": "CC0"}
    file = SimpleUploadedFile("x" * 250 + ".jpg", pictures.photo(), "image/jpeg")
    assert sent(signed_in("editor"), Photo, "add", image=file, **told).status_code == 302
    assert len(Photo.objects.get().image.name) <= 100


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"languages": "klingon français"}, "Write codes with spaces between them"),
        ({"consent_given_on": "2099-01-01"}, "This day is still to come"),
        ({"consent_withdrawn_on": "2026-04-01"}, "A consent is withdrawn after it was given"),
        (
            {"consent_given_on": "2026-05-01", "consent_withdrawn_on": "2026-04-01"},
            "A consent is withdrawn after it was given",
        ),
    ],
)
def test_an_artisan_is_refused_what_cannot_be(changes, sentence, artisan, signed_in):
    craft = made(Craft, slug="leather", name_ar="جلد")
    answer = sent(signed_in("editor"), artisan, crafts=[craft.pk], **changes)
    assert sentence in errors(answer)


class TestAReportAnsweredTwice:
    @pytest.fixture
    def report(self, souk: Place) -> Report:
        """Return a report that nobody has read."""
        return Report.objects.create(
            kind="closed", place=souk, language="fr", made_at=timezone.now()
        )

    def test_who_answers_second_is_told_so_and_loses_nothing(self, report, signed_in):
        editor, publisher = signed_in("editor"), signed_in("publisher")
        opened = filled(editor.get(address(report))) | {"answer": "Non.", "_answer": ""}
        sent(publisher, report, answer="Oui.", _answer="")
        answer = editor.post(address(report), opened)
        told = errors(answer)
        assert "publisher has dealt with this report meanwhile (answered)." in told
        assert answer.context["adminform"].form["answer"].value() == "Non."
        report.refresh_from_db()
        assert report.answer == "Oui."
        again = filled(answer) | {"_answer": ""}
        assert editor.post(address(report), again).status_code == 302
        report.refresh_from_db()
        assert report.answer == "Non."

    def test_who_has_answered_may_say_it_better(self, report, signed_in):
        editor = signed_in("editor")
        for words in ("Oui.", "Oui, dès lundi."):
            assert sent(editor, report, answer=words, _answer="").status_code == 302
        report.refresh_from_db()
        assert report.answer == "Oui, dès lundi."


def test_a_road_leads_to_another_place(souk, signed_in):
    answer = sent(signed_in("publisher"), Road, "add", slug="r", start=souk.pk, end=souk.pk)
    assert "A road leads to another place: choose which." in errors(answer)


def test_a_craft_is_no_part_of_itself_however_deep(signed_in):
    leather = made(Craft, slug="leather", name_ar="جلد")
    bags = made(Craft, slug="bags", name_ar="حقائب", parent=leather)
    editor = signed_in("editor")
    for above in (leather, bags):
        answer = sent(editor, leather, parent=above.pk)
        assert "A craft cannot be a part of itself." in errors(answer)


def test_nothing_costs_less_than_nothing(signed_in):
    craft = made(Craft, slug="leather", name_ar="جلد")
    product = made(Product, slug="bag", name_ar="حقيبة", craft=craft)
    answer = sent(signed_in("editor"), product, price_mad="-3")
    assert "greater than or equal to 0" in errors(answer)


def test_a_circuit_that_leads_nowhere_is_not_shown(souk, signed_in):
    circuit = made(Circuit, slug="c", name_ar="جولة", summary_ar="جولة", start_time="09:00")
    circuit.stops.create(place=souk, order=1, dwell_minutes=5)
    publisher = signed_in("publisher")
    sentence = "A circuit leads from one stop to another: give it two before the public sees it."
    assert sentence in errors(sent(publisher, circuit, status="published"))
    chosen = {"action": "publish", "_selected_action": [circuit.pk]}
    page = publisher.post(address(Circuit, "list"), chosen, follow=True).content.decode()
    assert sentence in page
    assert not Circuit.objects.public().exists()
