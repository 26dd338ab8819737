"""Make the short codes that plaques carry and visitors can type.

The alphabet has no vowels, so that no word appears by accident, and no two letters that look
alike; it is the one of Open Location Code.
"""

import secrets

ALPHABET = "23456789CFGHJMPQRVWX"
PLACE_LENGTH = 5
ARTISAN_LENGTH = 6


def new_place_code() -> str:
    """Return a random code for a place: one of 3.2 million."""
    return _code(PLACE_LENGTH)


def new_artisan_code() -> str:
    """Return a random code for an artisan, one letter longer than a place's."""
    return _code(ARTISAN_LENGTH)


def _code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
