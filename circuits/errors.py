"""Everything that circuits refuse, each with one sentence that says what to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from circuits.models import Edition


class CircuitsError(Exception):
    """Something that its author can mend; ``str()`` of it is a sentence to show to them."""


class TooBusy(CircuitsError):
    """More plans are asked for than can be made at once."""

    retry_after_s = 5


class GivenUp(CircuitsError):
    """Whoever asked has left before the work began: nobody reads the sentence."""


class EditionIsImmutable(CircuitsError):
    """An attempt to change or delete an edition."""

    def __init__(self) -> None:
        super().__init__(
            _("What has been published stays as it is: change the circuit, and publish it anew.")
        )


class NoEdition(CircuitsError):
    """A circuit that was never published, or an edition that there never was."""

    def __init__(self) -> None:
        super().__init__(_("There is no such edition."))


class EditionWithdrawn(CircuitsError):
    """What was published once and is not to be shown any more.

    Attributes
    ----------
    current
        The edition to be had instead; None where the circuit is not published any more.
    """

    def __init__(self, current: Edition | None = None) -> None:
        self.current = current
        super().__init__(
            _("This circuit is not published any more.")
            if current is None
            else _("This edition is not given out any more: take the current one.")
        )
