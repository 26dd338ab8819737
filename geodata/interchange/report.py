"""Write what becomes of each row of a file as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from geodata.interchange.comparison import LABELS, Finding
from geodata.interchange.reading import FORMULA, GUARD
from geodata.interchange.subjects import Part, Subject

_PLAIN_NUMBER = re.compile(r"[-+][\d\s().,/-]*")


def as_csv(subject: Subject, findings: Iterable[Finding]) -> bytes:
    """Return a report in UTF-8 with a byte order mark, by which spreadsheets know it."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([_("row"), _("name"), _("state"), _("reason"), _("changes")])
    for finding in findings:
        writer.writerow(
            guarded(cell)
            for cell in (
                str(finding.number),
                finding.label,
                str(LABELS[finding.state]),
                " ".join(finding.reasons),
                "; ".join(
                    f"{name}: {before} → {after}"
                    for name, before, after in changes(finding, subject)
                )
                if finding.pk is not None
                else "",
            )
        )
    return file.getvalue().encode("utf-8-sig")


def changes(finding: Finding, subject: Subject) -> list[tuple[str, str, str]]:
    """Return what changes field by field: what it is called, what it says now and then."""
    return [
        (
            subject.title_of(name),
            _shown(finding.now.get(name), subject.parts.get(name)),
            _shown(value, subject.parts.get(name)),
        )
        for name, value in finding.values.items()
    ]


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    is_formula = cell.lstrip(GUARD).startswith(FORMULA) and not _PLAIN_NUMBER.fullmatch(cell)
    return f"{GUARD}{cell}" if is_formula else cell


def _shown(value: Any, part: Part | None) -> str:
    if value in (None, "", []):
        return "–"
    return (str(value) if part is None else part.shown(value))[:200]
