"""Make the short codes that plaques carry and visitors can type.

The alphabet has no vowels, so that no word appears by accident, and no two letters that look
alike; it is the one of Open Location Code. A place has five letters, one of 3.2 million; an
artisan six, so that a code tells by itself what it belongs to.
"""

import secrets
from collections.abc import Collection
from itertools import islice, product

from django.db.models import Model

ALPHABET = "23456789CFGHJMPQRVWX"
# Letters from random bytes: of those over the last whole round, some letters would come more often.
_ROUNDS = 256 // len(ALPHABET) * len(ALPHABET)
_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_OVER = bytes(range(_ROUNDS, 256))
PLACE_LENGTH = 5
ARTISAN_LENGTH = 6

# What somebody may have read in the place of a letter: no code has these, so they are mended.
LOOK_ALIKES = {
    "O": "Q", "0": "Q", "D": "Q",
    "I": "J7", "1": "J7", "L": "J", "T": "7J",
    "B": "8", "S": "5", "Z": "2", "A": "4", "E": "F", "U": "V", "Y": "V", "N": "M", "K": "X",
}  # fmt: skip
LONGEST_TYPED = 40
_BETWEEN = "-\u2010\u2011\u2012\u2013_.·"
MOST_READINGS = 64


def draw(length: int, number: int, taken: Collection[str] = ()) -> list[str]:
    """Return a number of random codes of a length, all different and none of them taken."""
    codes: dict[str, None] = {}
    while (missing := number - len(codes)) > 0:
        letters = secrets.token_bytes((missing + 1) * length).translate(_LETTERS, _OVER).decode()
        drawn = (letters[at : at + length] for at in range(0, len(letters) - length + 1, length))
        codes |= dict.fromkeys(code for code in drawn if code not in taken)
    return list(islice(codes, number))


def unused(model: type[Model], length: int) -> str:
    """Return a random code that no record of a model carries yet."""
    while True:
        code = draw(length, 1)[0]
        if not model._default_manager.filter(code=code).exists():
            return code


def readings(typed: str) -> tuple[str, ...]:
    """Return the codes that somebody may mean by what they typed; none where it is no code.

    Lower case, spaces and hyphens are no matter, nor are letters that look like those of a code. A
    sign that may stand for two letters gives two readings: no more than one of them is a record's,
    as a rule.
    """
    if len(typed) > LONGEST_TYPED:
        return ()
    signs = [sign for sign in typed.upper() if not (sign.isspace() or sign in _BETWEEN)]
    if len(signs) not in (PLACE_LENGTH, ARTISAN_LENGTH):
        return ()
    choices = [sign if sign in ALPHABET else LOOK_ALIKES.get(sign, "") for sign in signs]
    found = tuple("".join(letters) for letters in product(*choices))
    return found if len(found) <= MOST_READINGS else ()
