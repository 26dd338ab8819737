"""Show on a terminal how far long work has come, and say it in plain lines elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

WIDTH = 24
EVERY_S = 0.1

type At = Callable[[float], None]  # is told how much of a stage is done


def nobody(_done: float) -> None:
    """Tell nobody how far the work has come."""


class Stream(Protocol):
    """What is written to: a file, or the output of a management command."""

    def write(self, text: str) -> object: ...
    def flush(self) -> object: ...
    def isatty(self) -> bool: ...


class Progress:
    """Stages of work, one after the other.

    On a terminal each stage is one line that is redrawn, with a bar where its total is known;
    elsewhere it is one line when it ends.

    Parameters
    ----------
    stream
        Where to write; None says nothing at all.
    """

    def __init__(self, stream: Stream | None = None) -> None:
        # Django's output ends every text with a line feed, which a redrawn line must not have.
        self._stream: Stream | None = getattr(stream, "_out", stream)
        self._is_terminal = stream is not None and stream.isatty()

    @contextmanager
    def stage(self, label: str, total: float | None = None) -> Iterator[At]:
        """Yield a function that is told how much of the stage is done, out of ``total``."""
        start = time.monotonic()
        drawn = start - EVERY_S
        done = 0.0

        def at(amount: float) -> None:
            nonlocal drawn, done
            done = amount
            now = time.monotonic()
            if self._is_terminal and now - drawn >= EVERY_S:
                drawn = now
                self._redraw(_line(label, done, total, now - start))

        at(0)
        try:
            yield at
        except BaseException:
            if self._is_terminal:
                self._write("\n")
            raise
        if self._is_terminal:
            self._redraw(_line(label, done if total is None else total, total, None))
            self._write("\n")
        else:
            self._write(f"{label}: {time.monotonic() - start:.1f} s\n")

    def _redraw(self, line: str) -> None:
        self._write(f"\r\x1b[K{line}")

    def _write(self, text: str) -> None:
        if self._stream is not None:
            self._stream.write(text)
            self._stream.flush()


def _line(label: str, done: float, total: float | None, elapsed_s: float | None) -> str:
    if total:
        share = min(done / total, 1)
        filled = round(share * WIDTH)
        bar = f"{'█' * filled}{'░' * (WIDTH - filled)} {share:4.0%}"
    else:
        bar = f"{done:,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}") if done else "…"
    clock = "" if elapsed_s is None or elapsed_s < 1 else f" {elapsed_s:.0f} s"
    return f"{label}: {bar}{clock}"
