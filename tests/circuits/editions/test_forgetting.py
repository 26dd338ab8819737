"""Who is forgotten is in no edition, current or old, and no image of them is left."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from PIL import Image

from circuits.editions import images, publishing
from circuits.errors import EditionWithdrawn
from circuits.models import Edition
from crafts.forgetting import KEEPERS, forget
from geodata.models import Photo
from tests.circuits.editions.conftest import Town


def photo(*records: Any, colour: str = "red") -> Photo:
    """Return a photo of Fatima that some records show."""
    file = BytesIO()
    Image.new("RGB", (1200, 800), colour).save(file, "JPEG")
    made = Photo.objects.create(
        image=ContentFile(file.getvalue(), f"{colour}.jpg"),
        alt_fr="Le visage de Fatima",
        credit="-",
        licence="CC0",
    )
    for record in records:
        record.photos.add(made)
    return made


def kept() -> str:
    """Return what all editions say."""
    return json.dumps(list(Edition.objects.values_list("document", flat=True)))


def test_every_edition_that_tells_of_them_is_counted_and_then_tells_nothing(
    town: Town, django_capture_on_commit_callbacks: Any
):
    photo(town.fatima)
    town.publish()
    town.souk.name_fr = "Grand souk"
    town.souk.save()
    town.publish()
    (keeper,) = KEEPERS
    assert "2" in keeper.told(town.fatima.pk)
    pk = town.fatima.pk
    with django_capture_on_commit_callbacks(execute=True):
        forget(pk)
    assert "atima" not in kept()
    assert keeper.told(pk) == ""
    assert not list(images.folder().glob("*.webp"))


def test_it_is_so_before_anybody_asks_for_an_edition(town: Town):
    first = town.publish()
    forget(town.fatima.pk)
    with pytest.raises(EditionWithdrawn):
        publishing.published(first.hash)
    assert "atima" not in kept()
    assert publishing.current("tour").version == 2


def test_an_edition_that_showed_their_photo_elsewhere_is_given_out_no_more(
    town: Town, django_capture_on_commit_callbacks: Any
):
    """Its name would be a digest of what it says no more: phones would take it for a forgery."""
    portrait = photo(town.souk)
    town.fatima.photos.add(portrait)
    town.withdraw()
    first = town.publish()
    assert "visage" in publishing.as_json(first).decode()
    with django_capture_on_commit_callbacks(execute=True):
        forget(town.fatima.pk, shared_photos=[portrait.pk])
    assert "visage" not in kept()
    with pytest.raises(EditionWithdrawn) as refused:
        publishing.published(first.hash)
    current = refused.value.current
    assert current is not None
    assert current.document["images"] == {}


def test_a_photo_of_others_stays_in_the_editions(
    town: Town, django_capture_on_commit_callbacks: Any
):
    photo(town.fatima)
    photo(town.souk, colour="blue")
    town.publish()
    with django_capture_on_commit_callbacks(execute=True):
        forget(town.fatima.pk)
    (name,) = publishing.current("tour").document["images"]
    assert {path.name.partition("-")[0] for path in images.folder().glob("*.webp")} == {name}


def test_nobody_is_taken_out_of_those_whose_consent_an_edition_waits_for(town: Town):
    edition = town.publish()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE circuits_edition SET people = '{}' WHERE id = %s", [edition.pk])
