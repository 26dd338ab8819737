"""A photo taken on the spot becomes one of the place, with who took it and what it shows."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from geodata.models import Draft, Observation, Photo, Place, Revision
from tests import pictures
from tests.heritage_map.conftest import address, filled
from tests.heritage_map.test_field import observe

pytestmark = pytest.mark.django_db

SAID = {"alt_ar": "مدخل السوق", "alt_fr": "L’entrée", "licence": "CC BY 4.0"}


def taken(client: Any, **changes: Any) -> Any:
    """Return an observation of the souk with a photo."""
    photo = SimpleUploadedFile("photo.jpg", pictures.photo((400, 300)))
    observe(client, **({"kind": "note", "note": "the new gate", "photo": photo} | changes))
    return Observation.objects.get()


def form_of(observation: Any) -> str:
    return f"/manage/geodata/photo/add/?observation={observation.pk}"


def sent(client: Any, observation: Any, **changes: str) -> Any:
    """Fill in the form and send it."""
    form = client.get(form_of(observation))
    return client.post(form_of(observation), filled(form) | SAID | changes, follow=True)


def test_one_click_leads_from_the_observation_to_the_picture_and_what_is_asked(signed_in, souk):
    editor = signed_in("editor")
    observation = taken(editor)
    page = editor.get(address(observation)).content.decode()
    assert form_of(observation) in page
    form = editor.get(form_of(observation))
    assert f"{observation.pk}/photo.jpg" in form.content.decode()
    fields = form.context["adminform"].form
    assert "image" not in fields.fields
    assert (fields["credit"].value(), str(fields["taken_on"].value())) == ("editor", "2026-11-27")


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_who_may_change_the_place_gives_it_the_photo_at_once(role, signed_in, souk):
    if role == "publisher":
        Place.objects.update(status="published")
    client = signed_in(role)
    observation = taken(client)
    answer = sent(client, observation)
    assert answer.redirect_chain[-1][0] == address(souk)
    photo = souk.photos.get()
    assert (photo.credit, photo.licence, photo.alt_fr) == (role, "CC BY 4.0", "L’entrée")
    with Image.open(BytesIO(photo.image.read())) as picture:
        assert picture.size == (300, 400)
        assert not picture.getexif()
    observation.refresh_from_db()
    assert (observation.state, str(observation.decided_by)) == ("applied", role)
    assert Revision.objects.latest("pk").kind == "field"


def test_an_editors_photo_of_what_the_public_sees_waits_in_a_draft(signed_in, souk):
    Place.objects.update(status="published")
    editor, publisher = signed_in("editor"), signed_in("publisher")
    editor.post(address(souk), filled(editor.get(address(souk)), name_fr="Souk couvert"))
    observation = taken(editor)
    page = sent(editor, observation).content.decode()
    assert "waits in a draft" in page
    assert not souk.photos.exists()
    draft = Draft.objects.get()
    publisher.post(f"/manage/geodata/draft/{draft.pk}/decide/", {"_publish": ""})
    souk.refresh_from_db()
    assert souk.photos.get() == Photo.objects.get()
    assert souk.name_fr == "Souk couvert"


def test_what_is_missing_is_said_and_nothing_that_was_typed_is_lost(signed_in, souk):
    editor = signed_in("editor")
    answer = sent(editor, taken(editor), licence="")
    form = answer.context["adminform"].form
    assert "licence" in form.errors
    assert form["alt_fr"].value() == "L’entrée"
    assert not Photo.objects.exists()


def test_a_photo_is_taken_over_once(signed_in, souk):
    editor = signed_in("editor")
    observation = taken(editor)
    form = filled(editor.get(form_of(observation))) | SAID
    editor.post(form_of(observation), form)
    page = editor.post(form_of(observation), form, follow=True).content.decode()
    assert "This photo has been taken over already." in page
    assert Photo.objects.count() == 1
    assert "Open the photo" in page
    assert address(Photo.objects.get()) in page


def test_a_place_that_has_gone_has_no_photos(signed_in, souk):
    editor = signed_in("editor")
    observation = taken(editor)
    Place.objects.all().delete()
    assert "photo/add/?" not in editor.get(address(observation)).content.decode()
    assert editor.get(form_of(observation)).status_code == 403


def test_the_photo_of_a_position_does_not_decide_the_position(signed_in, souk):
    Place.objects.update(status="published")
    editor = signed_in("editor")
    observation = taken(editor, kind="position")
    sent(editor, observation)
    observation.refresh_from_db()
    assert observation.state == "waiting"
    signed_in("publisher").post(address(observation), {"_take_over": ""})
    observation.refresh_from_db()
    assert set(observation.left) > {"photo"}


@pytest.mark.parametrize(("role", "status"), [("operator", 302), ("anonymous", 302)])
def test_who_has_no_role_gives_no_place_a_photo(role, status, signed_in, souk):
    observation = taken(signed_in("editor"))
    client = signed_in(role)
    for answer in (client.get(form_of(observation)), client.post(form_of(observation), SAID)):
        assert answer.status_code == status
    assert not Photo.objects.exists()


def test_what_is_archived_is_left_to_publishers(signed_in, souk):
    editor = signed_in("editor")
    observation = taken(editor)
    Place.objects.update(status="archived")
    assert "photo/add/?" not in editor.get(address(observation)).content.decode()
    assert editor.get(form_of(observation)).status_code == 403


@pytest.mark.parametrize("identity", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_an_observation_that_there_is_not_is_not_found(identity, signed_in):
    url = f"/manage/geodata/photo/add/?observation={identity}"
    assert signed_in("editor").get(url).status_code == 404
