"""Print plaques: one on a page of A6, or four on a page of A4 with marks to cut along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import batched

import segno
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi, gettext, gettext_noop, override

from geodata import printing
from geodata.plaques.plaque import Name, Plaque

STYLE = "plaques/plaque.css"
ON_A4 = 4
MOST = 200  # in one file

_HINT = gettext_noop("Scan, or type the code at")
_SAMPLE = gettext_noop("Sample")

# From so many letters on, a name is set smaller: it has to fit into two lines.
_LONG, _VERY_LONG = 22, 38


class Sheet(StrEnum):
    """The paper."""

    A6 = "a6"
    A4 = "a4"


@dataclass(frozen=True)
class SetName:
    """A name and how large it is set."""

    name: Name
    size: str


def write(plaques: Sequence[Plaque], sheet: Sheet) -> bytes:
    """Return plaques as the bytes of a PDF file, to be printed at its real size."""
    return printing.pdf(page(plaques, sheet), STYLE)


def page(plaques: Sequence[Plaque], sheet: Sheet) -> str:
    """Return plaques as HTML; what is on them does not depend on the officer's language."""
    a_page = ON_A4 if sheet == Sheet.A4 else 1
    return render_to_string(
        "plaques/sheets.html",
        {
            "sheet": sheet.value,
            "pages": [[_fields(plaque) for plaque in some] for some in batched(plaques, a_page)],
            "hints": _in_each(_HINT),
            "sample": _in_each(_SAMPLE),
        },
    )


def _fields(plaque: Plaque) -> dict[str, object]:
    return {
        "plaque": plaque,
        "names": [SetName(name, _size(name.text)) for name in plaque.names],
        "qr": qr(plaque.address),
        "code": " ".join(plaque.code),
    }


def _size(text: str) -> str:
    if len(text) > _VERY_LONG:
        return "small"
    return "middle" if len(text) > _LONG else "large"


def _in_each(words: str) -> list[tuple[str, bool, str]]:
    """Return words in Arabic, French and English, each with whether it goes from right to left."""
    said = []
    for language in ("ar", "fr", "en"):
        with override(language):
            said.append((language, get_language_bidi(), gettext(words)))
    return said


@lru_cache(maxsize=256)
def qr(address: str) -> SafeString:
    """Return a QR code as SVG, which a scratch or a sticker over a quarter of it does not spoil."""
    code = segno.make(address, error="q", micro=False, boost_error=False)
    return mark_safe(  # noqa: S308 (squares, and no text)
        code.svg_inline(border=4, omitsize=True, dark="#000", light="#fff")
    )
