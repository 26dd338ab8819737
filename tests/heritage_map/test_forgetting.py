"""Forgetting a person at the desk: who may, what is shown before, and that it is confirmed."""

from typing import Any

import pytest
from django.core.files.base import ContentFile

from crafts.models import Artisan, Product
from geodata.history.models import Revision, Version
from geodata.models import Photo
from tests import pictures, towns
from tests.heritage_map.conftest import address, filled, made


def page_of(person: Any) -> str:
    return f"/manage/crafts/artisan/{person.pk}/forget/"


@pytest.fixture
def zahra(db: None) -> Any:
    """Return an artisan who is shown, with a bag and a photo of her with it."""
    leather = towns.craft("Cuir")
    said = {"name_ar": "زهرة", "bio_fr": "Depuis toujours", "phone": "+212 600 1"}
    person = towns.artisan("Zahra Ouballa", leather, consent_given_to="Amina", **said)
    bag = towns.product("Sac", leather)
    bag.artisans.add(person)
    picture = made(
        Photo,
        image=ContentFile(pictures.photo(), "p.jpg"),
        alt_fr="Elle",
        credit="-",
        licence="CC0",
    )
    for record in (person, bag):
        record.photos.add(picture)
    return person


def test_a_publisher_sees_what_goes_types_the_code_and_it_is_gone(zahra, signed_in):
    publisher = signed_in("publisher")
    form = publisher.get(address(zahra))
    publisher.post(address(zahra), filled(form, name_fr="Zahra O.", why="Zahra Ouballa asked"))
    assert page_of(zahra) in publisher.get(address(zahra)).content.decode()
    shown = publisher.get(page_of(zahra)).content.decode()
    for words in ("Zahra O.", "Zahra Ouballa", "2 states in the history", "for good", zahra.code):
        assert words in shown
    answer = publisher.post(page_of(zahra), {"code": f" {zahra.code.lower()} "}, follow=True)
    assert "is forgotten" in answer.content.decode()
    assert not Artisan.objects.exists()
    history = publisher.get("/manage/geodata/revision/").content.decode()
    assert "Ouballa" not in history
    assert "publisher" in history
    for revision in Revision.objects.all():
        page = publisher.get(address(revision)).content.decode()
        assert "Zahra" not in page
        assert "has been removed for good" in page


@pytest.mark.parametrize(
    "role, status",
    [("administrator", 200), ("publisher", 200), ("editor", 403), ("operator", 302)],
)
def test_only_who_may_forget_sees_the_page(role, status, zahra, signed_in):
    client = signed_in(role)
    assert client.get(page_of(zahra)).status_code == status
    if status != 200:
        assert client.post(page_of(zahra), {"code": zahra.code}).status_code == status
        assert Artisan.objects.exists()


def test_an_editor_is_not_led_there(zahra, signed_in):
    assert page_of(zahra) not in signed_in("editor").get(address(zahra)).content.decode()


@pytest.mark.parametrize("code", ["", "yes", "Zahra Ouballa"])
def test_without_the_code_nothing_is_removed_and_what_was_ticked_stays_ticked(
    code, zahra, signed_in
):
    photo = Photo.objects.get()
    answer = signed_in("publisher").post(page_of(zahra), {"code": code, "photo": photo.pk})
    shown = answer.content.decode()
    assert "Nothing has been removed" in shown
    assert f'value="{photo.pk}" checked' in shown
    assert Artisan.objects.exists()


def test_a_photo_that_others_show_is_asked_about(zahra, signed_in):
    publisher = signed_in("publisher")
    assert "Sac" in publisher.get(page_of(zahra)).content.decode()
    publisher.post(page_of(zahra), {"code": zahra.code, "photo": Photo.objects.get().pk})
    assert not Product.objects.get().photos.exists()


def test_who_was_deleted_is_forgotten_from_the_list_of_what_has_been_deleted(zahra, signed_in):
    administrator, publisher = signed_in("administrator"), signed_in("publisher")
    administrator.post(address(zahra, "delete"), {"post": "yes"})
    deleted = "/manage/geodata/revision/deleted/"
    assert page_of(zahra) in publisher.get(deleted).content.decode()
    assert page_of(zahra) not in signed_in("editor").get(deleted).content.decode()
    publisher.post(page_of(zahra), {"code": zahra.code})
    assert "Zahra" not in publisher.get(deleted).content.decode()
    assert {version.name for version in Version.objects.filter(model="crafts.artisan")} == {
        "artisan, forgotten"
    }


def test_who_is_not_known_is_not_found(signed_in):
    assert signed_in("publisher").get("/manage/crafts/artisan/999/forget/").status_code == 404


def test_nobody_forgotten_is_offered_to_be_undone(zahra, signed_in):
    publisher = signed_in("publisher")
    publisher.post(page_of(zahra), {"code": zahra.code})
    forgotten = Revision.objects.get(kind="forget")
    assert "Undo this change" not in publisher.get(address(forgotten)).content.decode()
