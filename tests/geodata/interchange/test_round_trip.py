"""Whatever people have written comes back from every kind of file as it was."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from geodata.interchange import exporting
from geodata.interchange.subjects import SUBJECTS, printable
from geodata.interchange.values import ERRORS_OF_SPREADSHEETS, is_damaged
from geodata.models import Place
from tests import towns

pytestmark = pytest.mark.django_db

FIELDS = ("name_ar", "name_fr", "other_names", "summary_en", "story_zgh", "phone", "address_es")
AWKWARD = (
    "=1+1", "-5", "+212 528-87", "@SUM(A1)", "'=1", "''=1", "'-5", "-", "=", "+", "'", '"', '""',
    "a\nb", "a\r\nb", "\ta", "a\tb", "a,b;c|d", 'say "so"', "nan", "None", "NULL", "true", "007",
    "1e5", "1,5", "2026-11-28", "<b>&amp;</b>", "]]>", "a\vb", "a\x1fb", "a\x85b", "a\u2028b", "🐪",
    "\u200fسوق\u200e", "ـ", "é\u0301", "\\N", "\\", "NaN;", "_x000D_", "#N", "{}", "[1]",
    "POINT(0 0)", "٠٦١٢", "'", "\ufeffa", "a\u00a0", "\u3000a", "0x10", "1_000", "inf", "{ }",
    "[ 1]",
)  # fmt: skip
LONGEST = 30  # letters of a telephone number
# What PostgreSQL keeps, and no sentence refuses once the signs that no file carries are gone.
TEXTS = st.one_of(
    st.sampled_from(AWKWARD),
    st.builds("".join, st.lists(st.sampled_from(AWKWARD), min_size=2, max_size=3)),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=25),
).filter(
    lambda text: (
        len(text) <= LONGEST
        and not is_damaged(printable(text))
        and text not in ERRORS_OF_SPREADSHEETS
    )
)


def seen(text: str) -> bool:
    return any(unicodedata.category(sign)[0] not in "CZ" for sign in text)


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "csv", "tsv", "xlsx", "kml", "zip", "gpx"])
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(TEXTS, min_size=7, max_size=7))
@example(texts=list(AWKWARD[:7]))
@example(texts=list(AWKWARD[7:14]))
@example(texts=list(AWKWARD[14:21]))
@example(texts=list(AWKWARD[21:28]))
@example(texts=list(AWKWARD[28:35]))
@example(texts=list(AWKWARD[35:42]))
@example(texts=list(AWKWARD[42:49]))
@example(texts=list(AWKWARD[-7:]))
def test_texts_come_back_as_they_were(tmp_path, look, ending, texts):
    place = Place.objects.first() or towns.place("Souk", position_accuracy_m=5)
    said = dict(zip(FIELDS, texts, strict=True))
    said["name_fr"] = said["name_fr"] if seen(said["name_fr"]) else "Souk"
    Place.objects.filter(pk=place.pk).update(**said)
    path = tmp_path / f"places.{ending}"
    exporting.export(SUBJECTS["place"], Place.objects.all(), path)
    (finding,) = look(path).findings
    assert (finding.state.value, finding.values, finding.reasons) == ("unchanged", {}, [])
