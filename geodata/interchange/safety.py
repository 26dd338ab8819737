"""Look at a file before anything opens it: its size, what it really is, what it unpacks to.

GDAL recognises files by their content, and some of its formats name other files or addresses to
read. So nothing reaches it that is not what its name says.
"""

from __future__ import annotations

import stat
import xml.parsers.expat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from geodata.errors import UnreadableFile

MOST_BYTES = 60_000_000
MOST_UNPACKED_BYTES = 400_000_000
MOST_RATIO = 150  # unpacked to packed; tables and maps stay below 40
RATIO_COUNTS_FROM_BYTES = 5_000_000
MOST_MEMBERS = 500
CHUNK_BYTES = 256 * 1024
PACKED = frozenset(
    {".zip", ".kmz", ".xlsx", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz", ".zst"}
)
MEBIBYTE = 1024 * 1024
SQLITE = b"SQLite format 3\0"
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
    """Unpack a zip file into a folder, flat and bounded, and return the files."""
    files = []
    for member, chunks in _members(path):
        target = folder / PurePosixPath(member.filename).name
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
    if found != [root]:
        raise UnreadableFile(
            _("The file is named .%(name)s, and its content is something else.") % {"name": root}
        )


def check_start(path: Path, start: bytes) -> None:
    """Refuse a file that does not begin as its kind does."""
    with path.open("rb") as file:
        if file.read(len(start)) != start:
            raise UnreadableFile(
                _("The file is named %(name)s, and its content is something else.")
                % {"name": path.suffix}
            )


def _members(path: Path) -> Iterator[tuple[zipfile.ZipInfo, Iterator[bytes]]]:
    """Yield what a zip file holds, each with its bytes, and stop where that becomes too much."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_members(members, path.stat().st_size)
            for member in members:
                if _is_litter(member.filename):
                    continue
                yield member, _chunks(archive, member)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise UnreadableFile(
            _("The zip file is broken or locked: pack it again without a password.")
        ) from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
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
        name = PurePosixPath(member.filename.replace("\\", "/"))
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
    with archive.open(member) as file:  # which stops at the size that the archive declares
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _is_litter(name: str) -> bool:
    """Tell what computers put beside the files that people packed."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith("._")
