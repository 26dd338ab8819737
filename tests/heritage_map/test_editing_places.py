"""An officer edits a place: its hours, its entrance, its words in all languages, its photos."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from crafts.models import Workplace
from geodata.models import Closure, Photo, Place
from tests import pictures, tiny_streets
from tests.heritage_map.conftest import address, filled, made
from tests.tiny_streets import GATE, at

FORTNIGHT = "/manage/geodata/place/fortnight/"
AT_WORK = "/manage/crafts/artisan/workplace-fortnight/"
ENTRANCE = "/manage/geodata/place/entrance/"
PHOTO = "/manage/geodata/photo/add/"

type SignIn = Callable[[str], Client]


def saturday(start: str, end: str = "") -> dict[str, str]:
    """Return what the form sends for a market on Saturdays."""
    times = {"opening_hours-sa-0-start": start, "opening_hours-sa-0-end": end}
    return (
        {"opening_hours-kind": "week"} | times | ({} if end else {"opening_hours-sa-0-open": "on"})
    )


def said(response: Any) -> str:
    """Return what a page says, without its marks."""
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_hours_filled_in_as_a_week_are_saved_as_the_public_reads_them(souk, signed_in: SignIn):
    client = signed_in("editor")
    form = filled(client.get(address(souk)))
    assert client.post(address(souk), form | saturday("06:30")).status_code == 302
    souk.refresh_from_db()
    assert souk.opening_hours == "Sa 06:30+"


def test_a_week_that_makes_no_sense_loses_nothing_that_was_typed(souk, signed_in: SignIn):
    client = signed_in("editor")
    form = filled(client.get(address(souk)), name_fr="Souk couvert")
    response = client.post(address(souk), form | saturday("", "13:00"))
    (sentence,) = response.context["adminform"].form.errors["opening_hours"]
    assert sentence == "Saturday: say from when it is open."
    page = response.content.decode()
    assert 'value="13:00"' in page
    assert "Souk couvert" in page
    souk.refresh_from_db()
    assert souk.opening_hours == ""


def test_the_form_shows_what_the_hours_result_in_with_a_closure(souk, signed_in: SignIn):
    Place.objects.update(opening_hours="Mo-Su 09:00-12:00")
    now = timezone.now()
    made(Closure, place=souk, since=now, until=now + timedelta(days=30), reason_en="Works")
    page = said(signed_in("editor").get(address(souk)))
    assert "The next two weeks" in page
    assert page.count("closed: Works") >= 13


def test_who_may_only_read_a_place_reads_what_its_hours_result_in(souk, signed_in: SignIn):
    Place.objects.update(opening_hours="Mo-Su 09:00-12:00", status="archived")
    page = signed_in("editor").get(address(souk))
    assert said(page).count("09:00") >= 14
    assert "data-hours" not in page.content.decode()


def test_typed_hours_are_shown_as_the_days_they_result_in(souk, signed_in: SignIn):
    client = signed_in("editor")
    told = said(client.post(FORTNIGHT, saturday("06:30") | {"place": souk.pk}))
    assert told.count("from 06:30") == 2
    assert told.count("closed") == 12
    own = {"ramadan_opening_hours-kind": "text", "ramadan_opening_hours": "Sa 08:00-12:00"}
    both = said(client.post(FORTNIGHT, saturday("06:30") | own))
    assert "The first two weeks of the next Ramadan" in both or "Ramadan" in both


def test_hours_that_are_empty_are_those_of_what_a_place_lies_in(souk, signed_in: SignIn):
    Place.objects.update(opening_hours="Mo-Su 07:00-08:00")
    stall = made(Place, slug="stall", category="workshop", name_ar="دكان", parent=souk)
    asked = {"place": stall.pk, "opening_hours-kind": "unknown"}
    assert said(signed_in("editor").post(FORTNIGHT, asked)).count("07:00") == 14


def test_typed_hours_that_make_no_sense_say_what_to_mend(souk, signed_in: SignIn):
    client = signed_in("editor")
    for wrong in (saturday("", "13:00"), {"opening_hours": "nine to five"}):
        told = said(client.post(FORTNIGHT, wrong))
        assert told.startswith(("Saturday: say from when", "The opening hours cannot be read"))


def test_the_hours_of_a_workplace_are_cut_by_the_closures_of_its_place(
    souk, artisan, signed_in: SignIn
):
    now = timezone.now()
    made(Closure, place=souk, since=now, until=now + timedelta(days=30), reason_en="Works")
    client = signed_in("editor")
    hours = {"opening_hours": "Mo-Su 09:00-12:00"}
    assert said(client.post(AT_WORK, hours)).count("09:00") == 14
    assert "closed: Works" in said(client.post(AT_WORK, hours | {"place": souk.pk}))
    craft = artisan.crafts.create(slug="craft", name_ar="حرفة")
    form = filled(client.get(address(artisan))) | {
        "crafts": [craft.pk],
        "workplaces-TOTAL_FORMS": "1",
        "workplaces-0-place": souk.pk,
        "workplaces-0-opening_hours-kind": "week",
        "workplaces-0-opening_hours-mo-0-start": "09:00",
        "workplaces-0-opening_hours-mo-0-end": "12:00",
    }
    response = client.post(address(artisan), form)
    assert response.status_code == 302, response.context["errors"]
    assert Workplace.objects.get().opening_hours == "Mo 09:00-12:00"


def test_the_entrance_is_proposed_on_the_nearest_street(souk, signed_in: SignIn, tmp_path: Path):
    client = signed_in("editor")
    longitude, latitude = at((GATE[0] + 14, GATE[1]))
    asked = {"position": f"{latitude}, {longitude}"}
    with tiny_streets.served(tmp_path):
        answer = client.get(ENTRANCE, asked).json()
    assert answer["sentence"] == "The nearest street is 10 m away."
    found = [float(number) for number in answer["position"].split(",")]
    assert found == pytest.approx(at(GATE)[::-1], abs=1e-5)


def test_without_a_street_map_the_button_is_answered_why_not(
    souk, signed_in: SignIn, settings, tmp_path: Path
):
    settings.VAR_DIR = tmp_path
    answer = signed_in("editor").get(ENTRANCE, {"position": "28.987, -10.0574"}).json()
    assert answer == {"sentence": "There is no street map here yet."}


@pytest.mark.parametrize("path", [FORTNIGHT, AT_WORK, ENTRANCE])
@pytest.mark.parametrize(
    ("role", "status"),
    [("anonymous", 302), ("operator", 302), ("editor", 200), ("publisher", 200)],
)
def test_what_a_form_asks_is_answered_to_who_may_see_places(
    signed_in: SignIn, path: str, role: str, status: int
):
    client = signed_in(role)
    response = client.get(path) if path == ENTRANCE else client.post(path)
    assert response.status_code == status


def upload(content: bytes, name: str = "IMG 1.JPG", **changes: str) -> dict[str, Any]:
    """Return what the form of a photo sends."""
    file = SimpleUploadedFile(name, content)
    form = {"image": file, "alt_ar": "سوق", "credit": "A visitor", "licence": "CC BY 4.0"}
    return form | changes


def test_an_uploaded_photo_is_kept_without_where_it_was_taken(signed_in: SignIn):
    response = signed_in("editor").post(PHOTO, upload(pictures.photo((2000, 1000))))
    assert response.status_code == 302
    photo = Photo.objects.get()
    kept = Path(photo.image.path).read_bytes()
    assert pictures.WHERE_IT_WAS_TAKEN not in kept
    assert (photo.width, photo.height) == (800, 1600)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (pictures.SVG, "drawing.svg"),
        (pictures.SVG, "drawing.jpg"),
        (pictures.HTML, "page.jpg"),
        (pictures.photo()[:300], "broken.jpg"),
        (pictures.bomb(), "bomb.png"),
        (bytes(8_000_001), "large.jpg"),
    ],
)
def test_a_file_that_is_no_photo_is_refused_in_one_sentence_and_the_words_stay(
    signed_in: SignIn, content: bytes, name: str
):
    response = signed_in("editor").post(PHOTO, upload(content, name))
    (sentence,) = response.context["adminform"].form.errors["image"]
    assert sentence.endswith(".")
    assert "A visitor" in response.content.decode()
    assert not Photo.objects.exists()


@pytest.mark.parametrize("missing", ["image", "alt_ar", "credit", "licence"])
def test_a_photo_needs_its_words_its_maker_and_its_licence(signed_in: SignIn, missing: str):
    form = upload(pictures.photo()) | {missing: ""}
    response = signed_in("editor").post(PHOTO, form)
    assert missing in response.context["adminform"].form.errors
    assert not Photo.objects.exists()
