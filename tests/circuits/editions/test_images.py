"""Photographs in the sizes of phones, without what a camera writes into them."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from circuits.editions import images, publishing
from geodata.models import Photo
from tests.circuits.editions.conftest import Get, Town

GPS = 0x8825


def photo(width: int = 1600, height: int = 1200, orientation: int = 1) -> Photo:
    """Return a photo that says where it was taken, and which side is up."""
    picture = Image.effect_noise((width, height), 40).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(GPS)[1] = "N"
    file = BytesIO()
    picture.save(file, "JPEG", exif=exif)
    return Photo.objects.create(
        image=ContentFile(file.getvalue(), "souk.jpg"),
        alt_fr="Le souk",
        credit="Somebody",
        licence="CC BY 4.0",
    )


def test_a_photo_is_in_the_document_with_its_files_and_their_sizes(town: Town):
    town.souk.photos.add(photo())
    edition = town.publish()
    (name,) = edition.document["places"]["souk"]["images"]
    assert edition.images == [name]
    image = edition.document["images"][name]
    assert (image["alt"]["ar"], image["credit"]) == ("Le souk", "Somebody")
    assert [(file["width"], file["height"]) for file in image["files"]] == [(480, 360), (960, 720)]
    for file in image["files"]:
        path = images.file(file["name"])
        assert path is not None and path.stat().st_size == file["bytes"]


def test_what_the_camera_wrote_is_left_out_and_the_right_side_is_up(town: Town):
    made = images.image(photo(orientation=6).image)
    assert made is not None
    for file in made.files:
        with Image.open(images.folder() / file.name) as picture:
            assert picture.format == "WEBP"
            assert not picture.getexif()
            assert picture.height > picture.width


def test_a_narrow_photo_is_not_blown_up(town: Town):
    made = images.image(photo(300, 200).image)
    assert made is not None
    assert [(file.width, file.height) for file in made.files] == [(300, 200)]


def test_a_photo_is_made_small_once(town: Town, monkeypatch: pytest.MonkeyPatch):
    original = photo()
    first = images.image(original.image)
    monkeypatch.setattr(images, "_make", lambda *_any: pytest.fail("made again"))
    assert images.image(original.image) == first


def test_an_edition_does_without_a_photo_whose_file_is_gone_or_broken(town: Town):
    gone, broken = photo(), photo(200, 200)
    Path(gone.image.path).unlink()
    Path(broken.image.path).write_bytes(b"no picture")
    town.souk.photos.add(gone, broken)
    assert town.publish().document["images"] == {}


def test_an_image_is_served_for_good(town: Town, client: Client, get: Get):
    town.souk.photos.add(photo())
    town.publish()
    pointer = get("circuits/tour/edition.json")
    files = town.publish().document["images"].popitem()[1]["files"]
    assert pointer["images"]["size_bytes"] == {
        "480": files[0]["bytes"],
        "960": files[1]["bytes"],
    }
    response = client.get(pointer["images"]["base"] + files[0]["name"])
    assert response["Content-Type"] == "image/webp"
    assert "immutable" in response["Cache-Control"]
    assert len(b"".join(response.streaming_content)) == files[0]["bytes"]
    again = client.get(
        pointer["images"]["base"] + files[0]["name"], headers={"if-none-match": response["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["nothing-480.webp", "..%2F..%2Fsecret_key", "0" * 16 + "-1.webp"])
def test_nothing_else_is_served(town: Town, get: Get, name: str):
    get(f"editions/images/{name}", 404)


def test_the_image_of_somebody_who_takes_back_consent_is_not_served(town: Town, get: Get):
    town.fatima.photos.add(photo())
    edition = town.publish()
    name = edition.document["images"][edition.images[0]]["files"][0]["name"]
    town.withdraw()
    get(f"editions/images/{name}", 404)


def test_images_that_no_edition_shows_are_removed_after_a_day(town: Town):
    made: Any = images.image(photo().image)
    publishing.tidy_images()
    assert images.file(made.files[0].name)
    for file in made.files:
        os.utime(images.folder() / file.name, (0, 0))
    publishing.tidy_images()
    assert images.file(made.files[0].name) is None
