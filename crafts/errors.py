"""Everything that crafts refuse, each with one sentence that says what to mend."""

from django.utils.translation import gettext as _


class CraftsError(Exception):
    """Something that its author can mend; ``str()`` of it is a sentence to show to them."""


class NobodyToForget(CraftsError):
    """A person of whom nothing is kept."""

    def __init__(self) -> None:
        super().__init__(_("Nothing is kept of such a person: they may have been forgotten."))
