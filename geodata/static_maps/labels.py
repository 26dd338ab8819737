"""Find room for words: how wide they are, where their lines break, and where nothing else is.

How wide a text is depends on the fonts of whoever opens the file. It is taken from averages of the
site's own rather wide font, on the generous side, so that what has room here has room there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from geodata.static_maps.frame import Rectangle
from geodata.static_maps.svg import Points

LEADING = 1.25  # of lines, in sizes of the letters
ASCENT = 0.95  # of a line above its baseline
NEAR = 7.0  # units within which a name seems to belong to a mark

# Widths in sizes of the letters.
_NARROW = dict.fromkeys("iljftr.,:;'|!()[]·-’ ", 0.36)
_WIDE = dict.fromkeys("mwMWQ@%—…", 0.95)
_TIFINAGH = range(0x2D30, 0x2D80)
_ARABIC = range(0x0600, 0x0700)


def width_of(text: str, size: float) -> float:
    """Return about how wide a line of text is, in the unit of its size."""
    return size * sum(_width_of_letter(letter) for letter in text)


def _width_of_letter(letter: str) -> float:
    code = ord(letter)
    if unicodedata.category(letter) in {"Mn", "Cf"}:
        return 0
    if code in _TIFINAGH:
        return 0.8
    if code in _ARABIC:
        return 0.58
    known = _NARROW.get(letter) or _WIDE.get(letter)
    return known or (0.72 if letter.isupper() else 0.62)


def wrapped(text: str, size: float, widest: float, most_lines: int) -> list[str]:
    """Return the lines of a text; what does not fit into the last one ends in an ellipsis."""
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or width_of(longer, size) <= widest:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = lines[:most_lines]
    if len(lines) > most_lines:
        kept[-1] += "…"
    return [_shortened(line, size, widest) for line in kept]


def _shortened(line: str, size: float, widest: float) -> str:
    if width_of(line, size) <= widest:
        return line
    cut = line.rstrip("…")
    while cut and width_of(f"{cut}…", size) > widest:
        cut = cut[:-1]
    return f"{cut.rstrip()}…"


@dataclass(frozen=True)
class Label:
    """A text that has found room.

    Attributes
    ----------
    anchor
        Of SVG's ``text-anchor``: ``start`` is the left, ``end`` the right.
    x, baselines
        Where each line is written.
    box
        What it covers.
    """

    lines: tuple[str, ...]
    size: float
    anchor: str
    x: float
    baselines: tuple[float, ...]
    box: Rectangle


@dataclass
class Room:
    """A rectangle in which labels give way to each other and to what is taken already.

    Parameters
    ----------
    bounds
        Nothing is placed outside.
    lines
        Points along lines that labels would rather not cover.
    """

    bounds: Rectangle
    lines: Points = field(default_factory=lambda: np.empty((0, 2)))
    taken: list[Rectangle] = field(default_factory=list)

    def is_free(self, boxes: Iterable[Rectangle], *, off_lines: bool = False) -> bool:
        """Return whether there is nothing in any of the boxes yet, and no line if so asked."""
        return not any(
            not self.bounds.contains(box)
            or any(box.overlaps(other) for other in self.taken)
            or (off_lines and self._covered(box))
            for box in boxes
        )

    def take(self, *boxes: Rectangle) -> None:
        """Keep others out of these boxes."""
        self.taken += boxes

    def place(
        self,
        lines: Sequence[str],
        size: float,
        at: tuple[float, float],
        away: float,
        *,
        off_lines: bool = False,
    ) -> Label | None:
        """Place a label beside a spot and take its room; None where there is none.

        The sides are tried in the order that maps prefer them in, right of the spot first, and the
        one is taken that covers least of the lines: the greedy placement of Christensen, Marks and
        Shieber (1995), "An empirical study of algorithms for point-feature label placement".

        Parameters
        ----------
        away
            Distance between the spot and the label.
        off_lines
            Rather not at all than over a line.
        """
        best: tuple[float, Label] | None = None
        for rank, candidate in enumerate(_beside(lines, size, at, away)):
            if not self.is_free([candidate.box], off_lines=off_lines):
                continue
            cost = rank + 3 * self._covered(candidate.box) + 6 * self._near(candidate.box, at)
            if best is None or cost < best[0]:
                best = cost, candidate
        if best is None:
            return None
        self.take(best[1].box)
        return best[1]

    def _near(self, box: Rectangle, at: tuple[float, float]) -> int:
        """Count what else the label could be taken for the name of."""
        wide = box.inset(-NEAR)
        return sum(
            wide.overlaps(other)
            for other in self.taken
            if not (other.left <= at[0] <= other.right and other.top <= at[1] <= other.bottom)
        )

    def _covered(self, box: Rectangle) -> int:
        x, y = self.lines[:, 0], self.lines[:, 1]
        within = (box.left <= x) & (x <= box.right) & (box.top <= y) & (y <= box.bottom)
        return int(np.count_nonzero(within))


def _beside(
    lines: Sequence[str], size: float, at: tuple[float, float], away: float
) -> Iterable[Label]:
    width = max(width_of(line, size) for line in lines)
    height = len(lines) * size * LEADING
    (x, y), aslant = at, away * 0.75
    for anchor, left, top in (
        ("start", x + away, y - height / 2),
        ("end", x - away - width, y - height / 2),
        ("middle", x - width / 2, y - away - height),
        ("middle", x - width / 2, y + away),
        ("start", x + aslant, y - aslant - height),
        ("start", x + aslant, y + aslant),
        ("end", x - aslant - width, y - aslant - height),
        ("end", x - aslant - width, y + aslant),
    ):
        yield label(lines, size, anchor, Rectangle(left, top, width, height))


def label(lines: Sequence[str], size: float, anchor: str, box: Rectangle) -> Label:
    """Return lines written into a box, from its left, its right or its middle."""
    across = {"start": box.left, "middle": box.left + box.width / 2, "end": box.right}[anchor]
    baselines = tuple(box.top + size * (ASCENT + LEADING * order) for order in range(len(lines)))
    return Label(tuple(lines), size, anchor, across, baselines, box)


def apart(spots: Points, distance: float, bounds: Rectangle) -> Points:
    """Return the spots moved, no more than is needed, until each is as far from the next.

    Two on the same spot part to the left and to the right.
    """
    moved = spots.copy()
    for _round in range(60):
        gaps = moved[:, None] - moved[None, :]
        lengths = np.hypot(gaps[..., 0], gaps[..., 1])
        np.fill_diagonal(lengths, np.inf)
        first, second = np.unravel_index(np.argmin(lengths), lengths.shape)
        if len(moved) < 2 or lengths[first, second] >= distance - 0.05:
            break
        close = np.argwhere(np.triu(lengths < distance - 0.05))
        for one, other in close.tolist():
            gap = moved[other] - moved[one]
            length = float(np.hypot(*gap))
            along = gap / length if length > 0.01 else np.array((1.0, 0.0))
            push = along * max(0.0, distance - length) / 2
            moved[one] -= push
            moved[other] += push
        moved[:, 0] = np.clip(moved[:, 0], bounds.left, bounds.right)
        moved[:, 1] = np.clip(moved[:, 1], bounds.top, bounds.bottom)
    return moved
