"""What geodata tells the apps above it, which it does not know."""

from django.dispatch import Signal

# After a new street graph has begun to serve; ``version`` names it.
streets_changed = Signal()

# After many records have been changed at once, past the signals of each: ``sender`` is their model,
# ``pks`` are their primary keys and ``names`` those of the fields that say something else now.
records_changed = Signal()
