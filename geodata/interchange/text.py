"""Read tables that are text: whatever the encoding, with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from geodata.errors import UnreadableFile

SEPARATORS = ",;\t|"
LONGEST_CELL = 200_000
# Windows-1256 keeps Arabic where Windows-1252 has accents, and the French accents too.
_ARABIC_RUN = re.compile("[\u0621-\u064a]{3,}")
# What Arabic in Windows-1256 looks like when it is taken for Windows-1252: ÇáÓæÞ.
_LOST_ARABIC = re.compile("[À-ÿ]{3,}")


@dataclass(frozen=True)
class Line:
    """One row of a table: the number of its line in the file, and its cells."""

    number: int
    cells: list[str]


def decode(content: bytes, encoding: str = "") -> str:
    """Return the text of a file: UTF-8 where it can be, else Windows-1256 or Windows-1252.

    Raises `UnreadableFile` for what is none of them.
    """
    if encoding:
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            raise UnreadableFile(
                _("The file is not in the encoding “%(encoding)s”.") % {"encoding": encoding}
            ) from None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _checked(content.decode("utf-16", errors="replace"))
    try:
        return _checked(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    latin = content.decode("cp1252", errors="replace")
    if _LOST_ARABIC.search(latin):
        arabic = content.decode("cp1256", errors="replace")
        if _ARABIC_RUN.search(arabic):
            return _checked(arabic)
    return _checked(latin)


def lines(text: str) -> Iterator[Line]:
    """Yield the rows of a table that hold anything, the heading first."""
    csv.field_size_limit(LONGEST_CELL)
    # Strict, or a quotation mark that is not closed would take the rows below it for its text.
    file = io.StringIO(text, newline=None)
    reader = csv.reader(file, delimiter=_separator(text), strict=True)
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Line(before + 1, cells)
            before = reader.line_num
    except csv.Error as error:
        raise UnreadableFile(
            _(
                "The table is broken in the row that begins at line %(line)d: is a quotation mark "
                "not closed there? Mend it, or save the table again as CSV."
            )
            % {"line": before + 1}
        ) from error


def _separator(text: str) -> str:
    """Return what stands between the cells of the heading, outside quotation marks."""
    heading = re.sub(r'"[^"]*"', "", next((row for row in text.splitlines() if row.strip()), ""))
    return max(SEPARATORS, key=heading.count)


def _checked(text: str) -> str:
    if "\0" in text:
        raise UnreadableFile(
            _("The file is not a table of text: save it as CSV in UTF-8, and send that.")
        )
    return text
