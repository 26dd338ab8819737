"""Find what is on the map already: near, and under a name that may be the same in any script.

Names are compared word by word: the same letters, the same consonants across scripts
(`geodata.spelling`), a letter more or less, a word cut short. A word weighs less the more names it
is in, so that two workshops are not one for being called workshop; numbers must agree.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

import numpy as np
import shapely

from geodata.spelling import name_words, skeleton, skeletons, whole_skeleton, without_article

NEAR_M = 110  # what is moved by 80 m, and two positions that are 15 m off each
ALIKE = 0.68
ALIKE_ANYWHERE = 0.9  # where one of the two has no position: the name alone has to tell
METRES_PER_DEGREE = 111_320
LARGEST_RADIUS_M = 300
MOST_NEIGHBOURS = 300
AT_ONCE = 200  # rows whose neighbours are looked for together
SHORTEST_MISSPELT, TWICE_MISSPELT = 4, 9  # letters of a word that one or two may differ in
SHORTER = 0.75  # how much what the shorter name lacks counts; a name is often cut short

GENERIC_WEIGHT = 0.3
OTHER_SORT = 0.6  # what is left of a likeness where one is a museum and the other an oasis
FILLING = frozenset("de du des la le les et and of the en in".split())
# What a place is, not what it is called; folded, in Latin letters, Arabic and Tifinagh.
GENERIC = frozenset(
    (
        "souk souq suq marche market mercado zoco place square plaza saha atelier workshop taller "
        "complexe complex centre center centro ensemble pole maison dar musee museum museo porte "
        "bab mosquee mosque masjid rue avenue av bd boulevard quartier hay boutique magasin shop "
        "stand stall echoppe cooperative association artisanat artisanal crafts hotel cafe "
        "restaurant oasis source spring plage beach kasbah casbah ksar palais jardin gare de du "
        "des la le les et and of the en in "
        "سوق ساحه ورشه محل دكان مركب مركز مجمع دار متحف باب مسجد جامع شارع زنقه حي تعاونيه "
        "جمعيه الصناعه التقليديه صناعه تقليديه قصبه قصر واحه عين شاطي فندق مقهي مطعم محطه "
        "ⴰⵙⵓⵇ ⵙⵓⵇ ⴰⴳⴷⴰⵣ"
    ).split()
)

_APART = re.compile(r"[;,،؛\n/()]")  # what may part one name from another


@dataclass(frozen=True)
class Named:
    """Something with names, in any language, and perhaps a position.

    Attributes
    ----------
    key
        What the finder answers with.
    longitude, latitude
        In degrees (WGS 84), None where no spot is known.
    radius_m
        How far it reaches around its position.
    aliases
        Other names, which others may have too: they count only nearby.
    kind
        Its category, "" if none is known.
    inside
        The key of what it lies in, None if nothing says so.
    """

    key: tuple[str, Any]
    names: tuple[str, ...]
    longitude: float | None = None
    latitude: float | None = None
    radius_m: float = 0
    aliases: tuple[str, ...] = ()
    kind: str = ""
    inside: tuple[str, Any] | None = None

    @cached_property
    def folded(self) -> tuple[tuple[str, ...], ...]:
        """The words of each of its names, the other ones too."""
        return _words_of((*self.names, *self.aliases))

    @cached_property
    def proper(self) -> tuple[tuple[str, ...], ...]:
        """The words of each of its own names."""
        return _words_of(self.names) if self.aliases else self.folded


def _words_of(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    words = (tuple(name_words(name)) for text in texts for name in _parts(text))
    return tuple(dict.fromkeys(found for found in words if found))


@dataclass(frozen=True)
class Likeness:
    """Something that may be the same, how alike the names are (0 to 1) and how far it is."""

    key: tuple[str, Any]
    likeness: float
    distance_m: float | None


@dataclass
class Finder:
    """Compares names, by what the words tell.

    ``generic`` are folded words that tell nothing, such as the town's own name; ``common`` counts
    in how many things each word is: see `weigh`.
    """

    generic: frozenset[str] = GENERIC
    common: Counter[str] = field(default_factory=Counter)

    def weigh(self, things: Iterable[Named]) -> None:
        """Count the words of all things that will be compared, before any is."""
        self.common.update(
            chain.from_iterable(
                {_sound(word) for words in thing.folded for word in words} for thing in things
            )
        )

    def find(self, known: Sequence[Named], rows: Sequence[Named]) -> list[Likeness | None]:
        """Return what each row most likely is, among what is known and the rows before it.

        None where nothing is like it. A row is compared with no more than its `MOST_NEIGHBOURS`
        nearest neighbours.
        """
        things = [*known, *rows]
        best: list[Likeness | None] = [None] * len(rows)
        for row, other, distance_m in _near(things, len(known)):
            thing, likeness = things[other], self.likeness(things[row], things[other])
            best[row - len(known)] = _better(
                best[row - len(known)], thing, likeness, ALIKE, distance_m
            )
        if any(thing.longitude is None for thing in things):
            self._find_by_name(things, len(known), best)
        return best

    def _find_by_name(self, things: list[Named], first: int, best: list[Likeness | None]) -> None:
        """Look for rows under their own names, where one of the two has no position."""
        somewhere: dict[str, list[Named]] = defaultdict(list)
        nowhere: dict[str, list[Named]] = defaultdict(list)
        # Under no other name can one of two be that has no position.
        wanted = {
            _whole(words) for thing in things if thing.longitude is None for words in thing.proper
        } - {""}
        for index, thing in enumerate(things):
            keys = wanted.intersection(map(_whole, thing.proper))
            if not keys:
                continue
            is_nowhere = thing.longitude is None
            if index >= first and best[index - first] is None:
                for key in keys:
                    others = list(nowhere.get(key, ()))
                    if is_nowhere:
                        others += somewhere.get(key, ())
                    for other in others[:MOST_NEIGHBOURS]:
                        likeness = self.likeness(thing, other, proper=True)
                        best[index - first] = _better(
                            best[index - first], other, likeness, ALIKE_ANYWHERE, None
                        )
            for key in keys:
                (nowhere if is_nowhere else somewhere)[key].append(thing)

    def likeness(self, one: Named, other: Named, *, proper: bool = False) -> float:
        """Return how alike the nearest two names are, from 0 to 1."""
        if other.key == one.inside or one.key == other.inside:
            return 0.0  # the granary of a village bears its name, and is not the village
        # The museum of an oasis is not the oasis: things of two kinds go by their own names alone,
        # which must not say what sort of thing they are in two ways.
        differ = bool(one.kind and other.kind and one.kind != other.kind)
        mine, theirs = (
            (one.proper, other.proper) if proper or differ else (one.folded, other.folded)
        )
        return max(
            (
                self._alike(a, b) * (OTHER_SORT if differ and _sorts_differ(a, b) else 1)
                for a in mine
                for b in theirs
            ),
            default=0.0,
        )

    def _alike(self, one: tuple[str, ...], other: tuple[str, ...]) -> float:
        if one == other:
            return 1.0
        if _numbers(one) != _numbers(other):
            return 0.0
        whole = _whole(one)
        if whole and whole == _whole(other) and len(whole) > 2:
            return 0.95
        if len(one) > len(other):
            one, other = other, one
        left = list(other)
        shared = mine = theirs = 0.0
        for word in one:
            scores = [(_same(word, candidate), index) for index, candidate in enumerate(left)]
            score, index = max(scores, default=(0.0, 0))
            if score:
                # One word in two spellings weighs what its more common spelling does.
                weight = min(self._weight(word), self._weight(left.pop(index)))
                shared += score * weight
                mine += weight
                theirs += weight
            else:
                mine += self._weight(word)
        theirs += sum(map(self._weight, left))
        if not shared:
            return 0.0
        return shared / (SHORTER * min(mine, theirs) + (1 - SHORTER) * max(mine, theirs))

    def _weight(self, word: str) -> float:
        """Return how much a word tells: 1 for one that a single thing has, near 0 for a souk."""
        is_generic = without_article(word) in self.generic or _sound(word) in GENERIC_SOUNDS
        prior = GENERIC_WEIGHT if is_generic else 1.0
        return prior / math.sqrt(max(1, self.common[_sound(word)]))


def _better(
    best: Likeness | None, other: Named, likeness: float, least: float, distance_m: float | None
) -> Likeness | None:
    if likeness < least or (best is not None and best.likeness >= likeness):
        return best
    return Likeness(other.key, likeness, distance_m)


def _parts(text: str) -> list[str]:
    """Return the names in a text: several are told apart by semicolons, commas and brackets."""
    if not _APART.search(text):
        return [text]
    parts = [part for part in re.split(r"[;,،؛\n/]+", text) if part.strip()]
    bare = [re.sub(r"\(.*?\)", " ", part) for part in parts]
    inner = [found for part in parts for found in re.findall(r"\((.*?)\)", part)]
    return list(dict.fromkeys([*parts, *bare, *inner]))


def _numbers(words: tuple[str, ...]) -> list[str]:
    return sorted(word for word in words if word.isdecimal())


@lru_cache(maxsize=100_000)
def _sound(word: str) -> str:
    return skeleton(word) or word


GENERIC_SOUNDS = frozenset(sound for sound in map(_sound, GENERIC) if len(sound) > 2)


def _sorts_differ(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two names of one script say what sort of thing it is, and not the same."""
    mine, theirs = (
        {without_article(word) for word in words} & (GENERIC - FILLING) for words in (one, other)
    )
    return (
        bool(mine and theirs)
        and not mine & theirs
        and _is_latin(next(iter(mine))) == _is_latin(next(iter(theirs)))
    )


@lru_cache(maxsize=100_000)
def _whole(words: tuple[str, ...]) -> str:
    return whole_skeleton(list(words))


@lru_cache(maxsize=500_000)
def _same(one: str, other: str) -> float:
    """Return how likely two folded words are one: 1 for the same letters."""
    if one == other:
        return 1.0
    if one.isdecimal() or other.isdecimal():
        return 0.0
    if _is_latin(one) == _is_latin(other) and len(one) >= SHORTEST_MISSPELT <= len(other):
        edits = 2 if min(len(one), len(other)) >= TWICE_MISSPELT else 1
        if _edits(one, other, edits) <= edits:
            return 0.92
        shorter, longer = sorted((one, other), key=len)
        if longer.startswith(shorter):
            return 0.85
    mine, theirs = skeletons(one), skeletons(other)
    if mine and theirs and set(mine) & set(theirs):
        return 0.95 if len(mine[0]) > 2 or len(one) <= SHORTEST_MISSPELT else 0.85
    is_long = mine and theirs and min(len(mine[0]), len(theirs[0])) >= SHORTEST_MISSPELT
    return 0.85 if is_long and _edits(mine[0], theirs[0], 1) <= 1 else 0.0


def _is_latin(word: str) -> bool:
    return word[:1].isascii()


def _edits(one: str, other: str, most: int) -> int:
    """Return how many letters are to be added, left out, changed or swapped; most + 1 for more.

    Optimal string alignment: https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance
    """
    # A letter that is another changes two of the letters that both have, everything else fewer.
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, opposite in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


def _near(things: Sequence[Named], first: int) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs that lie near each other: a thing from the first row on, one before it.

    With their distance in metres between their edges, right to a metre at such distances.
    """
    located = np.array(
        [n for n, thing in enumerate(things) if thing.longitude is not None], dtype=int
    )
    if not len(located):
        return
    longitudes = np.array([things[n].longitude for n in located], dtype=float)
    latitudes = np.array([things[n].latitude for n in located], dtype=float)
    radii_m = np.array([things[n].radius_m for n in located], dtype=float)
    shrunk = np.cos(np.radians(latitudes))
    north = (NEAR_M / 2 + radii_m) / METRES_PER_DEGREE
    east = north / shrunk
    boxes = shapely.box(longitudes - east, latitudes - north, longitudes + east, latitudes + north)
    # Of a crowd in one point, a few are enough to find.
    spots = np.unique(longitudes + 1j * latitudes, return_inverse=True)[1]
    order = np.argsort(spots, kind="stable")
    before = np.arange(len(order)) - np.searchsorted(spots[order], spots[order])
    findable = np.sort(order[before < MOST_NEIGHBOURS])
    tree = shapely.STRtree(boxes[findable])
    rows = np.flatnonzero(located >= first)
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        asked, found = tree.query(boxes[some])
        mine, other = some[asked], findable[found]
        mine, other = mine[other < mine], other[other < mine]
        distances_m = (
            np.hypot(
                (longitudes[mine] - longitudes[other]) * shrunk[mine],
                latitudes[mine] - latitudes[other],
            )
            * METRES_PER_DEGREE
            - radii_m[mine]
            - radii_m[other]
        )
        distances_m = np.maximum(distances_m, 0)
        order = np.lexsort((other, distances_m, mine))
        order = order[distances_m[order] <= NEAR_M]
        taken: Counter[int] = Counter()
        for n in order.tolist():
            row = int(mine[n])
            taken[row] += 1
            if taken[row] <= MOST_NEIGHBOURS:
                yield int(located[row]), int(located[other[n]]), float(distances_m[n])


def generic(names: Iterable[str]) -> frozenset[str]:
    """Return the words that tell nothing, with those of some names, such as the town's."""
    return GENERIC | {without_article(word) for name in names for word in name_words(name)}
