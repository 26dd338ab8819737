"""Let no more plans be made at once than there are processors; who comes later queues.

Whoever comes draws a ticket: a file with the next number, locked for as long as its process holds
it. The lowest living tickets have the turns, the others wait in their order. All processes of the
site share the tickets, and a process that dies gives its own back, since its lock ends with it.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from circuits.errors import GivenUp, TooBusy
from circuits.planner.stop import Cancelled, StopRule

PATIENCE_S = 4.0
# For each turn. Whoever waits keeps a thread of the site from serving pages.
MOST_WAITING = 2
_LOOK_AGAIN_S = 0.02


@contextmanager
def turn(stop: StopRule | None = None, patience_s: float | None = None) -> Iterator[None]:
    """Hold one of the turns; wait for it `PATIENCE_S` seconds unless another patience is given.

    Raises
    ------
    TooBusy
        If the queue is full, or if no turn becomes free in time.
    GivenUp
        If ``stop`` is cancelled before that.
    """
    turns = os.cpu_count() or 1
    latest = time.monotonic() + (PATIENCE_S if patience_s is None else patience_s)
    with _Ticket.drawn(_folder(), most=turns * (1 + MOST_WAITING)) as ticket:
        while ticket.place() >= turns:
            if isinstance(stop, Cancelled) and stop.is_cancelled():
                raise GivenUp("Whoever asked for this plan has left.")  # nobody reads it
            if time.monotonic() >= latest:
                raise _too_busy()
            time.sleep(_LOOK_AGAIN_S)
        yield


@dataclass(frozen=True)
class _Ticket:
    """A place in the queue."""

    folder: Path
    number: int

    @classmethod
    @contextmanager
    def drawn(cls, folder: Path, most: int) -> Iterator[_Ticket]:
        """Hold the next ticket; raise `TooBusy` where ``most`` are held already."""
        with _alone(folder):
            held = _living(folder)
            if len(held) >= most:
                raise _too_busy()
            ticket = cls(folder, max(held, default=0) + 1)
            file = os.open(ticket.path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield ticket
        finally:
            ticket.path.unlink(missing_ok=True)
            os.close(file)  # which unlocks it

    @property
    def path(self) -> Path:
        return self.folder / f"ticket-{self.number}"

    def place(self) -> int:
        """Return how many came before and are still here."""
        with _alone(self.folder):
            return sum(number < self.number for number in _living(self.folder))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep others from looking at the tickets, or drawing one, for a moment."""
    file = os.open(folder / "queue", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _living(folder: Path) -> list[int]:
    """Return the numbers of the tickets that somebody holds; remove those of the dead."""
    numbers = []
    for path in folder.glob("ticket-*"):
        with suppress(FileNotFoundError):  # given back in this moment
            file = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                path.unlink()
            except BlockingIOError:
                numbers.append(int(path.name.removeprefix("ticket-")))
            finally:
                os.close(file)
    return numbers


def _folder() -> Path:
    folder = Path(settings.VAR_DIR) / "planning"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _too_busy() -> TooBusy:
    return TooBusy(_("Many plans are being made right now: try again in a few seconds."))
