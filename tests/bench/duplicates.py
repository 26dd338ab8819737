"""Measure how well an import finds what is on the map already.

    python tests/bench/duplicates.py [SEED]

Every located place of the shipped territory is written down again: moved by up to 80 m, under one
of its names in one language, and that transliterated, shortened or misspelt. False alarms are
counted where each place is put, under its own name, right beside another one.
"""

from __future__ import annotations

import json
import math
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heritage_map.settings")
django.setup()

from geodata.interchange.duplicates import METRES_PER_DEGREE, Finder, Likeness, Named, generic  # noqa: E402

FOLDER = Path(__file__).parents[2] / "geodata" / "territories" / "guelmim"
TOWN = json.loads((FOLDER / "territory.json").read_text(encoding="utf-8"))["name"].values()
MOVED_M = 80
TIMES = 5
# How people write Arabic names in Latin letters and back, letter by letter.
TO_ARABIC = {
    "ch": "ش", "sh": "ش", "gh": "غ", "kh": "خ", "dj": "ج", "ou": "و", "th": "ث", "dh": "ذ",
    "a": "ا", "b": "ب", "c": "ك", "d": "د", "e": "", "f": "ف", "g": "ك", "h": "ح", "i": "ي",
    "j": "ج", "k": "ك", "l": "ل", "m": "م", "n": "ن", "o": "و", "p": "ب", "q": "ق", "r": "ر",
    "s": "س", "t": "ت", "u": "و", "v": "ف", "w": "و", "x": "كس", "y": "ي", "z": "ز",
    "é": "ي", "è": "ي", "ï": "ي", "â": "ا", "ê": "ي", "î": "ي", "ô": "و", "û": "و", "ç": "س",
}  # fmt: skip
TO_LATIN = dict(
    zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآئؤكگݣ",
        ["a", "b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "ch", "s", "d", "t", "d",
         "a", "gh", "f", "q", "k", "l", "m", "n", "h", "ou", "i", "a", "a", "", "a", "i", "a", "i",
         "ou", "k", "g", "g"], strict=True)
)  # fmt: skip
TIFINAGH = dict(zip("ⴰⴱⴳⴷⴹⴻⴼⴽⵀⵃⵄⵅⵇⵉⵊⵍⵎⵏⵓⵔⵕⵖⵙⵚⵛⵜⵟⵡⵢⵣⵥ",
    ["a", "b", "g", "d", "d", "e", "f", "k", "h", "h", "a", "kh", "q", "i", "j", "l", "m", "n",
     "ou", "r", "r", "gh", "s", "s", "ch", "t", "t", "w", "y", "z", "z"], strict=True))  # fmt: skip


def transliterated(name: str, chance: random.Random) -> str:
    """Return a name in letters of the other script."""
    if any("\u0600" <= letter <= "\u06ff" for letter in name):
        return "".join(TO_LATIN.get(letter, letter) for letter in name)
    if any("\u2d30" <= letter <= "\u2d7f" for letter in name):
        return "".join(TIFINAGH.get(letter, letter) for letter in name)
    text, out, at = name.lower(), "", 0
    while at < len(text):
        pair = text[at : at + 2]
        step = 2 if pair in TO_ARABIC else 1
        out += TO_ARABIC.get(text[at : at + step], text[at : at + step])
        at += step
    return out


def shortened(name: str, chance: random.Random) -> str:
    """Return a name without its first word, or with its last one cut."""
    words = name.split()
    if len(words) > 1 and chance.random() < 0.5:
        return " ".join(words[1:])
    return " ".join([*words[:-1], words[-1][: max(5, len(words[-1]) - 3)]])


def misspelt(name: str, chance: random.Random) -> str:
    """Return a name in which two letters are swapped, or one is lost, doubled or another."""
    places = [n for n in range(1, len(name) - 1) if name[n].isalpha() and name[n + 1].isalpha()]
    if not places:
        return name
    at = chance.choice(places)
    return chance.choice(
        [
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
            name[:at] + name[at + 1 :],
            name[:at] + name[at] * 2 + name[at + 1 :],
        ]
    )


def same(name: str, chance: random.Random) -> str:
    """Return the name as it is."""
    return name


def places() -> list[dict]:
    """Return the places of the territory."""
    features = json.loads((FOLDER / "places.geojson").read_text(encoding="utf-8"))["features"]
    return [feature["properties"] | {"geometry": feature["geometry"], "id": feature["id"]}
            for feature in features]  # fmt: skip


def known(place: dict) -> Named:
    """Return a place as the database knows it."""
    shape = place["geometry"]
    at = shape["coordinates"] if shape and shape["type"] == "Point" else (None, None)
    return Named(
        ("record", place["id"]),
        tuple(place["name"].values()),
        *at,
        aliases=(place.get("other_names") or "",),
        kind=place["category"],
        inside=("record", place["parent"]) if place.get("parent") else None,
    )


def moved(longitude: float, latitude: float, chance: random.Random) -> tuple[float, float]:
    """Return a position up to 80 m away."""
    distance_m, angle = MOVED_M * math.sqrt(chance.random()), chance.uniform(0, math.tau)
    east, north = (distance_m * f(angle) / METRES_PER_DEGREE for f in (math.sin, math.cos))
    return longitude + east / math.cos(math.radians(latitude)), latitude + north


def look(things: list[Named], rows: list[Named]) -> list[Likeness | None]:
    """Look each row up as an import does, without minding the rows before it."""
    finder = Finder(generic(TOWN))
    finder.weigh(things)
    finder.weigh(rows)
    return [finder.find(things, [row])[0] for row in rows]


def seeded(all_places: list[dict], chance: random.Random) -> Iterator[tuple[str, str, Named]]:
    """Yield duplicates: how they were made, of which place, and as the file has them."""
    changes: list[Callable[[str, random.Random], str]] = [same, transliterated, shortened, misspelt]
    for place in all_places:
        if known(place).longitude is None:
            continue
        longitude, latitude = place["geometry"]["coordinates"]
        for language, name in place["name"].items():
            if language not in {"ar", "fr", "zgh"}:
                continue
            for change in changes:
                for _time in range(TIMES):
                    told = change(name, chance)
                    at = moved(longitude, latitude, chance)
                    yield (
                        f"{change.__name__} {language}",
                        place["id"],
                        Named(("row", 1), (told,), *at, kind=place["category"]),
                    )


def main() -> None:
    """Seed, look, count, tell."""
    chance = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    everything = places()
    things = [known(place) for place in everything]
    rows = list(seeded(everything, chance))
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    missed = []
    started = time.perf_counter()
    files: dict[tuple[str, int], list[tuple[str, Named]]] = defaultdict(list)
    for number, (how, place, row) in enumerate(rows):
        files[how, number % TIMES].append((place, row))  # a file has every place once
    told = [
        (how, place, row, hit)
        for (how, _number), listed in files.items()
        for (place, row), hit in zip(
            listed, look(things, [row for _place, row in listed]), strict=True
        )
    ]
    for how, place, row, hit in told:
        total[how] += 1
        if hit is not None and hit.key == ("record", place):
            found[how] += 1
        else:
            missed.append((how, place, row.names[0], hit and hit.key))
    seconds = time.perf_counter() - started
    for how in sorted(total):
        print(f"{how:24} {found[how]:5} of {total[how]:5}  {found[how] / total[how]:.1%}")
    print(f"found  {sum(found.values())} of {len(rows)}: {sum(found.values()) / len(rows):.1%}, "
          f"{len(rows) / seconds:.0f} rows/s")  # fmt: skip
    for one in missed[:25]:
        print("  missed", *one)

    own = 0
    for mine in everything:
        thing = known(mine)
        # What lies in it is not there before it is.
        others = [one for one in things if thing.key not in (one.key, one.inside)]
        (hit,) = look(others, [thing])
        own += hit is not None
        if hit is not None:
            print("  taken for another where it is:", mine["id"], hit)
    print(
        f"false alarms on the places as they are  {own} of {len(things)}: {own / len(things):.1%}"
    )

    alarms, asked = [], 0
    for mine in everything:
        others = [one for one in things if ("record", mine["id"]) not in (one.key, one.inside)]
        # As a file says it that has a column for what a place lies in.
        put = [
            Named(
                ("row", 1),
                known(mine).names,
                *moved(other.longitude, other.latitude, chance),
                aliases=known(mine).aliases,
                kind=mine["category"],
                inside=known(mine).inside,
            )
            for other in others
            if other.longitude is not None and other.latitude is not None
        ]
        for hit in (look(others, [row])[0] for row in put):
            asked += 1
            if hit is not None:
                alarms.append((mine["id"], hit.key, round(hit.likeness, 2)))
    print(f"false alarms beside another  {len(alarms)} of {asked}: {len(alarms) / asked:.1%}")
    for alarm in Counter(alarms).most_common(12):
        print("  ", alarm)


if __name__ == "__main__":
    main()
