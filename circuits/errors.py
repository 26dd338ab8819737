"""Everything that circuits refuse, each with one sentence that says what to mend."""


class CircuitsError(Exception):
    """Something that its author can mend; ``str()`` of it is a sentence to show to them."""


class TooBusy(CircuitsError):
    """More plans are asked for than can be made at once."""

    retry_after_s = 5


class GivenUp(CircuitsError):
    """Whoever asked has left before the work began: nobody reads the sentence."""
