"""Let no more plans be made at once than there are processors; who comes later waits a little.

A turn is a locked file, so that all processes of the site share them, and a process that dies gives
its turn back.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from circuits.errors import TooBusy

PATIENCE_S = 4.0
_LOOK_AGAIN_S = 0.02


@contextmanager
def turn(patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold one of the turns; raise `TooBusy` if none becomes free in time."""
    folder = Path(settings.VAR_DIR) / "planning"
    folder.mkdir(parents=True, exist_ok=True)
    latest = time.monotonic() + patience_s
    while True:
        for number in range(os.cpu_count() or 1):
            file = os.open(folder / f"turn-{number}", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                continue
            try:
                yield
            finally:
                os.close(file)  # which unlocks it
            return
        if time.monotonic() >= latest:
            raise TooBusy(_("Many plans are being made right now: try again in a few seconds."))
        time.sleep(_LOOK_AGAIN_S)
