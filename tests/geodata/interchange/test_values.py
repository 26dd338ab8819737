"""Cells are read as people fill them in, and what a computer did to them is told."""

from __future__ import annotations

import pytest

from geodata.interchange import values
from geodata.interchange.subjects import Lookups

NOTHING = Lookups()


@pytest.mark.parametrize(
    "said",
    [
        "ط³ظˆظ‚ ط£ظ…ط­ظٹط±ظٹط´",  # UTF-8 read as Windows-1256
        "ÓæÞ ÃãÍíÑíÔ",  # Windows-1256 read as Windows-1252
        "Ã‰choppe",  # UTF-8 read as Windows-1252
        "Ã\x89choppe",  # UTF-8 read as Latin-1
        "Échoppe du �",
    ],
)
def test_letters_that_were_misread_are_not_taken_for_a_name(said):
    with pytest.raises(ValueError, match="damaged"):
        values.text()(said, NOTHING)


@pytest.mark.parametrize(
    "said",
    ["سوق أمحيريش", "محظوظ؟", "حظ، خط؛ طب", "Échoppe à l’étage", "Créée «ÉTÉ»", "ⴰⵎⵃⵉⵔⵉⵛ", "🐪"],
)
def test_names_as_people_write_them_are_whole(said):
    assert values.text()(said, NOTHING) == said


@pytest.mark.parametrize("said", ["#N/A", "#REF!", "#DIV/0!"])
def test_an_error_of_a_spreadsheet_is_no_name(said):
    with pytest.raises(ValueError, match="an error of the spreadsheet"):
        values.text()(said, NOTHING)


def test_numbers_from_a_page_that_runs_from_right_to_left_are_read():
    assert values.whole(1, 600)("\u200f٤٥\u200e", NOTHING) == 45
    assert values.amount(100)("\u200f١٢٫٥ درهم", NOTHING) == "12.50"
    assert values.day("\u200f٢٣/١١/٢٠٢٦", NOTHING) == "2026-11-23"
    assert values.hours("\u200fMo-Fr 08:00-18:00", NOTHING) == "Mo-Fr 08:00-18:00"


@pytest.mark.parametrize(
    "read", [values.amount(100), values.whole(1, 9), values.hours, values.point, values.day]
)
@pytest.mark.parametrize("said", ["1" + " " * 100_000 + "x", "(" * 100_000, "1 " * 50_000])
def test_a_cell_without_end_is_refused_at_once(read, said):
    with pytest.raises(ValueError, match=r"\.$"):
        read(said, NOTHING)
