"""Keep what is built from an extract: in versions, of which one serves, swapped atomically.

A street graph or a basemap lies in ``VAR_DIR/<what>/<territory>/<version>/``. The link ``current``
beside the versions names the one that serves; it is replaced in one step, so that whoever follows
it finds the old version whole or the new one whole. A version never changes once it serves.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

CURRENT = "current"
DRAFT = ".building-"
LINK = ".link-"


@dataclass(frozen=True)
class Shelf:
    """The versions of one kind of built thing for one territory.

    Attributes
    ----------
    folder
        Where the versions lie; made when the first is built.
    """

    folder: Path

    def current(self) -> Path | None:
        """Return the folder of the version that serves, or `None`.

        Cheap enough for every request. The name of the folder is the name of the version.
        """
        try:
            version = self.folder / (self.folder / CURRENT).readlink().name
        except OSError:
            return None
        return version if version.is_dir() else None

    @contextmanager
    def build(self) -> Iterator[Path]:
        """Yield an empty folder to build in, which serves from then on.

        If building fails, the folder goes and what served before goes on serving.
        """
        with self.draft() as folder:
            yield folder
            self.publish(folder)

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """Yield an empty folder to build in, which goes unless it is published."""
        self.folder.mkdir(parents=True, exist_ok=True)
        folder = self.folder / f"{DRAFT}{secrets.token_hex(4)}"
        folder.mkdir()
        # Held while building goes on: a draft that nobody holds was left by a crash.
        lock = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
        finally:
            os.close(lock)
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, draft: Path) -> Path:
        """Have a finished draft serve; return the folder it has from then on.

        The version that served before stays, since another process may still read from it; what
        is older goes.
        """
        _write_through(draft)
        with self._alone():
            before = self.current()
            version = self.folder / _new_name()
            draft.rename(version)
            try:
                self._point_at(version)
            except OSError:
                version.rename(draft)
                raise
            self._tidy({version, before})
        return version

    def revert(self, version: Path | None) -> None:
        """Have an older version serve again, or none."""
        with self._alone():
            if version is None:
                (self.folder / CURRENT).unlink(missing_ok=True)
            else:
                self._point_at(version)

    def _point_at(self, version: Path) -> None:
        link = self.folder / f"{LINK}{secrets.token_hex(4)}"
        link.symlink_to(version.name)
        try:
            link.replace(self.folder / CURRENT)
        except OSError:
            link.unlink(missing_ok=True)
            raise

    def _tidy(self, kept: set[Path | None]) -> None:
        for path in self.folder.iterdir():
            if path.name.startswith(LINK):
                path.unlink(missing_ok=True)
            elif path in kept or path.name == CURRENT or not path.is_dir():
                continue
            elif not path.name.startswith(DRAFT) or _is_abandoned(path):
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def shelf(what: str) -> Shelf:
    """Return the shelf of ``streets`` or ``basemap`` for the territory that the site serves."""
    return Shelf(settings.VAR_DIR / what / settings.TERRITORY)


@contextmanager
def drafts(shelves: Sequence[Shelf]) -> Iterator[tuple[Path, ...]]:
    """Yield an empty folder for each shelf; at the end all serve, or none does.

    They are swapped one after the other. If one cannot be, those before it are put back.
    """
    with ExitStack() as stack:
        folders = tuple(stack.enter_context(each.draft()) for each in shelves)
        yield folders
        done: list[tuple[Shelf, Path | None]] = []
        try:
            for each, folder in zip(shelves, folders, strict=True):
                before = each.current()
                each.publish(folder)
                done.append((each, before))
        except OSError:
            for each, before in reversed(done):
                each.revert(before)
            raise


def _new_name() -> str:
    """Return a name that no version ever had: phones keep what they got under it for good."""
    return f"{datetime.now(UTC):%Y%m%dt%H%M%S}-{secrets.token_hex(3)}"


def _write_through(folder: Path) -> None:
    """Have the disk hold every file of a folder, or a power cut could leave a version in halves."""
    for path in folder.rglob("*"):
        if path.is_file():
            number = os.open(path, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)


def _is_abandoned(draft: Path) -> bool:
    with suppress(OSError):
        number = os.open(draft, os.O_RDONLY)
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(number)
        return True
    return False
