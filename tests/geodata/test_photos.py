"""Photos that may be shown: whatever way one comes in, only the picture is kept."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from geodata.errors import UnusablePhoto
from geodata.models import Photo
from geodata.reports.photos import LONGEST_SIDE_PX
from tests import pictures


@pytest.fixture(autouse=True)
def _apart(settings, tmp_path: Path, db: None):
    settings.MEDIA_ROOT = tmp_path


def photo(content: bytes, name: str = "souk.jpg") -> Any:
    """Return a photo that has not been saved."""
    image = ContentFile(content, name)
    return Photo(image=image, alt_ar="سوق", credit="A visitor", licence="CC0")


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "a.jpeg"), ("PNG", "a.png"), ("WEBP", "a.webp")]
)
def test_nothing_but_the_picture_is_kept(kind: str, name: str):
    content = pictures.photo((4000, 3000), kind)
    assert pictures.WHERE_IT_WAS_TAKEN in content
    made = photo(content, name)
    made.save()
    kept = Path(made.image.path)
    assert kept.suffix == ".jpg"
    assert pictures.WHERE_IT_WAS_TAKEN not in kept.read_bytes()
    with Image.open(kept) as picture:
        assert picture.size == (1200, LONGEST_SIDE_PX)  # upright
        assert not picture.getexif()
    assert (made.width, made.height) == (1200, LONGEST_SIDE_PX)


def test_a_script_hidden_behind_a_picture_is_not_kept():
    made = photo(pictures.photo() + pictures.HTML)
    made.save()
    assert b"script" not in Path(made.image.path).read_bytes()


def test_it_is_drawn_once_and_not_again_when_something_else_changes():
    made = photo(pictures.photo())
    made.full_clean()
    drawn = made.image.read()
    made.save()
    assert Path(made.image.path).read_bytes() == drawn
    name = made.image.name
    again = Photo.objects.get()
    again.credit = "Somebody else"
    again.full_clean()
    again.save()
    assert again.image.name == name
    assert Path(again.image.path).read_bytes() == drawn


@pytest.mark.parametrize(
    "content",
    [pictures.SVG, pictures.HTML, pictures.photo()[:200], pictures.bomb(), b"GIF89a"],
    ids=["svg", "html", "truncated", "bomb", "gif"],
)
def test_what_is_no_whole_photo_is_refused_in_one_sentence_and_not_kept(
    content: bytes, tmp_path: Path
):
    with pytest.raises(ValidationError) as error:
        photo(content).full_clean()
    (sentence,) = error.value.message_dict["image"]
    assert sentence.count(". ") == 0
    with pytest.raises(UnusablePhoto), transaction.atomic():
        photo(content).save()
    assert not Photo.objects.exists()
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
