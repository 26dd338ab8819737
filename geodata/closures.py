"""Say which closures somebody has to think of now."""

from datetime import datetime, timedelta

from django.db.models import Q

SOON = timedelta(days=7)


def changing(moment: datetime) -> Q:
    """Return the closures that begin or end within a week of an aware moment."""
    return Q(since__range=(moment, moment + SOON)) | Q(until__range=(moment, moment + SOON))
