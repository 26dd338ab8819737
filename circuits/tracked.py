"""Of which records here a history is kept."""

from circuits.models import Circuit
from geodata.history.tracking import track

track(Circuit, "stops")
