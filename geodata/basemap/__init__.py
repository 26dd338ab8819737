"""The map under the map: streets, buildings, land and water, in one file of our own.

``schema`` says what is on it, ``building`` makes it from an OpenStreetMap extract, ``serving``
hands it out. docs/basemap.md describes all three.
"""

from geodata.basemap.archive import InvalidArchive
from geodata.basemap.basemap import Basemap, current, read, shelf, version

__all__ = ["Basemap", "InvalidArchive", "current", "read", "shelf", "version"]
