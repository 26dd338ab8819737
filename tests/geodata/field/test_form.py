"""What a phone may send, and the sentence for everything else."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from geodata.field.form import ObservationForm
from tests import pictures, towns

pytestmark = pytest.mark.django_db

MEASURED = {"longitude": "-10.0581", "latitude": "28.9874", "accuracy_m": "5", "fixes": "42"}


def form(kind: str = "position", files: Any = None, **told: str) -> ObservationForm:
    """Return the form of an observation at a souk, with some fields changed."""
    measured = MEASURED if kind in {"position", "entrance", "new"} else {}
    where = {} if kind == "new" else {"place": "souk"}
    sent = {"id": str(uuid4()), "kind": kind, "made_at": "2026-11-28T10:00:00.000Z"}
    return ObservationForm(sent | where | measured | told, files)


def errors(form: ObservationForm) -> dict[str, str]:
    """Return the first sentence of each field that is to be mended."""
    return {name: str(found[0]) for name, found in form.errors.items()}


@pytest.fixture(autouse=True)
def souk() -> Any:
    return towns.place("Souk")


def test_a_measured_position_is_read(souk):
    sent = form(known='{"position": "ab12"}')
    assert errors(sent) == {}
    observation = sent.observation(None)
    assert (observation.place, observation.accuracy_m, observation.fixes) == (souk, 5, 42)
    assert observation.position is not None
    assert (observation.position.x, observation.position.y) == (-10.0581, 28.9874)
    assert observation.known == {"position": "ab12"}


@pytest.mark.parametrize(
    ("told", "field", "sentence"),
    [
        ({"accuracy_m": "80"}, "accuracy_m", "only good to 80 m"),
        ({"accuracy_m": ""}, "longitude", "Stand there until"),
        ({"longitude": ""}, "longitude", "Stand there until"),
        ({"longitude": "2.35", "latitude": "48.85"}, "longitude", "outside Guelmim"),
        ({"longitude": "28.9874", "latitude": "-10.0581"}, "longitude", "swapped"),
        ({"longitude": "nan"}, "longitude", "number"),
        ({"place": "gone"}, "place", "no such place any more"),
        ({"place": ""}, "place", "which place"),
        ({"kind": "demolition"}, "kind", "not one of"),
        ({"made_at": "yesterday"}, "made_at", "valid date"),
        ({"known": "[1]"}, "known", "as it was told"),
        ({"known": '{"position": {"$ne": 1}}'}, "known", "as it was told"),
        ({"id": ""}, "id", "Make a UUID"),
        ({"fixes": "0"}, "fixes", "greater than or equal"),
    ],
)
def test_what_cannot_be_right_is_refused_with_what_to_mend(told, field, sentence):
    assert sentence in errors(form(**told))[field]


def test_a_new_place_needs_a_name_and_a_category():
    said = errors(form("new"))
    assert set(said) == {"name_ar", "category"}
    named = form("new", name_es="Zoco", category="souk", inside="souk")
    assert errors(named) == {}
    assert named.observation(None).names == {"es": "Zoco"}


def test_a_note_needs_words_or_a_photo():
    assert set(errors(form("note"))) == {"note"}
    assert errors(form("note", note="Closed.")) == {}


def test_a_photo_is_kept_without_what_the_camera_wrote_beside_it():
    photo = SimpleUploadedFile("photo.jpg", pictures.photo((400, 300)))
    sent = form("note", {"photo": photo})
    assert errors(sent) == {}
    kept = sent.observation(None).photo
    assert kept is not None
    assert pictures.WHERE_IT_WAS_TAKEN not in kept
    assert Image.open(BytesIO(kept)).format == "JPEG"


def test_a_file_that_is_no_photo_is_refused():
    script = SimpleUploadedFile("photo.jpg", pictures.HTML)
    assert "no photo that can be read" in errors(form("note", {"photo": script}))["photo"]
