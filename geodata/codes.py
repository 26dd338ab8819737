"""Make the short codes that plaques carry and visitors can type.

The alphabet has no vowels, so that no word appears by accident, and no two letters that look
alike; it is the one of Open Location Code. A place has five letters, one of 3.2 million; an
artisan six, so that a code tells by itself what it belongs to.
"""

import secrets
from collections.abc import Collection

from django.db.models import Model

ALPHABET = "23456789CFGHJMPQRVWX"
PLACE_LENGTH = 5
ARTISAN_LENGTH = 6


def draw(length: int, number: int, taken: Collection[str] = ()) -> list[str]:
    """Return a number of random codes of a length, all different and none of them taken."""
    codes: dict[str, None] = {}
    while len(codes) < number:
        code = "".join(secrets.choice(ALPHABET) for _letter in range(length))
        if code not in taken:
            codes[code] = None
    return list(codes)


def unused(model: type[Model], length: int) -> str:
    """Return a random code that no record of a model carries yet."""
    while True:
        code = draw(length, 1)[0]
        if not model._default_manager.filter(code=code).exists():
            return code
