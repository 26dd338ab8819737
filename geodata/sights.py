"""The territory's own public places as landmarks of the way: at Souk Dlalat, turn left."""

from django.conf import settings
from django.db.models import Q
from shapely import wkb

from geodata.landmarks import Sight
from geodata.models import Place, PositionQuality

# A place that is known less exactly is not where one turns.
KNOWN_TO_M = 25

# Nobody turns at a town or an oasis, nor at a whole shopping street.
_TOO_WIDE = ("town", "oasis", "shopping_street", "beach", "transport")


def own_places() -> tuple[Sight, ...]:
    """Return the public places whose spot is known well enough to turn at, in one query."""
    languages = [code for code, _name in settings.LANGUAGES]
    places = (
        Place.objects.public()
        .filter(
            Q(position_accuracy_m=None) | Q(position_accuracy_m__lte=KNOWN_TO_M),
            is_sample=False,
            position_quality__in=(PositionQuality.SURVEYED, PositionQuality.PUBLISHED),
        )
        .exclude(category__in=_TOO_WIDE)
        .order_by("slug")
    )
    return tuple(
        Sight(
            names={code: name for code in languages if (name := getattr(place, f"name_{code}"))},
            category="place",
            geometry=wkb.loads(bytes(place.geometry.wkb)),
        )
        for place in places
        if place.geometry is not None
    )
