"""What is kept of a photo that somebody sends, and what is refused."""

from io import BytesIO

import pytest
from PIL import Image

from geodata.errors import UnusablePhoto
from geodata.reports import photos
from tests import pictures


def kept(content: bytes) -> Image.Image:
    """Return what is kept of a file."""
    return Image.open(BytesIO(photos.redrawn(BytesIO(content))))


def refusal(content: bytes) -> str:
    """Return why a file is refused."""
    with pytest.raises(UnusablePhoto) as error:
        photos.redrawn(BytesIO(content))
    return str(error.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_and_with_what_it_was_taken_is_not_kept(kind: str):
    content = pictures.photo(kind=kind, comment="mine")
    assert pictures.WHERE_IT_WAS_TAKEN in content
    picture = kept(content)
    assert picture.format == "JPEG"
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert pictures.WHERE_IT_WAS_TAKEN not in photos.redrawn(BytesIO(content))


def test_it_stands_upright():
    assert kept(pictures.photo((640, 480))).size == (480, 640)


def test_it_is_made_small_and_never_larger():
    assert max(kept(pictures.photo((4000, 3000))).size) == photos.LONGEST_SIDE_PX
    assert kept(pictures.photo((64, 48))).size == (48, 64)


def test_what_is_see_through_is_on_white():
    clear = pictures.written(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")
    assert kept(clear).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "I;16"])
def test_pictures_of_every_make_are_read(mode: str):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert kept(pictures.written(Image.new(mode, (8, 8)), kind)).mode == "RGB"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        pictures.SVG,
        pictures.HTML,
        pictures.photo()[:200],
        pictures.written(Image.new("RGB", (8, 8)), "GIF"),
        pictures.written(Image.new("RGB", (8, 8)), "TIFF"),
        b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    ],
)
def test_whatever_is_no_whole_photo_is_refused_in_one_sentence(content: bytes):
    assert refusal(content) == (
        "This file is no photo that can be read: choose a JPEG, PNG or WebP."
    )


@pytest.mark.parametrize("side_px", [8_000, 12_000, 60_000])
def test_a_small_file_of_a_huge_picture_is_not_unpacked(side_px: int):
    assert "more than 50 megapixels" in refusal(pictures.bomb(side_px))


def test_a_file_that_is_too_large_is_not_looked_at():
    assert "larger than 8 MB" in refusal(bytes(photos.MOST_BYTES + 1))


def test_a_thumbnail_is_small():
    small = photos.thumbnail(photos.redrawn(BytesIO(pictures.photo((2000, 1000)))))
    assert max(Image.open(BytesIO(small)).size) == photos.THUMBNAIL_PX
