"""Read a territory's files, and refuse what is not JSON, not CSV or not well-kept text."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodata.loading.faults import Spot

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LENGTH = 80
WGS_84_NAMES = ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84")

# The signs that each byte from 0x80 on becomes when UTF-8 is read as Windows-1252 or as Latin-1.
_SIGNS = {
    byte: bytes([byte]).decode("cp1252", errors="ignore") + chr(byte) for byte in range(0x80, 0x100)
}
_BYTES = {sign: byte for byte, signs in _SIGNS.items() for sign in signs}


def _any_of(first: int, last: int) -> str:
    return f"[{re.escape(''.join(_SIGNS[byte] for byte in range(first, last + 1)))}]"


_FOLLOWING = _any_of(0x80, 0xBF)
_MISREAD = re.compile(
    f"(?:{_any_of(0xC2, 0xDF)}{_FOLLOWING}|{_any_of(0xE1, 0xEF)}{_FOLLOWING}{{2}})+"
)
# What such signs mean when they are read rightly: accents, typographic marks, Arabic, Tifinagh.
_MEANT = re.compile("[\u00a0-\u00ff\u0152\u0153\u0600-\u06ff\u2010-\u2027\u2d30-\u2d7f]")


@dataclass(frozen=True)
class RawRecord:
    """A record as its file has it, not yet looked at, and where it stands."""

    id: str
    values: dict[str, Any]
    spot: Spot


def read_text(path: Path, spot: Spot) -> str | None:
    """Return a file's text, or None with the fault that it is missing or not UTF-8."""
    try:
        # Spreadsheets put a byte order mark before UTF-8.
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        spot.fault("is missing: add it, with [] where there is nothing to say.")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        spot.fault(f"is not UTF-8 (line {line}): save it with the encoding UTF-8.")
    return None


def read_json(path: Path, spot: Spot) -> Any:
    """Return what a JSON file holds, or None with its fault."""
    text = read_text(path, spot)
    if text is None:
        return None
    repeated: list[str] = []

    def without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _value in pairs]
        repeated.extend({key for key in keys if keys.count(key) > 1})
        return dict(pairs)

    try:
        value = json.loads(text, object_pairs_hook=without_repetition)
    except json.JSONDecodeError as error:
        spot.fault(f"is not JSON at line {error.lineno}, column {error.colno}: {error.msg}.")
        return None
    for key in sorted(set(repeated)):
        spot.fault(f"has the key “{key}” twice in one object: keep one of them.")
    return value


def read_records(path: Path, spot: Spot) -> list[RawRecord]:
    """Return the records of a list in JSON or of a GeoJSON FeatureCollection.

    A feature becomes its properties, with its ``geometry`` among them.
    """
    value = read_json(path, spot)
    if value is None:
        return []
    read = _features if path.suffix == ".geojson" else _items
    records = []
    for number, (record_id, values) in enumerate(read(value, spot), start=1):
        own = spot.of(record_id if isinstance(record_id, str) else f"record {number}")
        if not isinstance(record_id, str) or not SLUG.fullmatch(record_id):
            own.at("id").fault(
                "every record has an id of small letters, digits and single hyphens, "
                "such as souk-dlalat."
            )
        elif len(record_id) > SLUG_LENGTH:
            own.at("id").fault(f"is longer than {SLUG_LENGTH} characters: shorten it.")
        else:
            check_wording(values, own)
            records.append(RawRecord(record_id, values, own))
    return records


def read_rows(
    path: Path, columns: tuple[str, ...], spot: Spot
) -> Iterator[tuple[Spot, dict[str, str]]]:
    """Yield the rows of a CSV file that has exactly these columns, each with its spot."""
    text = read_text(path, spot)
    if text is None:
        return
    reader = csv.reader(text.splitlines())
    header = [name.strip() for name in next(reader, [])]
    if header != list(columns):
        spot.at("line 1").fault(f"the first line must be {','.join(columns)}.")
        return
    for cells in reader:
        own = spot.at(f"line {reader.line_num}")
        if not cells:
            continue
        if len(cells) != len(columns):
            own.fault(f"has {len(cells)} cells, not {len(columns)}: {','.join(columns)}.")
            continue
        yield own, {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}


def check_wording(value: Any, spot: Spot) -> None:
    """Note every text in a value, however deep, that lost its letters on the way."""
    if isinstance(value, str):
        sentence = damage(value)
        if sentence:
            spot.fault(sentence)
    elif isinstance(value, dict):
        for key, part in value.items():
            check_wording(part, spot.at(key))
    elif isinstance(value, list):
        for number, part in enumerate(value, start=1):
            check_wording(part, spot.at(number))


def damage(text: str) -> str:
    """Say how a text was damaged, or "" where it looks whole."""
    if "\ufffd" in text:
        return "holds the sign � where a letter was lost: write the text again."
    if "\0" in text:
        return "holds a zero byte, which no text has: remove it."
    for signs in _MISREAD.findall(text):
        meant = bytes(_BYTES[sign] for sign in signs).decode("utf-8", errors="replace")
        if _MEANT.search(meant):
            return (
                f"holds “{signs[:12]}”, which is UTF-8 read as Windows-1252 (“{meant[:6]}”): "
                "take the text again from where it was whole."
            )
    return ""


def _items(value: Any, spot: Spot) -> Iterator[tuple[Any, dict[str, Any]]]:
    if not isinstance(value, list):
        spot.fault("must be a list of records: [ {...}, {...} ].")
        return
    for number, item in enumerate(value, start=1):
        if isinstance(item, dict):
            yield item.get("id"), {key: part for key, part in item.items() if key != "id"}
        else:
            spot.of(f"record {number}").fault('must be an object with an "id".')


def _features(value: Any, spot: Spot) -> Iterator[tuple[Any, dict[str, Any]]]:
    if (
        not isinstance(value, dict)
        or value.get("type") != "FeatureCollection"
        or not isinstance(value.get("features"), list)
    ):
        spot.fault('must be a GeoJSON FeatureCollection with a list of "features".')
        return
    if "crs" in value and _crs_name(value["crs"]) not in WGS_84_NAMES:
        spot.at("crs").fault("positions must be WGS 84, longitude first: export to EPSG:4326.")
    for number, feature in enumerate(value["features"], start=1):
        where = spot.of(f"record {number}")
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            where.fault('must be an object of the type "Feature".')
        elif not isinstance(feature.get("properties"), dict):
            where.at("properties").fault("must be an object.")
        elif "geometry" not in feature:
            where.at("geometry").fault("is missing: give a geometry, or null while it is unknown.")
        else:
            yield feature.get("id"), feature["properties"] | {"geometry": feature["geometry"]}


def _crs_name(crs: Any) -> Any:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    return properties.get("name") if isinstance(properties, dict) else None
