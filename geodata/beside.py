"""End a command that works beside a server once the server has ended, however it did."""

import os
import signal
import threading
import time
from contextlib import suppress

WATCH_EVERY_S = 2.0


def end_with(process: int) -> None:
    """Interrupt this command, and what it has started, once another process has ended."""
    with suppress(OSError):
        os.setsid()
    # The shell has what it starts in the background ignore this.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def watch() -> None:
        while True:
            time.sleep(WATCH_EVERY_S)
            try:
                os.kill(process, 0)
            except ProcessLookupError:
                break
            except PermissionError:
                continue
        os.killpg(os.getpgrp(), signal.SIGINT)

    threading.Thread(target=watch, daemon=True).start()
