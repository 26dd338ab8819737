"""Look at a file before anything opens it: its size, what it really is, what it unpacks to.

GDAL recognises files by their content, and some of its formats name other files or addresses to
read. So nothing reaches it that is not what its name says.
"""

from __future__ import annotations

import lzma
import sqlite3
import stat
import struct
import xml.parsers.expat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from geodata.errors import UnreadableFile

MOST_BYTES = 60_000_000
MOST_UNPACKED_BYTES = 400_000_000
MOST_RATIO = 150  # unpacked to packed; tables and maps stay below 40
RATIO_COUNTS_FROM_BYTES = 5_000_000
MOST_MEMBERS = 500
LONGEST_NAME_BYTES = 200
CHUNK_BYTES = 256 * 1024
PACKED = frozenset(
    {".zip", ".kmz", ".xlsx", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz", ".zst"}
)
# What `zipfile` raises for files that are none, or that are locked; bad numbers raise the others.
BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
)
MEBIBYTE = 1024 * 1024
SQLITE = b"SQLite format 3\0"
# Views, virtual tables but the indexes of positions, and columns that are computed.
COMPUTED = """
    SELECT name FROM sqlite_master WHERE type = 'view'
    UNION ALL SELECT name FROM sqlite_master
    WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL%' AND sql NOT LIKE '%USING rtree(%'
    UNION ALL SELECT m.name || '.' || c.name
    FROM sqlite_master AS m, pragma_table_xinfo(m.name) AS c
    WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND c.hidden IN (2, 3)
"""
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHAPEFILE = b"\x00\x00\x27\x0a"


def check_size(size_bytes: int) -> None:
    """Refuse a file that is empty or too large, before it is kept."""
    if size_bytes == 0:
        raise UnreadableFile(_("The file is empty: save it again, and send that."))
    if size_bytes > MOST_BYTES:
        raise UnreadableFile(
            _("The file has %(size)d MB, and no more than %(most)d MB are read: split it.")
            % {"size": size_bytes // 1_000_000, "most": MOST_BYTES // 1_000_000}
        )


def unpack(path: Path, folder: Path) -> list[Path]:
    """Unpack a zip file into a folder, flat and bounded, and return the files.

    Their names are in small letters: some systems do not tell ``STALLS.DBF`` from ``stalls.dbf``.
    """
    files = []
    for member, chunks in _members(path):
        target = folder / _plain_name(member).name.lower()
        if len(target.name.encode()) > LONGEST_NAME_BYTES:
            raise UnreadableFile(
                _("The zip file holds a file whose name is too long, %(name)s: rename it.")
                % {"name": f"{target.name[:40]}…"}
            )
        if target.exists():
            raise UnreadableFile(
                _("The zip file holds two files named %(name)s: keep one of them.")
                % {"name": target.name}
            )
        with target.open("xb") as file:
            file.writelines(chunks)
        files.append(target)
    return files


def check_archive(path: Path) -> list[str]:
    """Read a zip file through without keeping anything; return the names in it."""
    names = []
    for member, chunks in _members(path):
        for _chunk in chunks:
            pass
        names.append(member.filename)
    return names


def check_xml(path: Path, root: str) -> None:
    """Refuse what is not XML with this root element, or defines entities of its own."""
    parser = xml.parsers.expat.ParserCreate()
    found: list[str] = []

    def start(name: str, _attributes: object) -> None:
        if not found:
            found.append(name.rpartition(":")[2].lower())

    def doctype(*_parts: object) -> None:
        raise UnreadableFile(
            _("The file defines entities (DOCTYPE), which are not read: save it without them.")
        )

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except xml.parsers.expat.ExpatError as error:
        raise UnreadableFile(
            _("The file is broken at line %(line)d: save it again, and send that.")
            % {"line": error.lineno}
        ) from error
    except (LookupError, ValueError) as error:  # of an encoding that expat does not know
        raise UnreadableFile(
            _("The file is in an encoding that is not read: save it in UTF-8.")
        ) from error
    if found != [root]:
        raise UnreadableFile(
            _("The file is named .%(name)s, and its content is something else.") % {"name": root}
        )


def check_shapefile(path: Path) -> None:
    """Refuse a shapefile that is none, or that breaks off and so would lose positions."""
    check_start(path, SHAPEFILE)
    with path.open("rb") as file:
        words = int.from_bytes(file.read(28)[24:], "big")
    if 2 * words > path.stat().st_size:
        raise UnreadableFile(
            _("%(name)s breaks off: pack the shapefile again.") % {"name": path.name}
        )


def check_rows(shape: Path) -> None:
    """Refuse a shapefile of more shapes than rows, or fewer: GDAL drops what has no partner."""
    heading, entry = 100, 8
    shapes = (shape.with_suffix(".shx").stat().st_size - heading) // entry
    with shape.with_suffix(".dbf").open("rb") as file:
        rows = int.from_bytes(file.read(8)[4:], "little")
    if shapes != rows:
        raise UnreadableFile(
            _("%(name)s has %(shapes)d positions and %(rows)d rows of text: export it again.")
            % {"name": shape.name, "shapes": shapes, "rows": rows}
        )


def check_is_open(path: Path) -> None:
    """Refuse a workbook with a password, or of before 2007: both come in another wrapping."""
    with path.open("rb") as file:
        if file.read(len(OLD_OFFICE)) == OLD_OFFICE:
            raise UnreadableFile(
                _("The workbook is locked or is an old one: save it as .xlsx without a password.")
            )


def check_start(path: Path, start: bytes) -> None:
    """Refuse a file that does not begin as its kind does."""
    with path.open("rb") as file:
        if file.read(len(start)) != start:
            raise UnreadableFile(
                _("The file is named %(name)s, and its content is something else.")
                % {"name": path.suffix}
            )


def check_package(path: Path) -> None:
    """Refuse an SQLite file that computes what it says: reading it may take for ever."""
    check_start(path, SQLITE)
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)
        ) as package:
            package.text_factory = bytes  # which a broken file may hold where text should be
            computed = package.execute(COMPUTED).fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:  # whose words may be the file's
        raise UnreadableFile(
            _("The file is broken, or is not what its name says: export it again.")
        ) from error
    if computed:
        raise UnreadableFile(
            _("The file computes “%(name)s” (a view): export that as a layer, and send it alone.")
            % {"name": computed[0].decode(errors="replace")[:40]}
        )


def _members(path: Path) -> Iterator[tuple[zipfile.ZipInfo, Iterator[bytes]]]:
    """Yield what a zip file holds, each with its bytes, and stop where that becomes too much."""
    with _whole():
        archive = zipfile.ZipFile(path)
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        _check_members(members, path.stat().st_size)
        for member in members:
            if not _is_litter(member):
                yield member, _chunks(archive, member)


@contextmanager
def _whole() -> Iterator[None]:
    """Refuse a zip file that turns out to be broken while it is read."""
    try:
        yield
    except BROKEN as error:
        raise UnreadableFile(
            _("The zip file is broken or locked: pack it again without a password.")
        ) from error


def _check_members(members: list[zipfile.ZipInfo], packed_bytes: int) -> None:
    if len(members) > MOST_MEMBERS:
        raise UnreadableFile(
            _("The zip file holds %(count)d files, and no more than %(most)d are read.")
            % {"count": len(members), "most": MOST_MEMBERS}
        )
    unpacked = sum(member.file_size for member in members)
    is_bomb = unpacked > max(RATIO_COUNTS_FROM_BYTES, MOST_RATIO * packed_bytes)
    if unpacked > MOST_UNPACKED_BYTES or is_bomb:
        raise UnreadableFile(
            _("Unpacked, the file would have %(size)d MB, which is far too much: it is not read.")
            % {"size": unpacked // MEBIBYTE}
        )
    for member in members:
        name = _plain_name(member)
        if name.is_absolute() or ".." in name.parts or stat.S_ISLNK(member.external_attr >> 16):
            raise UnreadableFile(
                _("The zip file wants to write outside its folder: it is not read.")
            )
        if name.suffix.lower() in PACKED:
            raise UnreadableFile(
                _("The zip file holds another packed file, %(name)s: unpack that one and send it.")
                % {"name": name.name}
            )


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with _whole():
        file = archive.open(member)  # which stops at the size that the archive declares
    with file:
        while True:
            with _whole():
                chunk = file.read(CHUNK_BYTES)
            if not chunk:
                return
            yield chunk


def _plain_name(member: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(member.filename.replace("\\", "/"))


def _is_litter(member: zipfile.ZipInfo) -> bool:
    """Tell what computers put beside the files that people packed."""
    path = _plain_name(member)
    return not path.name or path.name.startswith("._") or "__MACOSX" in path.parts
