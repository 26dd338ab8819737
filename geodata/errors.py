"""Everything that geodata refuses, each with one sentence that says what to mend."""

from django.utils.translation import gettext as _


class GeodataError(Exception):
    """Something that its author can mend; ``str()`` of it is a sentence to show to them."""


class InvalidOpeningHours(GeodataError):
    """A text that is not OSM ``opening_hours``."""


class InvalidBox(GeodataError):
    """A bounding box that is not west, south, east, north in degrees."""


class InvalidQuery(GeodataError):
    """A parameter in the query of an address that cannot be read."""


class NoRoute(GeodataError):
    """A stop that cannot be reached.

    Attributes
    ----------
    stop
        Which of the stops that were asked for, counted from zero.
    mode
        How one wanted to travel.
    reason
        What the router said, for the log.
    """

    def __init__(self, stop: int, mode: str, reason: str = "") -> None:
        self.stop = stop
        self.mode = mode
        self.reason = reason
        super().__init__(
            _("No way leads to stop %(number)d on the streets that are known.")
            % {"number": stop + 1}
        )


class InvalidExtract(GeodataError):
    """A file that is not OpenStreetMap data of this territory, whole and with streets in it."""


class NoStreets(GeodataError):
    """A question that only a street graph answers, where none serves."""

    def __init__(self) -> None:
        super().__init__(_("There is no street map here yet."))


class UnusablePhoto(GeodataError):
    """A photo that cannot be kept."""

    @classmethod
    def unreadable(cls) -> "UnusablePhoto":
        """Return the error of a file that is no whole picture."""
        return cls(_("This file is no photo that can be read: choose a JPEG, PNG or WebP."))

    @classmethod
    def of_a_phone(cls) -> "UnusablePhoto":
        """Return the error of a picture as some phones keep them, which few browsers show."""
        return cls(
            _("This photo is in the HEIC format, which few browsers show: export it as a JPEG.")
        )

    @classmethod
    def too_large(cls, most_bytes: int) -> "UnusablePhoto":
        """Return the error of a file of too many bytes."""
        return cls(
            _("The photo is larger than %(most)d MB: choose a smaller one.")
            % {"most": most_bytes // 1_000_000}
        )

    @classmethod
    def too_many_pixels(cls, most_pixels: int) -> "UnusablePhoto":
        """Return the error of a picture of too many pixels."""
        return cls(
            _("The photo has more than %(most)d megapixels: choose a smaller one.")
            % {"most": most_pixels // 1_000_000}
        )


class InboxFull(GeodataError):
    """More reports wait at the desk than it can take."""

    retry_after_s = 3600

    def __init__(self) -> None:
        super().__init__(
            _("More reports wait at the municipality than it can take: send yours again later.")
        )


class UnreadableFile(GeodataError):
    """A file of records that cannot be read, or that is not safe to read."""


class InvalidProfile(GeodataError):
    """A description of a file's columns that does not fit the file, or is no description."""


class ImportRefused(GeodataError):
    """An import that cannot be applied as it is; nothing of it has been."""


class UndoRefused(GeodataError):
    """An import that cannot be undone as it is; nothing of it has been.

    Attributes
    ----------
    records
        The names of those that stand in the way.
    """

    def __init__(self, sentence: str, records: list[str]) -> None:
        self.records = records
        super().__init__(sentence)


class RestoreRefused(GeodataError):
    """An earlier state that cannot be brought back as it is; nothing of it has been."""


class DraftRefused(GeodataError):
    """A draft that cannot be published as it is; nothing of it has been."""


class NotTakenOver(GeodataError):
    """An observation from the field that cannot be written into its place as things are."""
