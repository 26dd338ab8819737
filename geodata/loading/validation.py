"""Check a territory's files as a whole, before anything is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import GeodataError
from geodata.loading import description
from geodata.loading.faults import Fault, Spot
from geodata.loading.fields import Field, Known
from geodata.loading.files import RawRecord, read_records
from geodata.loading.kinds import Kind, LoadableRecord, Records, registered
from geodata.loading.relations import Reference, check_all

DATA_SUFFIXES = (".json", ".geojson", ".csv")


class InvalidTerritory(GeodataError):
    """A territory's files have faults; nothing of it was loaded."""

    def __init__(self, folder: Path, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"The territory {folder.name} has {count}; nothing was loaded.")


@dataclass(frozen=True)
class Contents:
    """What a territory's files say, checked.

    Attributes
    ----------
    records
        By the name of their kind, then by id.
    """

    kinds: Sequence[Kind]
    known: Known
    records: Mapping[str, Records]


def read(folder: Path) -> Contents:
    """Return the checked contents of a territory's folder.

    Raises `InvalidTerritory` with every fault there is.
    """
    kinds = registered()
    faults: list[Fault] = []
    _check_names(folder, kinds, faults)
    box, timezone = description.read(folder, Spot(description.FILE, faults=faults))
    raw = {kind.name: list(_raw_records(folder, kind, faults)) for kind in kinds}
    known = Known(
        ids={
            name: {record.id: record.values.get("sample") is True for record in records}
            for name, records in raw.items()
        },
        box=box,
        timezone=timezone,
    )
    records = {kind.name: _checked(kind, raw[kind.name], known) for kind in kinds}
    for kind in kinds:
        for name, amend in kind.amendments:
            if (folder / name).exists():
                amend(folder / name, Spot(name, faults=faults), records[kind.name], known)
    if faults:
        raise InvalidTerritory(folder, faults)
    return Contents(kinds, known, records)


def _check_names(folder: Path, kinds: Sequence[Kind], faults: list[Fault]) -> None:
    """Note files that nobody reads: a name misspelt would silently be left out."""
    names = {description.FILE, *(name for kind in kinds for name in kind.all_files)}
    for path in sorted(folder.iterdir()):
        if path.suffix in DATA_SUFFIXES and path.name not in names:
            Spot(path.name, faults=faults).fault(
                f"is not read; a territory has: {', '.join(sorted(names))}."
            )


def _raw_records(folder: Path, kind: Kind, faults: list[Fault]) -> Iterator[RawRecord]:
    """Yield the records of a kind from all its files, each id once."""
    seen: dict[str, str] = {}
    for name in (*kind.files, *kind.optional_files):
        if name in kind.optional_files and not (folder / name).exists():
            continue
        for record in read_records(folder / name, Spot(name, faults=faults)):
            if record.id in seen:
                record.spot.at("id").fault(
                    f"{seen[record.id]} already has a {kind.name} of this id: give it another."
                )
            else:
                seen[record.id] = name
                yield record


def _checked(kind: Kind, raw: Sequence[RawRecord], known: Known) -> Records:
    """Return the records whose own fields are sound, after checking them with one another."""
    sound: Records = {}
    for record in raw:
        faults_before = len(record.spot.faults)
        columns = check_all(kind.fields, kind.model, record.values, record.spot, known)
        is_sample = known.ids[kind.name][record.id]
        if not is_sample:
            _check_independence(kind.fields, columns, record.spot, known)
        if len(record.spot.faults) == faults_before:
            sound[record.id] = LoadableRecord(record.id, record.spot, is_sample, columns)
    for check in kind.checks:
        check(sound, known)
    return sound


def _check_independence(
    fields: Sequence[Field], columns: Mapping[str, object], spot: Spot, known: Known
) -> None:
    """Note where a real record needs a sample: it could not stay when the samples go."""
    for part in fields:
        key = columns[part.attribute] if isinstance(part, Reference) else None
        if isinstance(part, Reference) and isinstance(key, str) and not known.is_real(part.to, key):
            spot.at(part.key).fault(
                f"the {part.to} “{key}” is a sample, and this record is not: samples can go at "
                "any time. Name another, or mark this record as a sample."
            )
