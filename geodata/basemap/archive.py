"""Read and write the head of a PMTiles file: its zoom levels, its bounds, what it says of itself.

https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

import gzip
import json
import shutil
import struct
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Self

from geodata.errors import GeodataError

type Box = tuple[float, float, float, float]

MAGIC = b"PMTiles"
SPEC_VERSION = 3
GZIP = 2  # in the fields for compression
VECTOR_TILES = 1  # in the field for the type of tiles
E7 = 10_000_000  # positions are whole numbers of ten-millionths of a degree
METADATA_LIMIT_BYTES = 1_000_000
_HEAD = struct.Struct("<7sB 11Q 6B 4i B 2i")


class InvalidArchive(GeodataError):
    """A file that is not a whole PMTiles archive of vector tiles."""


@dataclass(frozen=True)
class Header:
    """The first 127 bytes. Offsets and lengths are in bytes, positions in degrees (WGS 84)."""

    root_offset: int
    root_length: int
    metadata_offset: int
    metadata_length: int
    leaves_offset: int
    leaves_length: int
    tiles_offset: int
    tiles_length: int
    tiles_addressed: int
    tile_entries: int
    tile_contents: int
    is_clustered: int
    internal_compression: int
    tile_compression: int
    tile_type: int
    min_zoom: int
    max_zoom: int
    bounds: Box
    centre_zoom: int
    centre: tuple[float, float]

    @classmethod
    def parse(cls, head: bytes) -> Self:
        """Read a header; raise `InvalidArchive` if the bytes are none."""
        if len(head) < _HEAD.size or head[:8] != MAGIC + bytes([SPEC_VERSION]):
            raise InvalidArchive("It does not begin as a PMTiles file of version 3 does.")
        _magic, _version, *fields = _HEAD.unpack(head[: _HEAD.size])
        west, south, east, north, centre_zoom, longitude, latitude = fields[17:]
        bounds = (west / E7, south / E7, east / E7, north / E7)
        values: list[Any] = [*fields[:17], bounds, centre_zoom, (longitude / E7, latitude / E7)]
        return cls(*values)

    def packed(self) -> bytes:
        """Return the header's bytes."""
        plain = [
            self.root_offset,
            self.root_length,
            self.metadata_offset,
            self.metadata_length,
            self.leaves_offset,
            self.leaves_length,
            self.tiles_offset,
            self.tiles_length,
            self.tiles_addressed,
            self.tile_entries,
            self.tile_contents,
            self.is_clustered,
            self.internal_compression,
            self.tile_compression,
            self.tile_type,
            self.min_zoom,
            self.max_zoom,
        ]
        return _HEAD.pack(
            MAGIC,
            SPEC_VERSION,
            *plain,
            *(round(degrees * E7) for degrees in self.bounds),
            self.centre_zoom,
            *(round(degrees * E7) for degrees in self.centre),
        )

    @property
    def end(self) -> int:
        """The size that the whole file has, in bytes."""
        return max(
            self.root_offset + self.root_length,
            self.metadata_offset + self.metadata_length,
            self.leaves_offset + self.leaves_length,
            self.tiles_offset + self.tiles_length,
        )


def read(path: Path) -> tuple[Header, dict[str, Any]]:
    """Return the header and the metadata of a file.

    Raises
    ------
    InvalidArchive
        If the file is not there, not PMTiles with vector tiles, or cut off.
    """
    try:
        with path.open("rb") as file:
            header = Header.parse(file.read(_HEAD.size))
            if path.stat().st_size < header.end:
                raise InvalidArchive("It is cut off.")
            if header.tile_type != VECTOR_TILES:
                raise InvalidArchive("Its tiles are not vector tiles.")
            return header, _metadata(file, header)
    except OSError as error:
        raise InvalidArchive(f"It cannot be read: {error.strerror or error}.") from error


def _metadata(file: BinaryIO, header: Header) -> dict[str, Any]:
    if header.metadata_length > METADATA_LIMIT_BYTES:
        raise InvalidArchive("What it says of itself is too long.")
    file.seek(header.metadata_offset)
    packed = file.read(header.metadata_length)
    try:
        text = gzip.decompress(packed) if header.internal_compression == GZIP else packed
        metadata = json.loads(text)
    except (OSError, EOFError, ValueError) as error:
        raise InvalidArchive("What it says of itself cannot be read.") from error
    if not isinstance(metadata, dict):
        raise InvalidArchive("What it says of itself cannot be read.")
    return metadata


def rewrite(source: Path, target: Path, bounds: Box, metadata: dict[str, Any]) -> None:
    """Write a copy of a file that has other bounds and says other things of itself."""
    header, _old = read(source)
    text = json.dumps(metadata, ensure_ascii=False, separators=(",", ":")).encode()
    packed = gzip.compress(text, mtime=0) if header.internal_compression == GZIP else text
    west, south, east, north = bounds
    metadata_offset = _HEAD.size + header.root_length
    leaves_offset = metadata_offset + len(packed)
    changed = replace(
        header,
        root_offset=_HEAD.size,
        metadata_offset=metadata_offset,
        metadata_length=len(packed),
        leaves_offset=leaves_offset,
        tiles_offset=leaves_offset + header.leaves_length,
        bounds=bounds,
        centre_zoom=header.max_zoom - 1,
        centre=((west + east) / 2, (south + north) / 2),
    )
    with source.open("rb") as old, target.open("wb") as new:
        new.write(changed.packed())
        old.seek(header.root_offset)
        new.write(old.read(header.root_length))
        new.write(packed)
        old.seek(header.leaves_offset)
        new.write(old.read(header.leaves_length))
        old.seek(header.tiles_offset)  # the tiles are the file's last part
        shutil.copyfileobj(old, new)
    if target.stat().st_size != changed.end:
        raise InvalidArchive("Its tiles are not its last part.")
