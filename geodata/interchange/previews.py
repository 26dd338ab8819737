"""Keep a preview beside its file, so that it is computed once, however often it is looked at.

A preview is kept in each language in which somebody has asked for it, as lines: a heading, then
one line for each row, which begins with the row's state so that the others need not be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db.models import Count, Max
from django.utils.translation import get_language

from geodata.errors import GeodataError
from geodata.interchange import reading
from geodata.interchange.columns import Matching
from geodata.interchange.comparison import Finding, Preview, State, compare
from geodata.interchange.models import ImportBatch
from geodata.interchange.records import plain_query
from geodata.interchange.subjects import SUBJECTS, Subject
from geodata.interchange.waiting import Waiting, room_on_disk, written
from geodata.progress import At, nobody

# Of a finding: not what only comparing needs, and not what stands before the others.
_KEPT = [name for name in Finding.__dataclass_fields__ if name not in {"unread", "state"}]


@dataclass(frozen=True)
class KeptPreview:
    """What is known of a preview without its rows.

    Attributes
    ----------
    columns
        The headings of the file; none where it cannot be read.
    refusal
        Why there is no preview, "" where there is one.
    stamp
        Of the records that it compares with: another one means that some have changed since.
    """

    path: Path
    subject: Subject
    columns: list[str]
    refusal: str = ""
    stamp: str = ""
    digest: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    matching: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_stale(self) -> bool:
        """Whether records have changed since it was computed."""
        return self.stamp != stamp(self.subject)

    def findings(self, state: str = "") -> Iterator[Finding]:
        """Yield what was found about each row; only those of a state where one is given."""
        with self.path.open(encoding="utf-8") as file:
            for line in islice(file, 1, None):
                found, _tab, said = line.partition("\t")
                if not state or found == state:
                    yield Finding(state=State(found), **json.loads(said))

    def whole(self) -> Preview:
        """Return all of it, as `batches.apply` needs it."""
        matching = Matching(self.matching, tuple(self.left_out))
        return Preview(self.subject, matching, list(self.findings()), self.notes)


def make(kept: Waiting, at: At = nobody) -> KeptPreview:
    """Compute the preview of a file in the active language, and keep it.

    ``at`` is told the share of the work that is done, from 0 to 1. Raises `UnreadableFile` where
    there is no room to keep it.
    """
    with room_on_disk():
        return _made(kept, at)


def _made(kept: Waiting, at: At) -> KeptPreview:
    subject = SUBJECTS[kept.subject]
    before = stamp(subject)
    columns: list[str] = []
    try:
        table = reading.read(
            kept.path, kept.name, encoding=kept.profile.encoding, srid=kept.profile.srid
        )
        columns = table.columns
        preview = compare(table, subject, kept.profile, at)
    except GeodataError as error:
        found = KeptPreview(_path(kept), subject, columns, refusal=str(error), stamp=before)
        return _write(found, [])
    found = KeptPreview(
        _path(kept),
        subject,
        columns,
        stamp=before,
        digest=preview.digest,
        counts=preview.counts,
        matching=preview.matching.columns,
        left_out=list(preview.matching.left_out),
        notes=preview.notes,
    )
    return _write(found, preview.findings)


def find(kept: Waiting) -> KeptPreview | None:
    """Return the preview of a file in the active language, None where it is yet to be made."""
    path = _path(kept)
    try:
        with path.open(encoding="utf-8") as file:
            heading = json.loads(file.readline())
    except FileNotFoundError:
        return None
    return KeptPreview(path, SUBJECTS[kept.subject], **heading)


def forget(kept: Waiting) -> None:
    """Remove the previews of a file, in all languages: something else is said of it now."""
    for path in kept.path.parent.glob("preview-*"):
        path.unlink(missing_ok=True)


def stamp(subject: Subject) -> str:
    """Return what differs once records, or what imports have made of them, have changed."""
    records = plain_query(subject.model).aggregate(Count("pk"), Max("pk"), Max("updated_at"))
    imports = ImportBatch.objects.aggregate(Max("pk"), Max("undone_at"))
    return " ".join(str(value) for value in (*records.values(), *imports.values()))


def _path(kept: Waiting) -> Path:
    return kept.path.parent / f"preview-{get_language()}"


def _write(found: KeptPreview, findings: list[Finding]) -> KeptPreview:
    """Write a preview, all of it or nothing."""
    heading = {
        name: getattr(found, name)
        for name in KeptPreview.__dataclass_fields__
        if name not in {"path", "subject"}
    }
    with written(found.path) as file:
        file.write(f"{json.dumps(heading)}\n")
        for one in findings:
            said = {name: getattr(one, name) for name in _KEPT}
            file.write(f"{one.state.value}\t{json.dumps(said)}\n")
    return found
