"""What the commands that import and export have in common."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, no_translations

from geodata.errors import GeodataError
from geodata.interchange import batches, exporting
from geodata.interchange.columns import Profile
from geodata.interchange.comparison import LABELS, Preview, State, preview
from geodata.interchange.report import as_csv
from geodata.interchange.subjects import SUBJECTS
from geodata.models import Publication

MOST_TOLD = 30


class ImportCommand(BaseCommand):
    """Preview a file, tell what it would do, and do it."""

    subject: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="GeoPackage, zipped Shapefile, CSV, XLSX, ...")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
        parser.add_argument("--profile", type=Path, help="a JSON file that says what columns are")
        parser.add_argument("--report", type=Path, help="write what becomes of each row, as CSV")
        parser.add_argument("--reason", default="", help="why, for the history")
        parser.add_argument(
            "--without-refused", action="store_true", help="leave out the rows that are refused"
        )
        parser.add_argument(
            "--with-suspicious", action="store_true", help="take possible duplicates as new ones"
        )
        parser.add_argument(
            "--publish", action="store_true", help="publish new records; otherwise they are drafts"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            profile = _profile(options["profile"])
            found = preview(file, file.name, SUBJECTS[self.subject], profile)
            self._tell(found)
            if options["report"]:
                options["report"].write_bytes(as_csv(found.subject, found.findings))
            if options["dry_run"]:
                return
            batch = batches.apply(
                found,
                file_name=file.name,
                reason=options["reason"] or f"manage.py import of {file.name}",
                profile=profile,
                without_refused=options["without_refused"],
                with_suspicious=options["with_suspicious"],
                status=(Publication.PUBLISHED if options["publish"] else Publication.DRAFT).value,
            )
        except GeodataError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Import {batch.pk}: {batch.counts['added']} added, {batch.counts['updated']} updated, "
            f"{batch.counts['left_out']} left out. Undo it with: manage.py undo_import {batch.pk}"
        )

    def _tell(self, found: Preview) -> None:
        for note in found.notes:
            self.stdout.write(note)
        if found.matching.left_out:
            self.stdout.write(f"Columns left out: {', '.join(found.matching.left_out)}")
        told = found.of(State.REFUSED, State.SUSPICIOUS)
        for finding in told[:MOST_TOLD]:
            self.stdout.write(
                f"Row {finding.number} ({finding.label}), {LABELS[finding.state]}: "
                f"{' '.join(finding.reasons)}"
            )
        if len(told) > MOST_TOLD:
            self.stdout.write(f"... and {len(told) - MOST_TOLD} more: see --report.")
        self.stdout.write(
            ", ".join(f"{count} {LABELS[State(state)]}" for state, count in found.counts.items())
        )


def _profile(path: Path | None) -> Profile:
    if path is None:
        return Profile()
    try:
        return Profile.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"The profile {path} cannot be read.") from error


class ExportCommand(BaseCommand):
    """Write records to a file."""

    subject: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="its ending tells the format")
        parser.add_argument(
            "--status", choices=Publication.values, help="only records of this status"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        subject = SUBJECTS[self.subject]
        records = subject.model._default_manager.all()
        if options["status"]:
            records = records.filter(status=options["status"])
        try:
            count = exporting.export(subject, records, options["file"])
        except GeodataError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error}.") from error
        self.stdout.write(f"{count} {subject.name}s written to {options['file']}")
