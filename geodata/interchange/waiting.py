"""Keep a file between its preview and the decision: under a random name, for a day."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.utils.translation import gettext as _

from geodata.errors import UnreadableFile
from geodata.interchange import safety
from geodata.interchange.columns import Profile

KEPT_S = 24 * 3600
SPARE_DISK_BYTES = 200_000_000
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,60}")


@dataclass(frozen=True)
class Waiting:
    """A file that waits, and what is said of it."""

    token: str
    name: str
    subject: str
    profile: Profile

    @property
    def path(self) -> Path:
        """Where the file is."""
        return _folder() / self.token / "file"

    def with_profile(self, profile: Profile) -> Waiting:
        """Return the same file under another profile, and remember that."""
        other = Waiting(self.token, self.name, self.subject, profile)
        with room_on_disk():
            other.write()
        return other

    def write(self) -> None:
        """Write down what is said of the file, all of it or nothing."""
        said = asdict(self) | {"profile": self.profile.as_json()}
        with written(self.path.parent / "said.json") as file:
            file.write(json.dumps(said))

    def discard(self) -> None:
        """Remove the file."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


def keep(
    chunks: Iterable[bytes], name: str, size_bytes: int, subject: str, profile: Profile
) -> Waiting:
    """Keep an uploaded file; raise `UnreadableFile` where it is too large, or the disk is full."""
    safety.check_size(size_bytes)
    sweep()
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    waiting = Waiting(secrets.token_urlsafe(24), Path(name).name[:200], subject, profile)
    try:
        with room_on_disk():
            if shutil.disk_usage(folder).free < size_bytes + SPARE_DISK_BYTES:
                raise OSError
            waiting.path.parent.mkdir(mode=0o700)
            with waiting.path.open("xb") as file:
                file.writelines(chunks)
            waiting.write()
    except UnreadableFile:
        waiting.discard()
        raise
    return waiting


@contextmanager
def room_on_disk() -> Iterator[None]:
    """Raise `UnreadableFile` where the disk is full, or the file has gone meanwhile."""
    try:
        yield
    except FileNotFoundError as error:
        raise UnreadableFile(_("This file is no longer kept: send it again.")) from error
    except OSError as error:
        raise UnreadableFile(
            _("The server's disk is full: tell the administrator, nothing has been changed.")
        ) from error


@contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """Open a file to write in, which takes the place of another once it is whole."""
    beside = path.with_name(secrets.token_hex(8))
    try:
        with beside.open("x", encoding="utf-8") as file:
            yield file
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def find(token: str) -> Waiting | None:
    """Return a file that waits, None where it is not there or has waited for too long."""
    if not _TOKEN.fullmatch(token):
        return None
    folder = _folder() / token
    if not folder.is_dir() or _is_old(folder):
        return None
    said = json.loads((folder / "said.json").read_text(encoding="utf-8"))
    profile = Profile.parse(json.dumps(said["profile"]))
    return Waiting(token, said["name"], said["subject"], profile)


def of_subject(subject: str) -> list[Waiting]:
    """Return the files that wait with records of a kind."""
    folder = _folder()
    tokens = [one.name for one in folder.iterdir()] if folder.is_dir() else []
    return [one for token in tokens if (one := find(token)) and one.subject == subject]


def sweep() -> None:
    """Remove the files that have waited for more than a day."""
    folder = _folder()
    for one in folder.iterdir() if folder.is_dir() else ():
        if _is_old(one):
            shutil.rmtree(one, ignore_errors=True)


def _is_old(folder: Path) -> bool:
    return folder.stat().st_mtime < time.time() - KEPT_S


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "imports"
