"""Everything that geodata refuses, each with one sentence that says what to mend."""


class GeodataError(Exception):
    """Something that its author can mend; ``str()`` of it is a sentence to show to them."""


class InvalidOpeningHours(GeodataError):
    """A text that is not OSM ``opening_hours``."""


class InvalidBox(GeodataError):
    """A bounding box that is not west, south, east, north in degrees."""


class InvalidQuery(GeodataError):
    """A parameter in the query of an address that cannot be read."""
