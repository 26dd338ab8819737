"""The printed guide: read as text, and what it says of the day."""

import io
import unicodedata
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from circuits.models import Circuit
from circuits.takeaway import guide
from tests import towns
from tests.circuits.takeaway.conftest import every_quality, known, taken, walk
from tests.tiny_streets import EAST, GATE, SQUARE, at

pytestmark = pytest.mark.django_db


def page(circuit, language="en", **fields):
    found = taken(circuit, language, **fields)
    with override(language):
        return guide.page(found)


def font_names(one: Any) -> list[str]:
    return [str(font.get_object()["/BaseFont"]) for font in one["/Resources"]["/Font"].values()]


def test_it_is_an_a5_booklet_with_the_title_the_map_and_every_stop():
    found = taken(every_quality())
    with override("en"):
        pdf = PdfReader(io.BytesIO(guide.write(found)))
    width, height = pdf.pages[0].mediabox.width, pdf.pages[0].mediabox.height
    assert (round(width), round(height)) == (420, 595)
    text = "\n".join(one.extract_text() for one in pdf.pages)
    for words in ("Walk", "Stop by stop", "Bab", "Amhirich", "Dlalat", "Lost", "East", "azul"):
        assert words in text
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Walk"


def test_in_arabic_letters_are_joined_and_of_the_sites_own_fonts():
    found = taken(walk(known("Bab", name_ar="سوق أمحيريش")), "ar")
    with override("ar"):
        pdf = PdfReader(io.BytesIO(guide.write(found)))
    fonts = {name for one in pdf.pages for name in font_names(one)}
    assert any("readex-arabic" in font for font in fonts)
    assert any("messiri-arabic" in font for font in fonts)
    assert not any("DejaVu" in font or "Noto-Sans-Arabic" in font for font in fonts)
    text = unicodedata.normalize("NFKC", "".join(one.extract_text() for one in pdf.pages))
    assert "أمحيريش" in text or "أمحيريش"[::-1] in text


def test_it_is_written_from_right_to_left_in_arabic():
    assert '<html lang="ar" dir="rtl">' in page(every_quality(), "ar")


def test_people_are_in_it_with_their_consent_only():
    souk = known("Bab")
    leather = towns.craft("Cuir", [souk])
    agreed = towns.artisan("Fatma", leather)
    withdrew = towns.artisan("Ali", leather, consent_withdrawn_on=date(2026, 2, 1))
    for artisan in (agreed, withdrew):
        towns.works_at(artisan, souk, "Sa 08:00-12:00")
    text = page(walk(souk))
    assert "Fatma" in text
    assert "Ali" not in text


def test_a_sample_artisan_is_called_one():
    souk = known("Bab")
    towns.works_at(towns.artisan("Exemple", is_sample=True), souk, "Sa 08:00-12:00")
    assert "Exemple (sample)" in page(walk(souk))


def test_unknown_hours_are_to_be_checked_first_and_known_ones_are_told():
    text = page(every_quality())
    assert "Open that day: 08:00" in text
    assert "Hours not known: check first" in text


def test_what_is_not_known_of_spots_is_said_at_each_stop():
    text = page(every_quality())
    for words in ("Sample position", "Exact spot to be surveyed", "Approximate, within 500"):
        assert words in text


def test_it_has_the_directions_of_each_leg(on_streets):
    circuit = walk(known("Bab", GATE), known("East", EAST))
    text = page(circuit)
    directions = taken(circuit).legs[0].directions
    assert len(directions) > 1
    assert "<ol>" in text
    assert "OpenStreetMap" in text


def test_a_wrong_day_is_said_to_be_one():
    circuit = walk(known("Bab"), days="Sa")
    assert "not made for a Tuesday" in page(circuit, day=date.fromisoformat(towns.TUESDAY))


def test_a_name_that_would_be_a_picture_is_only_a_name():
    text = page(walk(known("<img src=file:///etc/passwd>")))
    assert "<img src=file" not in text
    assert "&lt;img" in text


def test_the_same_guide_is_made_once(monkeypatch):
    circuit = Circuit.objects.get(pk=walk(known("Bab")).pk)
    with override("en"):
        first = guide.write(taken(circuit))
        assert guide.write(taken(circuit)) is first


def test_its_map_draws_no_sample_position_nor_a_way_to_one():
    sample = towns.place("Dlalat", at=at(SQUARE), quality="sample")
    text = page(walk(known("Bab", GATE), sample, known("East", EAST)))
    assert "Dashed number" not in text
    assert "Dashed line" not in text
    assert "Only a sample position is known" in text
