"""Of which records here a history is kept."""

from geodata.history.tracking import track
from geodata.models import Event, Photo, Place, Road, Source

track(Place, "facts", "closures")
track(Event)
track(Road)
track(Source)
track(Photo)
